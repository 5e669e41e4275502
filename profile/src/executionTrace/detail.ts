import { State, type Trace } from './model.ts';
import { eachLife, endOf, intervalEnd } from './query.ts';
import { goroutineOf, type HoldIndex, type TimeWindow } from './strips.ts';

/*
 * Level of detail: strips of windows that have many more intervals than columns, without a look at each interval.
 * Intervals are summed up in blocks, once; what a column needs are the sums at its edges.
 */

const shift = 6;
const size = 1 << shift;
const states = State.syscallBlocked + 1;

/** From so many intervals a column on, the sums are quicker. */
const many = 24;

/** Sums and leaders of blocks of intervals. */
export interface Detail {
  /** Time by state of all intervals before each block: `sums[block * states + state]`. */
  sums: Float64Array;
  /** By block of `procs.interval`: which of them is the longest. */
  longest: Uint32Array;
}

export function detailOf(trace: Trace): Detail {
  const { start, state } = trace.intervals;
  const sums = new Float64Array(((start.length >> shift) + 1) * states);
  const sum = new Float64Array(states);
  eachLife(trace, (first, end, death) => {
    for (let i = first, begin = start[first]; i < end; i++) {
      if (i % size === 0) for (let s = 0, at = (i >> shift) * states; s < states; s++) sums[at + s] = sum[s];
      const next = i + 1 < end ? start[i + 1] : death;
      sum[state[i]] += next - begin;
      begin = next;
    }
  });
  return { sums, longest: longestRuns(trace) };
}

function longestRuns(trace: Trace): Uint32Array {
  const { procs, intervals, goroutines } = trace;
  const { start } = intervals;
  // Mostly an interval ends where the next begins: whose it is takes longer to find out.
  const isLast = new Uint8Array(start.length);
  for (let row = 1; row < goroutines.interval.length; row++) isLast[goroutines.interval[row] - 1] = 1;
  const longest = new Uint32Array((procs.interval.length >> shift) + 1);
  let most = -1;
  for (let run = 0; run < procs.interval.length; run++) {
    if (run % size === 0) most = -1;
    const at = procs.interval[run];
    const length = isLast[at] === 1 ? lengthOf(trace, at) : start[at + 1] - start[at];
    if (length <= most) continue;
    most = length;
    longest[run >> shift] = run;
  }
  return longest;
}

function lengthOf(trace: Trace, interval: number): number {
  return intervalEnd(trace, goroutineOf(trace, interval), interval) - trace.intervals.start[interval];
}

/** As `goroutineStrip`; of states that took as much, any. `null` where a look at each interval is quicker. */
export function detailedStrip(
  trace: Trace,
  { sums }: Detail,
  goroutine: number,
  { from, to, columns }: TimeWindow,
): Uint8Array | null {
  const { goroutines, intervals } = trace;
  const { start, state } = intervals;
  const first = goroutines.interval[goroutine];
  const end = goroutines.interval[goroutine + 1];
  let at = lastBefore(first, end, (row) => start[row], from);
  if (end === first || lastBefore(at, end, (row) => start[row], to) - at < columns * many) return null;
  const strip = new Uint8Array(columns);
  const death = endOf(trace, goroutine);
  const width = (to - from) / columns;
  /** Time by state until a moment. */
  const until = (time: number, into: Float64Array) => {
    at = lastBefore(at, end, (row) => start[row], time);
    const block = at >> shift;
    // The sums of a block that another goroutine begins are that one's too.
    into.set(sums.subarray(block * states, (block + 1) * states));
    for (let i = block << shift; i < at; i++) into[state[i]] += lengthIn(trace, goroutine, i);
    const begin = start[at];
    if (time > begin) into[state[at]] += Math.min(time, at + 1 < end ? start[at + 1] : death) - begin;
  };
  let before = new Float64Array(states);
  let after = new Float64Array(states);
  until(from, before);
  for (let column = 0; column < columns; column++) {
    until(from + (column + 1) * width, after);
    let most = 0;
    for (let s = 1; s < states; s++) {
      const time = after[s] - before[s];
      if (time <= most) continue;
      most = time;
      strip[column] = s;
    }
    [before, after] = [after, before];
  }
  return strip;
}

