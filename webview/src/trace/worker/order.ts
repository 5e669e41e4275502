import { executionTrace } from '#profile';
import type { GoroutineGroup } from '../queries.ts';

type Trace = executionTrace.Trace;

/** The goroutines in the order that they are drawn in. */
export interface LaneOrder {
  groups: readonly GoroutineGroup[];
  /** Position → row of the goroutine, and back. */
  rowAt: Uint32Array;
  positionOf: Uint32Array;
  /** Row → index of its group. */
  groupOf: Uint32Array;
}

/** Why parts of Go's own wait that are started with a program's: a trace's writer. */
const ownReason = 'system goroutine wait';

/** 1 for each goroutine that is suspected to leak; those that may just be idle are none. */
export function leakedRows(trace: Trace, threshold: number): Uint8Array {
  const leaked = new Uint8Array(trace.goroutines.id.length);
  for (const { idle, reason, goroutines } of executionTrace.leakSuspects(trace, { threshold }))
    if (!idle && reason !== ownReason) for (const row of goroutines) leaked[row] = 1;
  return leaked;
}

/**
 * Puts the goroutines into groups by the function that they began with: groups that leak first, the runtime's own
 * last, between them those that ran the longest; in a group, the leaked ones first.
 */
export function orderLanes(trace: Trace, leaked: Uint8Array, totals: executionTrace.Totals): LaneOrder {
  const found = executionTrace.byStartFunction(trace, totals).map((group) => ({
    group,
    leaked: group.goroutines.reduce((sum, row) => sum + leaked[row], 0),
    isSystem: executionTrace.isSystemGoroutine(trace, group.goroutines[0]),
  }));
  found.sort((a, b) => Number(a.isSystem) - Number(b.isSystem) || b.leaked - a.leaked);
  const count = leaked.length;
  const order = {
    groups: [] as GoroutineGroup[],
    rowAt: new Uint32Array(count),
    positionOf: new Uint32Array(count),
    groupOf: new Uint32Array(count),
  };
  let position = 0;
  for (const { group, leaked: leaks } of found) {
    const { goroutines, alive } = group;
    const first = position;
    for (const wanted of [1, 0]) {
      for (const row of goroutines) {
        if (leaked[row] !== wanted) continue;
        order.rowAt[position] = row;
        order.positionOf[row] = position++;
        order.groupOf[row] = order.groups.length;
      }
    }
    order.groups.push({
      function: group.function,
      first,
      count: goroutines.length,
      alive,
      leaked: leaks,
    });
  }
  return order;
}
