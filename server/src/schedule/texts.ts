import * as l10n from '@vscode/l10n';
import type { Place } from '../lowering/sites.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import { isExternal } from '../types/type.ts';
import { conditionOf } from './conditions.ts';
import { objectName } from './names.ts';
import type { Told } from './told.ts';

/** Longer pieces of source are cut in a sentence. */
const longest = 50;

/** What a step is, in one sentence. `who`, `other`: names of the goroutines. */
export function sayOf(types: Types, told: Told, who: string, other: string): string {
  const once = sayOnce(types, told, who, other);
  return told.times > 1 ? l10n.t('{0}, {1} times', once, told.times) : once;
}

function sayOnce(types: Types, told: Told, who: string, other: string): string {
  const { kind, place, step, returns } = told;
  const { file, node } = place;
  const name = objectName(file, node);
  switch (kind) {
    case 'start':
      return l10n.t('{0} starts {1}', who, other);
    case 'send':
      return told.received
        ? l10n.t('{0} sends on {1}, and {2} receives it', who, name, other)
        : l10n.t('{0} sends on {1}', who, name);
    case 'receive':
      return l10n.t('{0} receives from {1}', who, name);
    case 'close':
      return l10n.t('{0} closes {1}', who, name);
    case 'cancel':
    case 'done':
    case 'signal':
    case 'panic':
      return l10n.t('{0} calls {1}', who, cut(file.tree.text(node)));
    case 'select': {
      const taken = caseOf(types, told);
      return returns ? l10n.t('{0} takes {1} and returns', who, taken) : l10n.t('{0} takes {1}', who, taken);
    }
    case 'lock':
      return l10n.t('{0} locks {1}', who, name);
    case 'unlock':
      return l10n.t('{0} unlocks {1}', who, name);
    case 'wait':
      return l10n.t('{0} has waited for {1}', who, name);
    case 'once':
      return l10n.t('{0} calls {1}.Do', who, name);
    case 'return':
      return l10n.t('{0} returns', who);
    case 'condition': {
      const condition = conditionOf(step, place);
      const text = cut(file.tree.text(condition?.node ?? node));
      return condition?.holds
        ? l10n.t('suppose that {0}', text)
        : l10n.t('suppose that {0} does not hold', text);
    }
    case 'blocked':
    case 'failed':
      return '';
  }
}

/** The way out of a `select` that was taken. */
function caseOf(types: Types, { step, place: { file, node } }: Told): string {
  const { tree } = file;
  if (step.choice === -1) return l10n.t('the default case');
  const from = tree.kind[node] === K.send_statement ? 0 : tree.child(node, F.right);
  const operand = from ? tree.child(from, F.operand) : 0;
  const type = operand ? types.underlying(types.of(file, operand)) : undefined;
  const isTimer =
    /^time\.After\(/.test(tree.text(operand)) ||
    (type?.kind === 'channel' &&
      isExternal(type.element, 'time', 'Time') &&
      !/tick/i.test(tree.text(operand)));
  return isTimer ? l10n.t('the time-out case') : l10n.t('the case {0}', cut(tree.text(node)));
}

const cut = (text: string): string => {
  const line = text.split('\n', 1)[0].trim();
  return line.length > longest || line.length < text.trim().length ? `${line.slice(0, longest)}…` : line;
};

/** What somebody waits for, or does in vain, where they stand. */
export function stuckText({ file, node }: Place, what: string, who: string): string {
  const name = objectName(file, node);
  switch (what) {
    case 'send':
      return l10n.t('{0} sends on {1}', who, name);
    case 'receive':
      return file.tree.kind[node] === K.range_clause
        ? l10n.t('{0} ranges over {1}', who, name)
        : l10n.t('{0} receives from {1}', who, name);
    case 'select':
      return l10n.t('{0} waits in a select', who);
    case 'close':
      return l10n.t('{0} closes {1}', who, name);
    default:
      return l10n.t('{0} waits for {1}', who, name);
  }
}
