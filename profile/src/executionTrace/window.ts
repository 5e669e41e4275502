import { RangeKind, State, type Trace } from './model.ts';
import { eachLife, intervalAt, intervalEnd, type Totals } from './query.ts';

/** A span of time, in nanoseconds since the trace's begin. */
export interface Span {
  from: number;
  to: number;
}

/** The first interval of a goroutine that reaches into a window, or the one behind its last where none does. */
function firstIn(trace: Trace, row: number, { from, to }: Span): number {
  const { goroutines, intervals } = trace;
  const first = goroutines.interval[row];
  const end = goroutines.interval[row + 1];
  if (first === end || intervals.start[first] >= to) return end;
  const at = intervalAt(trace, row, from);
  const hasEnded = at < 0 && intervals.start[first] < from;
  return hasEnded ? end : Math.max(at, first);
}

/** Visits what a goroutine does in a window, cut at its edges. Costs as much as there are intervals in it. */
export function eachIn(
  trace: Trace,
  row: number,
  span: Span,
  visit: (interval: number, begin: number, end: number) => void,
): void {
  const { goroutines, intervals } = trace;
  const { from, to } = span;
  const last = goroutines.interval[row + 1];
  for (let i = firstIn(trace, row, span); i < last && intervals.start[i] < to; i++) {
    const begin = Math.max(intervals.start[i], from);
    const end = Math.min(intervalEnd(trace, row, i), to);
    if (end > begin) visit(i, begin, end);
  }
}

/** Of so many intervals in a row it is looked whether one can be long. */
const stride = 64;

/** As `eachIn`, of intervals that last so long at least: quick where nearly all are shorter. */
export function eachLongIn(
  trace: Trace,
  row: number,
  span: Span,
  least: number,
  visit: (interval: number, begin: number, end: number) => void,
): void {
  const { start } = trace.intervals;
  const { from, to } = span;
  const last = trace.goroutines.interval[row + 1];
  for (let i = firstIn(trace, row, span); i < last && start[i] < to; ) {
    if (i + stride < last && start[i + stride] - start[i] < least) {
      i += stride;
      continue;
    }
    const begin = Math.max(start[i], from);
    const end = Math.min(intervalEnd(trace, row, i), to);
    if (end - begin >= least) visit(i, begin, end);
    i++;
  }
}

/** As `totalsOf`, of a window of time. */
export function totalsIn(trace: Trace, span: Span): Totals {
  const count = trace.goroutines.id.length;
  const each = () => new Float64Array(count);
  const totals: Totals = {
    runnable: each(),
    running: each(),
    syscall: each(),
    waiting: each(),
    syscallBlocked: each(),
  };
  const byState: Float64Array[] = [];
  for (const state of Object.keys(totals) as (keyof Totals)[]) byState[State[state]] = totals[state];
  const { state } = trace.intervals;
  for (let row = 0; row < count; row++)
    eachIn(trace, row, span, (i, begin, end) => {
      byState[state[i]][row] += end - begin;
    });
  return totals;
}

/** 1 for each goroutine that lives in a window. */
export function livesIn({ goroutines, intervals }: Trace, { from, to }: Span): Uint8Array {
  return Uint8Array.from(goroutines.id, (_, row) => {
    const first = goroutines.interval[row];
    const isThere = first < goroutines.interval[row + 1] && intervals.start[first] < to;
    return isThere && !(goroutines.end[row] <= from) ? 1 : 0;
  });
}

/** Nanoseconds that each goroutine waited for one reason in a window. @param reason a row of `intervals.reasons` */
export function waitTimes(trace: Trace, reason: number, span: Span): Float64Array {
  const { intervals } = trace;
  const times = new Float64Array(trace.goroutines.id.length);
  for (let row = 0; row < times.length; row++)
    eachIn(trace, row, span, (i, begin, end) => {
      if (intervals.state[i] === State.waiting && intervals.reason[i] === reason) times[row] += end - begin;
    });
  return times;
}

/** Nanoseconds that all goroutines together waited in a window, by row of `intervals.reasons`. */
export function waitTotals(
  trace: Trace,
  span: Span,
  counts: (row: number) => boolean = () => true,
): Float64Array {
  const { start, state, reason, reasons } = trace.intervals;
  const times = new Float64Array(reasons.length);
  eachLife(trace, (_, end, death, row) => {
    if (!counts(row)) return;
    for (let i = firstIn(trace, row, span); i < end && start[i] < span.to; i++) {
      if (state[i] !== State.waiting) continue;
      const until = Math.min(i + 1 < end ? start[i + 1] : death, span.to);
      times[reason[i]] += until - Math.max(start[i], span.from);
    }
  });
  return times;
}

/** How often there was a phase of a kind in a window, and how long, in nanoseconds. Kinds that overlap count twice. */
export function rangesIn(
  { ranges, duration }: Trace,
  kind: number,
  { from, to }: Span,
): { count: number; time: number } {
  let count = 0;
  let time = 0;
  for (let i = 0; i < ranges.kind.length; i++) {
    if (ranges.kind[i] !== kind) continue;
    const end = Number.isNaN(ranges.end[i]) ? duration : ranges.end[i];
    if (ranges.start[i] >= to || end < from) continue;
    count++;
    time += Math.max(0, Math.min(end, to) - Math.max(ranges.start[i], from));
  }
  return { count, time };
}

/** Nanoseconds that each goroutine assisted in marking in a window. */
export function assistTimesIn({ goroutines, ranges, duration }: Trace, { from, to }: Span): Float64Array {
  const times = new Float64Array(goroutines.id.length);
  for (let i = 0; i < ranges.kind.length; i++) {
    if (ranges.kind[i] !== RangeKind.markAssist || ranges.subject[i] < 0) continue;
    const end = Number.isNaN(ranges.end[i]) ? duration : ranges.end[i];
    times[ranges.subject[i]] += Math.max(0, Math.min(end, to) - Math.max(ranges.start[i], from));
  }
  return times;
}
