import type { Frame } from '../model.ts';
import { olderThanTrace, RangeKind, State, type Trace } from './model.ts';

/**
 * The frames of a stack, innermost first.
 *
 * @param known frames that were made before, by row: with it each is made once
 */
export function framesOf({ stacks, frames, strings }: Trace, stack: number, known: Frame[] = []): Frame[] {
  const result: Frame[] = [];
  for (let i = stacks.start[stack]; i < stacks.start[stack + 1]; i++) {
    const row = stacks.frames[i];
    known[row] ??= {
      function: strings[frames.function[row]],
      file: strings[frames.file[row]],
      line: frames.line[row],
    };
    result.push(known[row]);
  }
  return result;
}

/** The function that a goroutine began with; empty where the trace does not tell. */
export function startFunction({ goroutines, stacks, frames, strings }: Trace, row: number): string {
  const stack = goroutines.startStack[row];
  const end = stacks.start[stack + 1];
  return end > stacks.start[stack] ? strings[frames.function[stacks.frames[end - 1]]] : '';
}

/** Whether it is the runtime's own: a collector's worker, a finalizer (runtime.isSystemGoroutine). */
export function isSystemGoroutine(trace: Trace, row: number): boolean {
  const name = startFunction(trace, row);
  return name === '' || (name.startsWith('runtime.') && name !== 'runtime.main');
}

/** When a goroutine was created; NaN for those that are older than the trace. */
export function createdAt({ goroutines, intervals }: Trace, row: number): number {
  if (goroutines.creator[row] === olderThanTrace) return Number.NaN;
  return intervals.start[goroutines.interval[row]] ?? Number.NaN;
}

/** When a goroutine ended, or the trace. */
export function endOf({ goroutines, duration }: Trace, row: number): number {
  const end = goroutines.end[row];
  return Number.isNaN(end) ? duration : end;
}

/** When an interval of a goroutine ended. */
export function intervalEnd(trace: Trace, goroutine: number, interval: number): number {
  const { goroutines, intervals } = trace;
  return interval + 1 < goroutines.interval[goroutine + 1]
    ? intervals.start[interval + 1]
    : endOf(trace, goroutine);
}

/** Visits each goroutine: its intervals are `first … end`, the last of which lasts until `death`. */
export function eachLife(
  trace: Trace,
  visit: (first: number, end: number, death: number, row: number) => void,
): void {
  const { interval } = trace.goroutines;
  for (let row = 0; row + 1 < interval.length; row++)
    visit(interval[row], interval[row + 1], endOf(trace, row), row);
}

/** The interval of a goroutine that a moment lies in; -1 where it does not live then. */
export function intervalAt(trace: Trace, goroutine: number, time: number): number {
  const { goroutines, intervals } = trace;
  let low = goroutines.interval[goroutine];
  let high = goroutines.interval[goroutine + 1];
  if (low === high || time < intervals.start[low] || time > endOf(trace, goroutine)) return -1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (intervals.start[middle] <= time) low = middle;
    else high = middle;
  }
  return low;
}

/** Nanoseconds that each goroutine spent in each state; a row a goroutine. */
export interface Totals {
  runnable: Float64Array;
  running: Float64Array;
  syscall: Float64Array;
  waiting: Float64Array;
  syscallBlocked: Float64Array;
}

export function totalsOf(trace: Trace): Totals {
  const { goroutines, intervals } = trace;
  const count = goroutines.id.length;
  const totals: Totals = {
    runnable: new Float64Array(count),
    running: new Float64Array(count),
    syscall: new Float64Array(count),
    waiting: new Float64Array(count),
    syscallBlocked: new Float64Array(count),
  };
  const byState = [totals.waiting];
  byState[State.runnable] = totals.runnable;
  byState[State.running] = totals.running;
  byState[State.syscall] = totals.syscall;
  byState[State.waiting] = totals.waiting;
  byState[State.syscallBlocked] = totals.syscallBlocked;
  const { start, state } = intervals;
  const sum = new Float64Array(byState.length);
  eachLife(trace, (first, end, death, row) => {
    sum.fill(0);
    for (let i = first, begin = start[first]; i < end; i++) {
      const next = i + 1 < end ? start[i + 1] : death;
      sum[state[i]] += next - begin;
      begin = next;
    }
    for (let s = 1; s < sum.length; s++) byState[s][row] = sum[s];
  });
  return totals;
}

/** Nanoseconds that each goroutine assisted in marking, also while it could not run; a row a goroutine. */
export function assistTimes({ goroutines, ranges, duration }: Trace): Float64Array {
  const times = new Float64Array(goroutines.id.length);
  for (let i = 0; i < ranges.kind.length; i++) {
    if (ranges.kind[i] !== RangeKind.markAssist || ranges.subject[i] < 0) continue;
    const end = Number.isNaN(ranges.end[i]) ? duration : ranges.end[i];
    times[ranges.subject[i]] += end - ranges.start[i];
  }
  return times;
}

/** Nanoseconds that a goroutine waited, by reason; the longest first. */
export function waitsOf(trace: Trace, goroutine: number): [reason: string, time: number][] {
  const { goroutines, intervals } = trace;
  const byReason = new Map<string, number>();
  for (let i = goroutines.interval[goroutine]; i < goroutines.interval[goroutine + 1]; i++) {
    if (intervals.state[i] !== State.waiting) continue;
    const reason = intervals.reasons[intervals.reason[i]];
    const time = intervalEnd(trace, goroutine, i) - intervals.start[i];
    byReason.set(reason, (byReason.get(reason) ?? 0) + time);
  }
  return [...byReason].sort((one, other) => other[1] - one[1]);
}

/** One goroutine made another runnable. */
export interface Wake {
  time: number;
  /** Rows of goroutines; the waker is -1 where it was a timer or the network. */
  waker: number;
  woken: number;
  /** The waker's stack. */
  stack: number;
}

/** Who woke a goroutine, each time it had waited. */
export function wakesOf({ goroutines, intervals }: Trace, goroutine: number): Wake[] {
  const wakes: Wake[] = [];
  for (let i = goroutines.interval[goroutine] + 1; i < goroutines.interval[goroutine + 1]; i++) {
    if (intervals.state[i] !== State.runnable || intervals.state[i - 1] !== State.waiting) continue;
    wakes.push({
      time: intervals.start[i],
      waker: intervals.peer[i],
      woken: goroutine,
      stack: intervals.stack[i],
    });
  }
  return wakes;
}

/** How many goroutines are in each state over time: `counts[state][bucket]`, an average over each bucket. */
export function countsOver(trace: Trace, buckets: number): Float64Array[] {
  const { intervals, duration } = trace;
  const { start, state } = intervals;
  const counts = Array.from({ length: State.syscallBlocked + 1 }, () => new Float64Array(buckets));
  const scale = duration > 0 ? buckets / duration : 1;
  eachLife(trace, (first, end, death) => {
    let from = start[first] * scale;
    let bucket = Math.floor(from);
    for (let i = first; i < end; i++) {
      const to = (i + 1 < end ? start[i + 1] : death) * scale;
      const into = counts[state[i]];
      // Nearly all end in the bucket that they begin in.
      for (; to >= bucket + 1 && bucket < buckets; bucket++, from = bucket) into[bucket] += bucket + 1 - from;
      if (bucket < buckets) into[bucket] += to - from;
      from = to;
    }
  });
  return counts;
}
