import { executionTrace } from '#profile';
import type { GoroutineFacts, IntervalDetails } from '../queries.ts';
import { type LaneOrder, leakedRows, orderLanes } from './order.ts';
import { linksOf } from './wakes.ts';

const { State } = executionTrace;
type Trace = executionTrace.Trace;

/** What is known of all goroutines of a trace, made once. */
export interface Known {
  trace: Trace;
  order: LaneOrder;
  leaked: Uint8Array;
  totals: executionTrace.Totals;
  /** Nanoseconds that each goroutine assisted in marking. */
  assist: Float64Array;
  /** From how many nanoseconds on a wait counts as a leak. */
  threshold: number;
  holds: executionTrace.HoldIndex;
  /** Rows of the threads that ever had a processor. */
  threads: readonly number[];
  /** Made when they are first asked for. */
  wakes: () => executionTrace.WakeIndex;
  detail: () => executionTrace.Detail;
}

export function knownOf(trace: Trace, threshold: number = executionTrace.longWait(trace)): Known {
  const totals = executionTrace.totalsOf(trace);
  let wakes: executionTrace.WakeIndex | undefined;
  let detail: executionTrace.Detail | undefined;
  const holds = executionTrace.indexHolds(trace);
  const base = {
    trace,
    totals,
    assist: executionTrace.assistTimes(trace),
    holds,
    threads: [...trace.threads.keys()].filter((row) => holds.first[row + 1] > holds.first[row]),
    wakes: () => {
      wakes ??= executionTrace.indexWakes(trace);
      return wakes;
    },
    detail: () => {
      detail ??= executionTrace.detailOf(trace);
      return detail;
    },
  };
  return judged(base, threshold);
}

/** The same with another threshold. */
export function judged(known: Omit<Known, 'leaked' | 'order' | 'threshold'>, threshold: number): Known {
  const { trace, totals } = known;
  const leaked = leakedRows(trace, threshold);
  return { ...known, threshold, leaked, order: orderLanes(trace, leaked, totals) };
}

export const orNull = (time: number): number | null => (Number.isNaN(time) ? null : time);

/** How long a goroutine lived within the trace, in nanoseconds. */
export const lifeOf = (trace: Trace, row: number): number =>
  executionTrace.endOf(trace, row) - (orNull(executionTrace.createdAt(trace, row)) ?? 0);

type Durations = Pick<Known, 'totals' | 'assist'>;

/** What the table shows of a goroutine, with durations of all of the trace or of a window. */
export function factsOf(
  known: Known,
  row: number,
  { totals, assist }: Durations = known,
  window?: executionTrace.Span,
): Omit<GoroutineFacts, 'creation'> {
  const { trace, order, leaked } = known;
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
    total: window ? lifeIn(trace, row, window) : lifeOf(trace, row),
    running: totals.running[row],
    runnable: totals.runnable[row],
    waiting: totals.waiting[row],
    syscall: totals.syscall[row] + totals.syscallBlocked[row],
    assist: assist[row],
    waits: window ? waitsIn(trace, row, window) : executionTrace.waitsOf(trace, row),
  };
}

/** How long a goroutine lived within a window. */
export const lifeIn = (trace: Trace, row: number, { from, to }: executionTrace.Span): number =>
  Math.max(
    0,
    Math.min(executionTrace.endOf(trace, row), to) -
      Math.max(orNull(executionTrace.createdAt(trace, row)) ?? 0, from),
  );

function waitsIn(trace: Trace, row: number, window: executionTrace.Span): [string, number][] {
  const { intervals } = trace;
  const times = new Map<string, number>();
  executionTrace.eachIn(trace, row, window, (i, begin, end) => {
    if (intervals.state[i] !== State.waiting) return;
    const reason = intervals.reasons[intervals.reason[i]];
    times.set(reason, (times.get(reason) ?? 0) + end - begin);
  });
  return [...times].sort((one, other) => other[1] - one[1]);
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
  const onProc = executionTrace.isOnProc(state, peer);
  const start = intervals.start[interval];
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
    start,
    end: executionTrace.intervalEnd(trace, row, interval),
    stack: executionTrace.framesOf(trace, stackOf(trace, interval, next)),
    proc: onProc ? trace.procs.id[peer] : null,
    thread: onProc ? threadAt(trace, peer, start) : null,
    waker: state === State.runnable && peer >= 0 ? goroutines.id[peer] : null,
    woken: isWoken
      ? {
          by: intervals.peer[next] >= 0 ? goroutines.id[intervals.peer[next]] : null,
          stack: executionTrace.framesOf(trace, intervals.stack[next]),
        }
      : null,
    ...linksOf(known, row, interval),
  };
}

/** Where an interval is; of one that runs, where that ended. */
function stackOf({ intervals }: Trace, interval: number, next: number): number {
  const { state, stack, peer } = intervals;
  if (state[interval] !== State.running || next < 0) return stack[interval];
  // It goes on to wait or to a system call, or is stopped: what others made of it has their stack.
  return state[next] !== State.runnable || peer[next] < 0 ? stack[next] : 0;
}

/** The system's id of the thread that has a processor at a moment. */
function threadAt({ holds, threads }: Trace, proc: number, time: number): number | null {
  for (let row = lastBefore(holds.start, time); row >= 0; row--) {
    if (holds.proc[row] !== proc) continue;
    return holds.end[row] <= time ? null : threads[holds.thread[row]];
  }
  return null;
}

/** Index of the last of rising values that is not above one; -1 where all are. */
function lastBefore(values: Float64Array, value: number): number {
  let low = -1;
  for (let high = values.length; high - low > 1; ) {
    const middle = (low + high) >>> 1;
    if (values[middle] <= value) low = middle;
    else high = middle;
  }
  return low;
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
