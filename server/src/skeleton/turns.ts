import type { NodeId } from '../syntax/flatTree.ts';
import { K } from '../syntax/kinds.ts';
import { countOf } from './counted.ts';
import type { GroupCall } from './groupCalls.ts';
import type { Groups } from './groups.ts';

/** A loop each turn of which starts one goroutine and then waits. */
export interface Turn {
  loop: NodeId;
  /** The statement that starts it. */
  start: NodeId;
  /** The goroutine is counted by an `Add` before the loop, with those of the other turns. */
  isCountedBefore: boolean;
}

/**
 * The turn of a loop over something that ends in a `Wait`, right after it has started its only goroutine. Nothing in
 * tests and benchmarks, where just this may be measured.
 */
export function startedInTurn(groups: Groups, wait: GroupCall): Turn | undefined {
  const { method, deferred, file, call, place } = wait;
  const { tree } = file;
  const statement = tree.parent[call];
  const list = tree.parent[statement];
  const loop = tree.parent[tree.parent[list]];
  if (method !== 'Wait' || deferred || !place || tree.kind[statement] !== K.expression_statement)
    return undefined;
  if (tree.kind[loop] !== K.for_statement || tree.nextSibling[statement] || tree.isBroken(loop))
    return undefined;
  if (file.uri.endsWith('_test.go')) return undefined;
  const head = tree.firstChild[loop];
  if (tree.kind[head] !== K.range_clause && tree.kind[head] !== K.for_clause) return undefined;
  let started = 0;
  for (let n = list; n <= tree.last(list); n++) {
    if (tree.kind[n] === K.go_statement || groups.at(file, n)?.method === 'Go') started++;
  }
  const start = tree.children(list).at(-2);
  if (started !== 1 || !start) return undefined;
  const goCall = tree.kind[start] === K.expression_statement && groups.at(file, tree.firstChild[start]);
  if (goCall && goCall.method === 'Go') {
    return goCall.place?.key === place.key ? { loop, start, isCountedBefore: false } : undefined;
  }
  const go = groups.goStatementsIn(file, start).find((g) => g.node === start);
  const add = go && countOf(groups, go)?.add;
  if (add?.place?.key !== place.key) return undefined;
  return { loop, start, isCountedBefore: add.file === file && !tree.within(add.call, loop) };
}
