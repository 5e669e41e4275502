import type { Trace } from './model.ts';
import { endOf, intervalEnd } from './query.ts';

/** A window of time that is drawn in columns of equal width. */
export interface TimeWindow {
  from: number;
  to: number;
  columns: number;
}

/** The goroutine that an interval is of. */
export function goroutineOf({ goroutines }: Trace, interval: number): number {
  let low = 0;
  for (let high = goroutines.id.length; high - low > 1; ) {
    const middle = (low + high) >>> 1;
    if (goroutines.interval[middle] <= interval) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * What a goroutine did in a window: for each column the state that took the most of it, 0 where it did not live for
 * any of it. Costs as much as there are intervals in the window.
 */
export function goroutineStrip(trace: Trace, goroutine: number, window: TimeWindow): Uint8Array {
  const { goroutines, intervals } = trace;
  const first = goroutines.interval[goroutine];
  const end = goroutines.interval[goroutine + 1];
  const strip = new Uint8Array(window.columns);
  const share = new Share(window, 8);
  for (let i = firstIn(first, end, (at) => intervals.start[at], window.from); i < end; i++) {
    if (intervals.start[i] >= window.to) break;
    const until = Math.min(intervalEnd(trace, goroutine, i), endOf(trace, goroutine));
    share.add(intervals.state[i], intervals.start[i], until, (column, state) => {
      strip[column] = state;
    });
  }
  return strip;
}

/** The interval of a goroutine that a processor was the longest at in each column of a window; -1 where it had none. */
export function procStrip(trace: Trace, proc: number, window: TimeWindow): Int32Array {
  const { procs, intervals } = trace;
  const end = procs.run[proc + 1];
  const strip = new Int32Array(window.columns).fill(-1);
  const longest = new Float64Array(window.columns);
  const width = (window.to - window.from) / window.columns;
  const from = firstIn(procs.run[proc], end, (at) => intervals.start[procs.interval[at]], window.from);
  for (let i = from; i < end; i++) {
    const row = procs.interval[i];
    if (intervals.start[row] >= window.to) break;
    const until = intervalEnd(trace, goroutineOf(trace, row), row);
    eachColumn(window, width, intervals.start[row], until, (column, time) => {
      if (time <= longest[column]) return;
      longest[column] = time;
      strip[column] = row;
    });
  }
  return strip;
}

/** The rows of `trace.holds` of each thread: those of thread `i` are `hold[first[i] … first[i + 1])`, by time. */
export interface HoldIndex {
  first: Uint32Array;
  hold: Uint32Array;
}

export function indexHolds({ holds, threads }: Pick<Trace, 'holds' | 'threads'>): HoldIndex {
  const first = new Uint32Array(threads.length + 1);
  for (const thread of holds.thread) first[thread + 1]++;
  for (let i = 0; i < threads.length; i++) first[i + 1] += first[i];
  const next = first.slice();
  const hold = new Uint32Array(holds.thread.length);
  for (let row = 0; row < hold.length; row++) hold[next[holds.thread[row]]++] = row;
  return { first, hold };
}

/** As `procStrip`, of a thread: what its processors did while it had them. */
export function threadStrip(
  trace: Trace,
  { first, hold }: HoldIndex,
  thread: number,
  window: TimeWindow,
): Int32Array {
  const { holds, procs, intervals, duration } = trace;
  const strip = new Int32Array(window.columns).fill(-1);
  const longest = new Float64Array(window.columns);
  const width = (window.to - window.from) / window.columns;
  const end = first[thread + 1];
  for (let h = firstIn(first[thread], end, (at) => holds.start[hold[at]], window.from); h < end; h++) {
    const row = hold[h];
    const from = holds.start[row];
    if (from >= window.to) break;
    const to = Number.isNaN(holds.end[row]) ? duration : holds.end[row];
    const proc = holds.proc[row];
    const last = procs.run[proc + 1];
    const start = (at: number) => intervals.start[procs.interval[at]];
    for (
      let i = firstIn(procs.run[proc], last, start, Math.max(from, window.from));
      i < last && start(i) < Math.min(to, window.to);
      i++
    ) {
      const interval = procs.interval[i];
      const until = Math.min(intervalEnd(trace, goroutineOf(trace, interval), interval), to);
      eachColumn(window, width, Math.max(intervals.start[interval], from), until, (column, time) => {
        if (time <= longest[column]) return;
        longest[column] = time;
        strip[column] = interval;
      });
    }
  }
  return strip;
}

/** Adds up times by kind, column by column, and tells the kind that leads. */
class Share {
  private readonly window: TimeWindow;
  private readonly width: number;
  private readonly times: Float64Array;
  private readonly kinds: number;
  private readonly most: Float64Array;

  constructor(window: TimeWindow, kinds: number) {
    this.window = window;
    this.width = (window.to - window.from) / window.columns;
    this.kinds = kinds;
    this.times = new Float64Array(window.columns * kinds);
    this.most = new Float64Array(window.columns);
  }

  add(kind: number, from: number, to: number, leads: (column: number, kind: number) => void): void {
    eachColumn(this.window, this.width, from, to, (column, time) => {
      const at = column * this.kinds + kind;
      this.times[at] += time;
      if (this.times[at] <= this.most[column]) return;
      this.most[column] = this.times[at];
      leads(column, kind);
    });
  }
}

/** Splits a span of time by columns. */
function eachColumn(
  { from, columns }: TimeWindow,
  width: number,
  begin: number,
  end: number,
  visit: (column: number, time: number) => void,
): void {
  const first = Math.max(Math.floor((begin - from) / width), 0);
  for (let column = first; column < columns; column++) {
    const left = from + column * width;
    if (left >= end) return;
    const time = Math.min(end, left + width) - Math.max(begin, left);
    if (time > 0) visit(column, time);
  }
}

/** The last of rows that begins at a moment or before it, or the first row. */
function firstIn(first: number, end: number, startOf: (row: number) => number, time: number): number {
  let low = first;
  for (let high = end; high - low > 1; ) {
    const middle = (low + high) >>> 1;
    if (startOf(middle) <= time) low = middle;
    else high = middle;
  }
  return low;
}
