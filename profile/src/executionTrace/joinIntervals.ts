import { free } from './columns.ts';
import type { EarlyTimes } from './earlyTimes.ts';
import { reasonShift, type SortedIntervals, stateMask } from './intervals.ts';
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
 * The intervals of all parts, sorted by goroutine. What is written is nearly all of the memory that it takes: a part's
 * columns go once they were looked at, and pages of the new ones come with what is in them.
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
): JoinedIntervals {
  const count = interval[interval.length - 1];
  const into: JoinedIntervals = {
    start: new Float64Array(count),
    state: new Uint8Array(count),
    reason: new Uint8Array(count),
    stack: new Uint32Array(count),
    peer: new Int32Array(count),
    ran: new Uint32Array(run[run.length - 1]),
  };
  const next = interval.slice();
  const nextRun = run.slice();
  for (const joined of parts) {
    const { intervals } = joined;
    copyRuns(joined, copyIntervals(joined, into, next), into.ran, nextRun);
    if (!last) continue;
    for (const column of Object.values(intervals)) if (ArrayBuffer.isView(column)) free(column);
  }
  return into;
}

type JoinedIntervals = Omit<Intervals, 'reasons'> & { ran: Uint32Array };

/** @returns by goroutine of the part: how far its rows there are from those in the whole */
function copyIntervals(joined: JoinedPart, into: JoinedIntervals, next: Uint32Array): Int32Array {
  const { intervals, maps, skips, goesOn } = joined;
  const { interval: own } = intervals;
  const moves = new Int32Array(skips.length);
  for (let i = 0; i < skips.length; i++) {
    const from = own[i] + skips[i];
    const to = own[i + 1];
    const row = maps.goroutines[i];
    const at = next[row];
    next[row] += to - from;
    moves[i] = at - from;
    // What is left out may know where it is.
    if (skips[i] === 1 && into.stack[at - 1] === 0)
      into.stack[at - 1] = maps.stacks[intervals.stack[from - 1]];
    if (from === to) continue;
    copyTimes(joined, from, to, into.start, at);
    copyRest(joined, from, to, into, at);
    if (goesOn[i] === 1) into.stack[at] = into.stack[at - 1];
  }
  return moves;
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
  if (high) for (let i = from; i < to; i++) into[at + i - from] = times.of(base + low[i] + high[i] * 2 ** 32);
  else
    for (let i = from; i < to; i++) {
      const time = base + low[i];
      into[at + i - from] = time > limit ? time : times.of(time);
    }
}

function copyRest(
  { intervals, maps, reasons }: JoinedPart,
  from: number,
  to: number,
  into: JoinedIntervals,
  at: number,
): void {
  const { what, stack, peer } = intervals;
  const { stacks, goroutines, procs } = maps;
  const { state: states, reason, stack: newStack, peer: newPeer } = into;
  for (let i = from, k = at; i < to; i++, k++) {
    const state = what[i] & stateMask;
    const one = peer[i];
    states[k] = state;
    reason[k] = reasons[what[i] >>> reasonShift];
    newStack[k] = stacks[stack[i]];
    newPeer[k] =
      one < 0 ? one : state === State.running || state === State.syscall ? procs[one] : goroutines[one];
  }
}

function copyRuns(
  { intervals, maps, skips }: JoinedPart,
  moves: Int32Array,
  into: Uint32Array,
  next: Uint32Array,
): void {
  const { run, ran, ranBy, interval } = intervals;
  for (let proc = 0; proc < run.length - 1; proc++) {
    let to = next[maps.procs[proc]];
    for (let i = run[proc]; i < run[proc + 1]; i++) {
      const goroutine = ranBy[i];
      if (ran[i] >= interval[goroutine] + skips[goroutine]) into[to++] = ran[i] + moves[goroutine];
    }
    next[maps.procs[proc]] = to;
  }
}
