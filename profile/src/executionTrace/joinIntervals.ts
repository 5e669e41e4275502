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

/** All of a part's intervals but their times: plain data, that another worker can join. */
type RestOfPart = Omit<SortedIntervals, 'base' | 'low' | 'high'> &
  Pick<RowMaps, 'goroutines' | 'procs' | 'stacks'> &
  Pick<JoinedPart, 'reasons' | 'skips' | 'goesOn'>;

/** What `joinRest` needs. Where each goroutine's intervals, and each processor's, begin in the whole. */
export interface RestJob {
  parts: readonly RestOfPart[];
  interval: Uint32Array;
  run: Uint32Array;
}

/** Columns of the whole trace: all but the times; and what `Procs.interval` holds. */
export type JoinedRest = Omit<Intervals, 'start' | 'reasons'> & { ran: Uint32Array };

export const restOf = (parts: readonly JoinedPart[], interval: Uint32Array, run: Uint32Array): RestJob => ({
  parts: parts.map(({ intervals, maps, reasons, skips, goesOn }) => {
    const { base, low, high, ...rest } = intervals;
    const { goroutines, procs, stacks } = maps;
    return { ...rest, goroutines, procs, stacks, reasons, skips, goesOn };
  }),
  interval,
  run,
});

/** The columns that are nearly all of a job's memory: they may go to another worker. */
export const columnsOf = ({ parts }: RestJob): ArrayBuffer[] =>
  parts.flatMap(({ what, stack, peer, ran, ranBy }) =>
    [what, stack, peer, ran, ranBy].map(({ buffer }) => buffer as ArrayBuffer),
  );

/**
 * When the intervals of all parts begin, sorted by goroutine. What is written is nearly all of the memory that it
 * takes: a part's columns go once they were looked at, and pages of the new ones come with what is in them.
 *
 * @param interval where each goroutine's intervals begin
 * @param last whether the parts' columns may go
 */
export function joinTimes(parts: readonly JoinedPart[], interval: Uint32Array, last: boolean): Float64Array {
  const into = new Float64Array(interval[interval.length - 1]);
  const next = interval.slice();
  for (const joined of parts) {
    const { intervals, maps, skips } = joined;
    const { interval: own, low, high } = intervals;
    for (let i = 0; i < skips.length; i++) {
      const row = maps.goroutines[i];
      const from = own[i] + skips[i];
      if (from < own[i + 1]) copyTimes(joined, from, own[i + 1], into, next[row]);
      next[row] += own[i + 1] - from;
    }
    if (!last) continue;
    free(low);
    if (high) free(high);
  }
  return into;
}

/** The rest of all parts' intervals, as `joinTimes` has the times. */
export function joinRest({ parts, interval, run }: RestJob, last: boolean): JoinedRest {
  const count = interval[interval.length - 1];
  const into: JoinedRest = {
    state: new Uint8Array(count),
    reason: new Uint8Array(count),
    stack: new Uint32Array(count),
    peer: new Int32Array(count),
    ran: new Uint32Array(run[run.length - 1]),
  };
  const next = interval.slice();
  const nextRun = run.slice();
  for (const part of parts) {
    copyRuns(part, copyIntervals(part, into, next), into.ran, nextRun);
    if (last) for (const column of [part.what, part.stack, part.peer, part.ran, part.ranBy]) free(column);
  }
  return into;
}

/** @returns by goroutine of the part: how far its rows there are from those in the whole */
function copyIntervals(part: RestOfPart, into: JoinedRest, next: Uint32Array): Int32Array {
  const { interval: own, skips, goesOn, goroutines, stacks, stack } = part;
  const moves = new Int32Array(skips.length);
  for (let i = 0; i < skips.length; i++) {
    const from = own[i] + skips[i];
    const to = own[i + 1];
    const row = goroutines[i];
    const at = next[row];
    next[row] += to - from;
    moves[i] = at - from;
    // What is left out may know where it is.
    if (skips[i] === 1 && into.stack[at - 1] === 0) into.stack[at - 1] = stacks[stack[from - 1]];
    if (from === to) continue;
    copyRest(part, from, to, into, at);
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
  { what, stack, peer, stacks, goroutines, procs, reasons }: RestOfPart,
  from: number,
  to: number,
  into: JoinedRest,
  at: number,
): void {
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
  { run, ran, ranBy, interval, procs, skips }: RestOfPart,
  moves: Int32Array,
  into: Uint32Array,
  next: Uint32Array,
): void {
  for (let proc = 0; proc < run.length - 1; proc++) {
    let to = next[procs[proc]];
    for (let i = run[proc]; i < run[proc + 1]; i++) {
      const goroutine = ranBy[i];
      if (ran[i] >= interval[goroutine] + skips[goroutine]) into[to++] = ran[i] + moves[goroutine];
    }
    next[procs[proc]] = to;
  }
}
