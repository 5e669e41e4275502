import type { EarlyTimes } from './earlyTimes.ts';
import { free, reasonShift, type SortedIntervals, stateMask } from './intervals.ts';
import type { RowMaps } from './kept.ts';
import { type Intervals, State } from './model.ts';

/** A part, and how it stands in the trace. */
export interface JoinedPart {
  intervals: SortedIntervals;
  maps: RowMaps;
  times: EarlyTimes;
  reasons: Uint8Array;
  /** By goroutine: 1 where its first interval is the last of the part before. */
  skips: Uint8Array;
  /** By goroutine: 1 where its first interval that is not left out is at the stack of the one before. */
  goesOn: Uint8Array;
}

/**
 * The intervals of all parts, sorted by goroutine: a column after the other, so that what they come from can go.
 *
 * @param interval where each goroutine's intervals begin
 * @param run where each processor's begin
 * @param last whether the parts' columns may go
 */
export function joinIntervals(
  parts: readonly JoinedPart[],
  interval: Uint32Array,
  run: Uint32Array,
  last: boolean,
): Omit<Intervals, 'reasons'> & { ran: Uint32Array } {
  const count = interval[interval.length - 1];
  const release = (column: ArrayBufferView | null) => {
    if (last && column) free(column);
  };
  const start = new Float64Array(count);
  eachRun(parts, interval, (joined, from, to, at) => copyTimes(joined, from, to, start, at));
  for (const { intervals } of parts) {
    release(intervals.low);
    release(intervals.high);
  }
  const stack = new Uint32Array(count);
  eachRun(parts, interval, (joined, from, to, at, row) => copyStacks(joined, from, to, stack, at, row));
  for (const { intervals } of parts) release(intervals.stack);
  const peer = new Int32Array(count);
  eachRun(parts, interval, (joined, from, to, at) => copyPeers(joined, from, to, peer, at));
  for (const { intervals } of parts) release(intervals.peer);
  const ran = new Uint32Array(run[run.length - 1]);
  const nextRun = run.slice();
  let places = new Uint32Array();
  let of: JoinedPart | null = null;
  const finishRuns = () => {
    if (of) copyRuns(of, places, ran, nextRun);
  };
  eachRun(parts, interval, (joined, from, to, at) => {
    if (joined !== of) {
      finishRuns();
      of = joined;
      places = new Uint32Array(joined.intervals.what.length).fill(nowhere);
    }
    for (let i = from; i < to; i++) places[i] = at + i - from;
  });
  finishRuns();
  for (const { intervals } of parts) release(intervals.ran);
  const state = new Uint8Array(count);
  const reason = new Uint8Array(count);
  eachRun(parts, interval, ({ intervals, reasons }, from, to, at) => {
    const { what } = intervals;
    for (let i = from, into = at; i < to; i++, into++) {
      state[into] = what[i] & stateMask;
      reason[into] = reasons[what[i] >>> reasonShift];
    }
  });
  for (const { intervals } of parts) release(intervals.what);
  return { start, state, reason, stack, peer, ran };
}

const nowhere = 0xffff_ffff;

/** For each goroutine of each part: its intervals there, without what is left out, and where they belong. */
function eachRun(
  parts: readonly JoinedPart[],
  interval: Uint32Array,
  visit: (joined: JoinedPart, from: number, to: number, at: number, row: number) => void,
): void {
  const next = interval.slice();
  for (const joined of parts) {
    const { skips, maps, intervals } = joined;
    const { interval: own } = intervals;
    for (let i = 0; i < skips.length; i++) {
      const from = own[i] + skips[i];
      const row = maps.goroutines[i];
      visit(joined, from, own[i + 1], next[row], i);
      next[row] += own[i + 1] - from;
    }
  }
}

function copyTimes(
  { intervals, times }: JoinedPart,
  from: number,
  to: number,
  into: Float64Array,
  at: number,
): void {
  const { base, low, high } = intervals;
  const { limit } = times;
  for (let i = from; i < to; i++) {
    const time = base + low[i] + (high ? high[i] * 2 ** 32 : 0);
    into[at + i - from] = time > limit ? time : times.of(time);
  }
}

function copyStacks(
  { intervals, maps, skips, goesOn }: JoinedPart,
  from: number,
  to: number,
  into: Uint32Array,
  at: number,
  row: number,
): void {
  const { stack } = intervals;
  const { stacks } = maps;
  // What is left out may know where it is.
  if (skips[row] === 1 && into[at - 1] === 0) into[at - 1] = stacks[stack[from - 1]];
  for (let i = from; i < to; i++) into[at + i - from] = stacks[stack[i]];
  if (goesOn[row] === 1) into[at] = into[at - 1];
}

function copyPeers(
  { intervals, maps }: JoinedPart,
  from: number,
  to: number,
  into: Int32Array,
  at: number,
): void {
  const { what, peer } = intervals;
  const { goroutines, procs } = maps;
  for (let i = from; i < to; i++) {
    const one = peer[i];
    const state = what[i] & stateMask;
    const map = state === State.running || state === State.syscall ? procs : goroutines;
    into[at + i - from] = one < 0 ? one : map[one];
  }
}

function copyRuns(
  { intervals, maps }: JoinedPart,
  places: Uint32Array,
  into: Uint32Array,
  next: Uint32Array,
): void {
  const { run, ran } = intervals;
  for (let proc = 0; proc < run.length - 1; proc++) {
    const row = maps.procs[proc];
    for (let i = run[proc]; i < run[proc + 1]; i++)
      if (places[ran[i]] !== nowhere) into[next[row]++] = places[ran[i]];
  }
}
