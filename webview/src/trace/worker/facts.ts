import { executionTrace } from '#profile';
import type { GoroutineFacts, IntervalDetails } from '../queries.ts';
import { type LaneOrder, leakedRows, orderLanes } from './order.ts';

const { State } = executionTrace;
type Trace = executionTrace.Trace;

/** What is known of all goroutines of a trace, made once. */
export interface Known {
  trace: Trace;
  order: LaneOrder;
  leaked: Uint8Array;
  totals: executionTrace.Totals;
}

export function knownOf(trace: Trace): Known {
  const totals = executionTrace.totalsOf(trace);
  const leaked = leakedRows(trace);
  return { trace, totals, leaked, order: orderLanes(trace, leaked, totals) };
}

const orNull = (time: number): number | null => (Number.isNaN(time) ? null : time);

/** How long a goroutine lived within the trace, in nanoseconds. */
export const lifeOf = ({ trace }: Known, row: number): number =>
  executionTrace.endOf(trace, row) - (orNull(executionTrace.createdAt(trace, row)) ?? 0);

/** What the table shows of a goroutine. */
export function factsOf(known: Known, row: number): Omit<GoroutineFacts, 'creation'> {
  const { trace, order, leaked, totals } = known;
  const { goroutines } = trace;
  const creator = goroutines.creator[row];
  return {
    row,
    id: goroutines.id[row],
    position: order.positionOf[row],
    function: executionTrace.startFunction(trace, row),
    leaked: leaked[row] === 1,
    created: orNull(executionTrace.createdAt(trace, row)),
    creator: creator >= 0 ? goroutines.id[creator] : null,
    ended: orNull(goroutines.end[row]),
    total: lifeOf(known, row),
    running: totals.running[row],
    runnable: totals.runnable[row],
    waiting: totals.waiting[row],
    syscall: totals.syscall[row] + totals.syscallBlocked[row],
    waits: executionTrace.waitsOf(trace, row),
  };
}

/** All that is to be told of one interval. */
export function detailsOf(known: Known, interval: number): IntervalDetails {
  const { trace } = known;
  const { goroutines, intervals } = trace;
  const row = executionTrace.goroutineOf(trace, interval);
  const end = goroutines.interval[row + 1];
  const state = intervals.state[interval];
  const peer = intervals.peer[interval];
  const next = interval + 1 < end ? interval + 1 : -1;
  const onProc = state === State.running || state === State.syscall;
  const isWoken = state === State.waiting && next >= 0 && intervals.state[next] === State.runnable;
  return {
    goroutine: {
      ...factsOf(known, row),
      creation: executionTrace.framesOf(trace, goroutines.creationStack[row]),
    },
    interval,
    previous: interval > goroutines.interval[row] ? interval - 1 : -1,
    next,
    state,
    reason: intervals.reasons[intervals.reason[interval]],
    start: intervals.start[interval],
    end: executionTrace.intervalEnd(trace, row, interval),
    stack: executionTrace.framesOf(trace, intervals.stack[interval]),
    proc: onProc && peer >= 0 ? trace.procs.id[peer] : null,
    waker: state === State.runnable && peer >= 0 ? goroutines.id[peer] : null,
    woken: isWoken
      ? {
          by: intervals.peer[next] >= 0 ? goroutines.id[intervals.peer[next]] : null,
          stack: executionTrace.framesOf(trace, intervals.stack[next]),
        }
      : null,
  };
}

/** The interval of a goroutine that takes the most of a window; -1 where it does not live in it. */
export function longestIn(trace: Trace, row: number, from: number, to: number): number {
  const { goroutines, intervals } = trace;
  const end = goroutines.interval[row + 1];
  let best = -1;
  let most = -1;
  const first = executionTrace.intervalAt(trace, row, from);
  for (let i = first < 0 ? goroutines.interval[row] : first; i < end && intervals.start[i] < to; i++) {
    const time = Math.min(executionTrace.intervalEnd(trace, row, i), to) - Math.max(intervals.start[i], from);
    if (time < 0 || time <= most) continue;
    best = i;
    most = time;
  }
  return best;
}
