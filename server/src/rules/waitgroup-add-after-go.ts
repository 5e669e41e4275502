import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { mayBlock } from '../skeleton/blocking.ts';
import { functionOf, type GoStatement } from '../skeleton/functions.ts';
import type { GroupCall } from '../skeleton/groupCalls.ts';
import type { Groups } from '../skeleton/groups.ts';
import { callsOnSameGroup, ownerOf } from '../skeleton/reach.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { moveBefore, ownsLines, startsLine } from './edits.ts';
import { type PartRule, type RuleMeta, related, span } from './rule.ts';
import { isSteadyArgument } from './steady.ts';

const meta: RuleMeta = {
  id: 'waitgroup-add-after-go',
  title: 'Add stands after the go statement that it counts',
  severity: 'warning',
};

/**
 * The first `Add` of a group stands behind the `go` statement of a goroutine that calls `Done`, in the same list of
 * statements or after the loop that starts the goroutines. The goroutine may be done by then. Silent where another
 * `Add` may have counted it, and where the goroutine may wait for a signal that the `Add` has happened.
 */
export const waitGroupAddAfterGo: PartRule = {
  meta,
  *checkPart({ groups, types }, here, part) {
    for (const add of groups.callsIn(here, part)) {
      if (add.method !== 'Add' || add.deferred || add.count === 0 || !add.place) continue;
      const { file } = add;
      const statement = file.tree.parent[add.call];
      if (file.tree.kind[statement] !== K.expression_statement || file.tree.isBroken(add.fn)) continue;
      const go = groups
        .goStatementsIn(file, add.fn)
        .find((g) => g.fn === add.fn && g.node < statement && earlierSibling(file, statement, g.node));
      if (!go || !countsDown(groups, types, go, add) || !isFirstAdd(groups, add)) continue;
      yield {
        file,
        ...span(file, file.tree.child(add.call, F.function)),
        message: l10n.t(
          'The goroutine may call {0}.Done() before this {0}.Add has counted it: the counter goes below zero, and the program panics.',
          file.tree.text(add.operand),
        ),
        related: [related(file, go.node, l10n.t('the goroutine is started here'))],
        fixes: fixes(types, add, statement, earlierSibling(file, statement, go.node)),
      };
    }
  },
};

/** The statement in the list of `statement` that holds `node` and stands before it; 0 where there is none. */
function earlierSibling(file: SourceFile, statement: NodeId, node: NodeId): NodeId {
  const { tree } = file;
  const list = tree.parent[statement];
  if (tree.kind[list] !== K.statement_list || !tree.within(node, list)) return 0;
  let sibling = node;
  while (tree.parent[sibling] !== list) sibling = tree.parent[sibling];
  return sibling < statement ? sibling : 0;
}

/** Whether the goroutine calls `Done` more often than `Add`, and nothing holds it up until it does. */
function countsDown(groups: Groups, types: Types, go: GoStatement, add: GroupCall): boolean {
  if (!go.callee || go.callee.file.tree.isBroken(go.callee.node)) return false;
  const effects = groups.effectsOf(go, add.place!);
  if (effects.escapes || effects.spawned.length || effects.handed.length) return false;
  if (!effects.own.length || effects.own.some((c) => c.method !== 'Done')) return false;
  const { file, node } = go.callee;
  return !mayBlock(types, file, node, file.tree.child(node, F.body), file.tree.last(node) + 1);
}

/** Whether nothing can have added to the group when the goroutine starts. */
const isFirstAdd = (groups: Groups, add: GroupCall): boolean =>
  (add.shared !== undefined || ownerOf(add.place!) === add.fn) &&
  callsOnSameGroup(groups, add)?.every(
    (c) => c.method !== 'Add' || (c.fn === add.fn && c.call >= add.call),
  ) === true;

/** Moves the line before the statement that starts the goroutines, where it means the same there. */
function fixes(types: Types, add: GroupCall, statement: NodeId, target: NodeId): Fix[] {
  const { file } = add;
  const { tree } = file;
  if (!ownsLines(file, statement) || !startsLine(file, target)) return [];
  for (let n = target; n < statement; n++) {
    const kind = tree.kind[n];
    const leaves =
      kind === K.return_statement ||
      kind === K.break_statement ||
      kind === K.continue_statement ||
      kind === K.goto_statement ||
      kind === K.labeled_statement;
    if (leaves && functionOf(file, n) === add.fn) return [];
  }
  if (!isSteadyArgument(types, add, target, statement)) return [];
  const edits = moveBefore(file, target, statement);
  if (!edits.length) return [];
  return [
    {
      title: l10n.t('Move "{0}" before the go statement', tree.text(statement)),
      preferred: true,
      edits,
    },
  ];
}
