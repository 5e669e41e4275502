import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { countOf } from '../skeleton/counted.ts';
import { doneCounts, more, never } from '../skeleton/doneCounts.ts';
import { type GroupCall, isDoneByName } from '../skeleton/groupCalls.ts';
import type { Groups } from '../skeleton/groups.ts';
import { overdrafts } from '../skeleton/overdrawn.ts';
import type { Place } from '../skeleton/place.ts';
import { callsOnSameGroup } from '../skeleton/reach.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Callee } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { deleteLines, ownsLines } from './edits.ts';
import { type Draft, type PartRule, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-done-twice',
  title: 'Done is called twice on one path',
  severity: 'warning',
};

/**
 * Two `Done` on one path for one count: a deferred and a later explicit one in a goroutine that `Add(1)` counts, one
 * in a branch that goes on to another, or
 * one too many in the function that makes the group and keeps it to itself.
 */
export const waitGroupDoneTwice: PartRule = {
  meta,
  *checkPart({ groups }, here, part) {
    const seen = new Set<GroupCall>();
    for (const pair of [...inGoroutines(groups, here, part), ...inOwners(groups, here, part)]) {
      if (seen.has(pair.second)) continue;
      seen.add(pair.second);
      yield draft(pair);
    }
  },
};

interface Pair {
  first: GroupCall;
  second: GroupCall;
}

/** `defer wg.Done()`, and behind it another, deferred on every path or called on one. */
function* inGoroutines(groups: Groups, here: SourceFile, part: NodeId): Iterable<Pair> {
  for (const go of groups.goStatementsIn(here, part)) {
    if (!go.callee || go.callee.file.tree.isBroken(go.callee.node)) continue;
    const add = countOf(groups, go)?.add;
    if (add?.count !== 1 || !add.place || !isOnlyCount(groups, add)) continue;
    const effects = groups.effectsOf(go, add.place);
    const { own, spawned, handed, escapes } = effects;
    if (escapes || spawned.length || handed.length || own.some((c) => c.method !== 'Done')) continue;
    const { file, node } = go.callee;
    const { tree } = file;
    const list = tree.firstChild[tree.child(node, F.body)];
    const isAlways = (c: GroupCall) => c.file === file && tree.parent[tree.parent[c.call]] === list;
    const first = own.find((c) => c.deferred && isAlways(c));
    const isSecond = (c: GroupCall) => (c.deferred ? isAlways(c) : c.file === file && c.fn === node);
    const second = first && own.find((c) => c.call > first.call && isSecond(c));
    if (first && second) yield { first, second };
    else yield* onOneBranch(groups, go.callee, groups.placeInside(go, add.place), own);
  }
}

/**
 * `if err != nil { wg.Done() }` without a return, and a `Done` behind it that every path comes by: whatever the
 * condition means, two are called where it holds.
 */
function* onOneBranch(
  groups: Groups,
  { file, node }: Callee,
  target: Place,
  dones: readonly GroupCall[],
): Iterable<Pair> {
  const { tree } = file;
  const [first, second] = dones;
  const list = tree.firstChild[tree.child(node, F.body)];
  const isPlain = (c: GroupCall) => c.file === file && c.fn === node && !c.deferred;
  if (dones.length !== 2 || !dones.every(isPlain) || tree.parent[tree.parent[second.call]] !== list) return;
  const isInLoop = tree.within(tree.ancestor(first.call, K.for_statement), node);
  const returns = file.nodesOf(K.return_statement, node).some((n) => n > first.call && n < second.call);
  const exits = isInLoop || returns ? null : doneCounts(groups, file, node, target);
  const end = exits?.find((exit) => exit.how === 'end');
  if (end && end.states & more && !(end.states & never)) yield { first: second, second: first };
}

/** Whether each `Add` of the group counts one goroutine each: none is there for a second `Done`. */
function isOnlyCount(groups: Groups, add: GroupCall): boolean {
  const adds = callsOnSameGroup(groups, add)?.filter((c) => c.method === 'Add');
  if (!adds) return false;
  const counted = new Set<GroupCall>();
  for (const go of adds.flatMap(({ file, fn }) => groups.goStatementsIn(file, fn))) {
    const count = countOf(groups, go)?.add;
    if (!count || !adds.includes(count)) continue;
    // Who never counts itself down leaves that to somebody else.
    if (!groups.effectsOf(go, count.place!).own.some((c) => c.method === 'Done')) return false;
    counted.add(count);
  }
  return adds.every((c) => c.count === 1 && counted.has(c));
}

/** Groups that only one function ever touches, one statement after the other. */
function* inOwners(groups: Groups, here: SourceFile, part: NodeId): Iterable<Pair> {
  for (const { call, before } of overdrafts(groups, here, part)) {
    if (before && isDoneByName(call)) yield { first: before, second: call };
  }
}

function draft({ first, second }: Pair): Draft {
  const { file } = second;
  return {
    file,
    ...span(file, second.call),
    message: l10n.t(
      '{0}.Done() is called twice on this path for one count: the counter goes below zero, and the program panics.',
      file.tree.text(second.operand),
    ),
    related: [related(first.file, first.call, l10n.t('this Done gives up the count'))],
    fixes: fixes(second),
  };
}

/** Removes the second call. */
function fixes({ file, call }: GroupCall): Fix[] {
  const { tree } = file;
  const statement = tree.parent[call];
  const kind = tree.kind[statement];
  if ((kind !== K.expression_statement && kind !== K.defer_statement) || !ownsLines(file, statement))
    return [];
  const title = l10n.t('Remove this "{0}"', tree.text(statement));
  return [{ title, preferred: true, edits: [deleteLines(file, statement)] }];
}
