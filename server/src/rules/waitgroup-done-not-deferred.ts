import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { doneCounts, never } from '../skeleton/doneCounts.ts';
import { type GroupCall, isDoneByName } from '../skeleton/groupCalls.ts';
import type { Groups } from '../skeleton/groups.ts';
import { firstRisk } from '../skeleton/risk.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import {
  deleteLines,
  insertFirst,
  isOneLine,
  lineOf,
  linesOf,
  ownsLines,
  reopenBody,
  startsLine,
  statementsOf,
} from './edits.ts';
import { type PartRule, type RuleMeta, span } from './rule.ts';
import { isSteadyOperand } from './steady.ts';

const meta: RuleMeta = {
  id: 'waitgroup-done-not-deferred',
  title: 'Done is a goroutine’s last statement instead of deferred',
  severity: 'hint',
};

/**
 * `Done` as the last statement of a goroutine, behind calls that may panic or end it by runtime.Goexit
 * (t.FailNow does): a panic that is recovered, or a Goexit, skips it.
 */
export const waitGroupDoneNotDeferred: PartRule = {
  meta,
  *checkPart({ groups, types }, here, part) {
    const seen = new Set<string>();
    for (const { callee } of groups.goStatementsIn(here, part)) {
      if (!callee || callee.file.tree.isBroken(callee.node)) continue;
      const { file, node: fn } = callee;
      if (seen.has(`${file.uri}#${fn}`)) continue;
      seen.add(`${file.uri}#${fn}`);
      const statements = statementsOf(file, fn);
      const last = statements.at(-1);
      const done =
        last &&
        file.tree.kind[last] === K.expression_statement &&
        groups.at(file, file.tree.firstChild[last]);
      if (!last || !done || !isDoneByName(done) || !done.place || isInside(file, fn, done)) continue;
      if (!isOnlyCall(groups, fn, done) || isSkipped(groups, fn, done)) continue;
      const risk = firstRisk(types, file, fn, last);
      if (!risk) continue;
      const group = file.tree.text(done.operand);
      const recovers = hasRecover(file, fn);
      yield {
        file,
        ...span(file, done.call),
        message: recovers
          ? l10n.t(
              'When {0} panics, the recover in this goroutine skips {1}.Done(), and {1}.Wait() blocks for ever.',
              risk,
              group,
            )
          : l10n.t(
              '{1}.Done() is skipped when {0} ends the goroutine early (runtime.Goexit, or a panic that is recovered), and {1}.Wait() then blocks for ever.',
              risk,
              group,
            ),
        fixes: fixes(types, file, fn, done),
      };
    }
  },
};

/** A group that the goroutine makes for itself. Parameters come from outside. */
function isInside(file: SourceFile, fn: NodeId, done: GroupCall): boolean {
  const { tree } = file;
  const { root } = done.place!;
  return done.place!.file === file && tree.within(root, tree.child(fn, F.body));
}

/** Whether the goroutine's body does nothing else to the group than this one `Done`. */
function isOnlyCall(groups: Groups, fn: NodeId, done: GroupCall): boolean {
  const { file } = done;
  return !groups.callsIn(file, fn).some((c) => c !== done && (!c.place || c.place.key === done.place!.key));
}

/** Whether a path leaves without it, by a mistake of its own or on purpose: deferred, it would run there too. */
const isSkipped = (groups: Groups, fn: NodeId, { file, place }: GroupCall): boolean =>
  doneCounts(groups, file, fn, place!)?.some(
    (exit) => exit.how !== 'panic' && (exit.states & never) !== 0,
  ) !== false;

function hasRecover(file: SourceFile, fn: NodeId): boolean {
  const { tree } = file;
  for (let n = fn; n <= tree.last(fn); n++) {
    if (tree.kind[n] === K.call_expression && tree.text(tree.child(n, F.function)) === 'recover') return true;
  }
  return false;
}

/** Defers the call, where it means the same at the goroutine's start. */
function fixes(types: Types, file: SourceFile, fn: NodeId, done: GroupCall): Fix[] {
  const { tree } = file;
  if (!isSteadyOperand(types, file, fn, done.operand)) return [];
  const body = tree.child(fn, F.body);
  const statements = statementsOf(file, fn);
  const last = statements[statements.length - 1];
  const line = `defer ${tree.text(done.call)}`;
  const fix = {
    title: l10n.t('Make it "{0}", first in the goroutine', line),
    preferred: !hasOrderedDefer(file, fn),
  };
  if (isOneLine(file, body)) {
    const lines = linesOf(file, body);
    return lines ? [{ ...fix, edits: [reopenBody(file, body, [line, ...lines.slice(0, -1)])] }] : [];
  }
  if (!ownsLines(file, last) || !startsLine(file, statements[0])) return [];
  const comment = lineOf(file, last).slice(tree.text(last).length).trim();
  return [
    { ...fix, edits: [...insertFirst(file, body, `${line} ${comment}`.trim()), deleteLines(file, last)] },
  ];
}

/** Whether a deferred call waits, or lets others go on: `Done` would come after it instead of before. */
function hasOrderedDefer(file: SourceFile, fn: NodeId): boolean {
  const { tree } = file;
  return statementsOf(file, fn).some((statement) => {
    if (tree.kind[statement] !== K.defer_statement) return false;
    for (let n = statement; n <= tree.last(statement); n++) {
      if (tree.kind[n] === K.send_statement || tree.kind[n] === K.select_statement) return true;
      if (tree.kind[n] === K.unary_expression && operatorOf(tree, n) === '<-') return true;
      if (
        tree.kind[n] === K.selector_expression &&
        /^(?:Lock|RLock|Wait)$/.test(tree.text(tree.child(n, F.field)))
      )
        return true;
    }
    return false;
  });
}
