import * as l10n from '@vscode/l10n';
import type { Fix, TextEdit } from '../findings.ts';
import type { GroupCall } from '../skeleton/groupCalls.ts';
import { needsTurns } from '../skeleton/needsTurns.ts';
import { startedInTurn, type Turn } from '../skeleton/turns.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { deleteLines, insertAfter, ownsLines } from './edits.ts';
import { type PartRule, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-wait-in-loop',
  title: 'Wait right after go in a loop: one worker at a time',
  severity: 'information',
};

/**
 * A loop over something whose turn starts one goroutine and, as its last act, waits for it. Silent where the turn does
 * anything in between or afterwards, where one turn may need the one before to be over, in loops without an end, and in
 * tests and benchmarks, where just this may be measured.
 */
export const waitGroupWaitInLoop: PartRule = {
  meta,
  *checkPart(context, here, part) {
    const { groups } = context;
    for (const wait of groups.callsIn(here, part)) {
      const found = startedInTurn(groups, wait);
      // Where all are counted before the loop it is worse: waitgroup-wait-before-start.
      if (!found || found.isCountedBefore || needsTurns(groups, wait, found)) continue;
      const { file } = wait;
      yield {
        file,
        ...span(file, wait.call),
        message: l10n.t(
          'Each turn waits for the one goroutine that it has started: they run one after another, never side by side.',
        ),
        related: [related(file, found.start, l10n.t('the goroutine is started here'))],
        fixes: context.allows(1, 22) || !capturesLoopVariable(file, found) ? fixes(wait, found.loop) : [],
      };
    }
  },
};

/** Whether what a turn starts names a variable of its loop other than as an argument: before Go 1.22 all turns share it. */
function capturesLoopVariable(file: SourceFile, { loop, start }: Turn): boolean {
  const { tree } = file;
  const isOfLoop = (n: NodeId) => tree.within(n, loop) && !tree.within(n, tree.child(loop, F.body));
  for (let n = start; n <= tree.last(start); n++) {
    const isCaptured = tree.kind[n] === K.identifier && tree.within(tree.ancestor(n, K.func_literal), start);
    const definition = isCaptured ? file.definition(n) : 0;
    if (definition && isOfLoop(definition)) return true;
  }
  return false;
}

/** Moves the `Wait` behind the loop, where the group is still in sight. */
function fixes(wait: GroupCall, loop: NodeId): Fix[] {
  const { tree } = wait.file;
  const edits = moveOutOfLoop(wait, loop);
  const statement = tree.text(tree.parent[wait.call]);
  const title = l10n.t('Move "{0}" after the loop: the goroutines then run side by side', statement);
  return edits.length ? [{ title, preferred: false, edits }] : [];
}

/** Edits that move a call that is a statement behind the loop around it; none where its operand is made in the loop. */
export function moveOutOfLoop({ file, call, place }: GroupCall, loop: NodeId): TextEdit[] {
  const { tree } = file;
  const statement = tree.parent[call];
  const isInside = place!.file === file && tree.within(place!.root, tree.child(loop, F.body));
  if (isInside || !ownsLines(file, statement) || !ownsLines(file, loop)) return [];
  if (tree.kind[tree.parent[loop]] !== K.statement_list) return [];
  return [deleteLines(file, statement), insertAfter(file, loop, tree.text(statement))];
}