/** The length of an interval of a goroutine, or of one before it. */
function lengthIn(trace: Trace, goroutine: number, interval: number): number {
  return interval >= trace.goroutines.interval[goroutine]
    ? intervalEnd(trace, goroutine, interval) - trace.intervals.start[interval]
    : lengthOf(trace, interval);
}

/** As `procStrip`. */
export function detailedProcStrip(
  trace: Trace,
  detail: Detail,
  proc: number,
  window: TimeWindow,
): Int32Array {
  const strip = new LongestStrip(trace, detail, window);
  strip.add(proc, window.from, window.to);
  return strip.rows;
}

/** As `threadStrip`. */
export function detailedThreadStrip(
  trace: Trace,
  detail: Detail,
  { first, hold }: HoldIndex,
  thread: number,
  window: TimeWindow,
): Int32Array {
  const { holds, duration } = trace;
  const strip = new LongestStrip(trace, detail, window);
  const end = first[thread + 1];
  const startOf = (at: number) => holds.start[hold[at]];
  for (
    let at = lastBefore(first[thread], end, startOf, window.from);
    at < end && startOf(at) < window.to;
    at++
  ) {
    const row = hold[at];
    strip.add(holds.proc[row], holds.start[row], Number.isNaN(holds.end[row]) ? duration : holds.end[row]);
  }
  return strip.rows;
}

/** The longest interval of each column, of what processors did in spans of time. */
class LongestStrip {
  readonly rows: Int32Array;
  private readonly trace: Trace;
  private readonly detail: Detail;
  private readonly window: TimeWindow;
  private readonly most: Float64Array;

  constructor(trace: Trace, detail: Detail, window: TimeWindow) {
    this.trace = trace;
    this.detail = detail;
    this.window = window;
    this.rows = new Int32Array(window.columns).fill(-1);
    this.most = new Float64Array(window.columns);
  }

  /** Adds what a processor did between two moments. */
  add(proc: number, begin: number, end: number): void {
    const { from, to, columns } = this.window;
    const { procs, intervals } = this.trace;
    const left = Math.max(begin, from);
    const right = Math.min(end, to);
    const last = procs.run[proc + 1];
    if (left >= right || last === procs.run[proc]) return;
    const startOf = (run: number) => intervals.start[procs.interval[run]];
    const width = (to - from) / columns;
    let at = lastBefore(procs.run[proc], last, startOf, left);
    for (let column = Math.floor((left - from) / width); column < columns; column++) {
      const edge = Math.max(from + column * width, left);
      if (edge >= right) break;
      const until = Math.min(from + (column + 1) * width, right);
      const to = lastBefore(at, last, startOf, until);
      this.lookAt(column, at, to, edge, until);
      at = to;
    }
  }

  /** Those at the edges are cut, so blocks that hold them are looked through; of others the longest is enough. */
  private lookAt(column: number, first: number, last: number, from: number, to: number): void {
    const { longest } = this.detail;
    for (let run = first; run <= last; ) {
      const isWhole = run % size === 0 && run > first && run + size <= last;
      this.look(column, isWhole ? longest[run >> shift] : run, from, to);
      run += isWhole ? size : 1;
    }
  }

  private look(column: number, run: number, from: number, to: number): void {
    const { trace, most } = this;
    const interval = trace.procs.interval[run];
    const begin = trace.intervals.start[interval];
    const time = Math.min(begin + lengthOf(trace, interval), to) - Math.max(begin, from);
    if (time <= most[column]) return;
    most[column] = time;
    this.rows[column] = interval;
  }
}

/** The last of rows that begins at a moment or before it, or the first row: searched from the first on outwards. */
function lastBefore(first: number, end: number, startOf: (row: number) => number, time: number): number {
  let low = first;
  let step = 1;
  while (low + step < end && startOf(low + step) <= time) {
    low += step;
    step *= 2;
  }
  for (let high = Math.min(low + step, end); high - low > 1; ) {
    const middle = (low + high) >>> 1;
    if (startOf(middle) <= time) low = middle;
    else high = middle;
  }
  return low;
}
