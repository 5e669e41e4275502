import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { mayBlock, signals } from '../skeleton/blocking.ts';
import { neverReturns } from '../skeleton/endless.ts';
import { endOf, firstReturn } from '../skeleton/flow.ts';
import type { GoStatement } from '../skeleton/functions.ts';
import type { GroupCall } from '../skeleton/groupCalls.ts';
import type { Effects, Groups } from '../skeleton/groups.ts';
import { everyCall, ownerOf } from '../skeleton/reach.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { insertAfter, insertBefore, ownsLines, startsLine, statementsOf } from './edits.ts';
import { type PartRule, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-missing-wait',
  title: 'A local group is never waited for',
  severity: 'information',
};

/**
 * A group that a function makes and keeps to itself, with goroutines that count it down, and nobody waits for it.
 * Silent where the function may learn in another way that they are over, and where they, or it, never end.
 */
export const waitGroupMissingWait: PartRule = {
  meta,
  *checkPart({ groups, types }, here, part) {
    const seen = new Set<string>();
    for (const add of groups.callsIn(here, part)) {
      const { file, place } = add;
      if ((add.method !== 'Add' && add.method !== 'Go') || !place || seen.has(place.key)) continue;
      seen.add(place.key);
      const owner = ownerOf(place);
      if (!owner || place.file !== file || file.tree.isBroken(owner)) continue;
      const effects = groups.effects(file, owner, place);
      if (effects.escapes || everyCall(effects).some((c) => c.method === 'Wait')) continue;
      const counted = goroutinesCountingDown(groups, effects);
      if (!counted?.length || neverReturns(types, file, owner)) continue;
      if (counted.some((go) => isMetOtherwise(types, go, file, owner))) continue;
      const [first] = counted;
      yield {
        file,
        ...span(file, add.call),
        message: l10n.t(
          'Nobody waits for {0}: the function may return while its goroutines still run.',
          file.tree.text(add.operand),
        ),
        related: [related(first.file, first.node, l10n.t('this goroutine counts it down'))],
        fixes: fixes(types, add, owner),
      };
    }
  },
};

/** The goroutines that call `Done`, or have `wg.Go` do it; `undefined` where others than goroutines do. */
function goroutinesCountingDown(groups: Groups, effects: Effects): GoStatement[] | undefined {
  const { own, spawned, handed } = effects;
  if (own.some((c) => c.method === 'Done')) return undefined;
  const found = spawned.filter((s) => s.calls.some((c) => c.method === 'Done')).map((s) => s.go);
  for (const used of [...own, ...handed]) {
    const { method, file, fn } = used;
    const isRunBy = ({ callee }: GoStatement) => callee?.file === file && callee.node === fn;
    const started = method === 'Go' ? groups.startOf(used) : groups.goStatementsIn(file).find(isRunBy); // run := func() { … }; go run()
    if (started) found.push(started);
    else if (method === 'Done') return undefined;
  }
  return found;
}

/** Whether a goroutine tells that it is over by other means, is heard of by the function, or is to run for ever. */
function isMetOtherwise(types: Types, go: GoStatement, file: SourceFile, owner: NodeId): boolean {
  const { callee } = go;
  if (!callee || signals(callee.file, callee.node) || neverReturns(types, callee.file, callee.node))
    return true;
  const isHere = go.file === file && file.tree.within(go.node, owner);
  const from = isHere ? file.tree.last(go.node) + 1 : file.tree.child(owner, F.body);
  return mayBlock(types, file, owner, from, file.tree.last(owner) + 1);
}

/** Waits at the function's end, where that is the only way out. */
function fixes(types: Types, { file, fn, operand, place }: GroupCall, owner: NodeId): Fix[] {
  const { tree } = file;
  const last = statementsOf(file, owner).at(-1);
  if (!last || fn !== owner || !isDeclaredIn(file, place!.root, tree.parent[last])) return [];
  const line = `${tree.text(operand)}.Wait()`;
  const isReturn = tree.kind[last] === K.return_statement;
  const early = firstReturn(file, owner);
  if (early && early !== last) return [];
  const call = tree.kind[last] === K.expression_statement ? tree.firstChild[last] : 0;
  if (tree.kind[call] === K.call_expression && endOf(types, file, call)) return [];
  if (isReturn ? !startsLine(file, last) : !ownsLines(file, last)) return [];
  return [
    {
      title: l10n.t('Insert "{0}" at the end: the function then takes as long as its goroutines', line),
      preferred: false,
      edits: [isReturn ? insertBefore(file, last, line) : insertAfter(file, last, line)],
    },
  ];
}

/** Whether a variable is declared by a statement of a list itself, not in a block within it. */
const isDeclaredIn = ({ tree }: SourceFile, root: NodeId, list: NodeId): boolean =>
  tree.ancestor(root, K.statement_list, K.if_statement, K.for_statement) === list;
