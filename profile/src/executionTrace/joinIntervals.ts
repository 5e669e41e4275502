import { free } from './columns.ts';
import type { EarlyTimes } from './earlyTimes.ts';
import {
  type IntervalRecords,
  isLearned,
  isOnProc,
  type RecordChunk,
  reasonMask,
  reasonShift,
  stateMask,
} from './intervals.ts';
import type { RowMaps } from './kept.ts';
import { type Intervals, State } from './model.ts';

/** A part, and how it stands in the trace. */
export interface JoinedPart {
  records: IntervalRecords;
  maps: RowMaps;
  times: EarlyTimes;
  reasons: Uint8Array;
  /** By goroutine: 1 where its first interval is the last of the part before. */
  skips: Uint8Array;
}

/** All of a part's intervals but their times: plain data, that another worker can join. */
interface RestOfPart
  extends Pick<RowMaps, 'goroutines' | 'procs' | 'stacks'>,
    Pick<JoinedPart, 'reasons' | 'skips'> {
  chunks: readonly Omit<RecordChunk, 'low' | 'high'>[];
}

/** What `joinRest` needs. Where each goroutine's intervals, and each processor's, begin in the whole. */
export interface RestJob {
  parts: readonly RestOfPart[];
  interval: Uint32Array;
  run: Uint32Array;
}

/** Columns of the whole trace: all but the times; and what `Procs.interval` holds. */
export type JoinedRest = Omit<Intervals, 'start' | 'reasons'> & { ran: Uint32Array };

/** @param forOthers whether the columns are to go to another worker: the times' are no part of them then */
export const restOf = (
  parts: readonly JoinedPart[],
  interval: Uint32Array,
  run: Uint32Array,
  forOthers: boolean,
): RestJob => ({
  parts: parts.map(({ records, maps: { goroutines, procs, stacks }, reasons, skips }) => ({
    chunks: records.chunks.map(({ length, goroutine, what, stack, peer }) => ({
      ...{ length, what, stack, peer },
      goroutine: forOthers ? goroutine.slice(0, length) : goroutine,
    })),
    ...{ goroutines, procs, stacks, reasons, skips },
  })),
  interval,
  run,
});

/** The columns that are nearly all of a job's memory: they may go to another worker. */
export const columnsOf = ({ parts }: RestJob): ArrayBuffer[] =>
  parts.flatMap(({ chunks }) =>
    chunks.flatMap(({ goroutine, what, stack, peer }) =>
      [goroutine, what, stack, peer].map(({ buffer }) => buffer as ArrayBuffer),
    ),
  );

/** Whether a job's columns went to another worker. */
export const isTaken = ({ parts }: RestJob): boolean =>
  parts.some(({ chunks }) => chunks.some(({ length, what }) => length > 0 && what.length === 0));

/**
 * When the intervals of all parts begin, sorted by goroutine. What is written is nearly all of the memory that it
 * takes: a part's columns go once they were looked at, and pages of the new ones come with what is in them.
 *
 * @param interval where each goroutine's intervals begin
 * @param mayGo which of the parts' columns are not needed any more then
 */
export function joinTimes(
  parts: readonly JoinedPart[],
  interval: Uint32Array,
  mayGo: readonly ('goroutine' | 'low' | 'high')[],
): Float64Array {
  const into = new Float64Array(interval[interval.length - 1]);
  const next = interval.slice();
  for (const part of parts) {
    const skips = part.skips.slice();
    for (const chunk of part.records.chunks) {
      placeTimes(part, chunk, skips, into, next);
      for (const name of mayGo) if (chunk[name]) free(chunk[name]);
    }
  }
  return into;
}

/**
 * The rest of all parts' intervals, as `joinTimes` has the times.
 *
 * @param last whether the parts' columns may go
 */
export function joinRest({ parts, interval, run }: RestJob, last: boolean): JoinedRest {
  const count = interval[interval.length - 1];
  const into: JoinedRest = {
    state: new Uint8Array(count),
    reason: new Uint8Array(count),
    stack: new Uint32Array(count),
    peer: new Int32Array(count),
    ran: new Uint32Array(run[run.length - 1]),
  };
  const next: Next = { interval, row: interval.slice(), run: run.slice() };
  for (const part of parts) {
    const skips = part.skips.slice();
    for (const chunk of part.chunks) {
      placeRest(part, chunk, skips, into, next);
      if (last) for (const column of [chunk.goroutine, chunk.what, chunk.stack, chunk.peer]) free(column);
    }
  }
  return into;
}

/** Where the next interval of each goroutine is to stand, and the next that each processor ran. */
interface Next {
  /** Where each goroutine's begin. */
  interval: Uint32Array;
  row: Uint32Array;
  run: Uint32Array;
}

function placeTimes(
  { records: { base }, maps: { goroutines }, times }: JoinedPart,
  { length, goroutine, low, high }: RecordChunk,
  skips: Uint8Array,
  into: Float64Array,
  next: Uint32Array,
): void {
  const { limit } = times;
  for (let i = 0; i < length; i++) {
    const own = goroutine[i];
    if (skips[own] === 1) {
      skips[own] = 0;
      continue;
    }
    const time = high ? base + low[i] + high[i] * 2 ** 32 : base + low[i];
    into[next[goroutines[own]]++] = time > limit ? time : times.of(time);
  }
}

function placeRest(
  { goroutines, procs, stacks, reasons }: RestOfPart,
  { length, goroutine, what, stack: stackRows, peer: peers }: RestOfPart['chunks'][number],
  skips: Uint8Array,
  into: JoinedRest,
  next: Next,
): void {
  const { state: states, reason, stack, peer, ran } = into;
  const { interval, row: nextRow, run: nextRun } = next;
  for (let i = 0; i < length; i++) {
    const own = goroutine[i];
    const row = goroutines[own];
    const where = stacks[stackRows[i]];
    if (skips[own] === 1) {
      // It confirms what is known, and may know where that is.
      const known = nextRow[row] - 1;
      if (stack[known] === 0) stack[known] = where;
      skips[own] = 0;
      continue;
    }
    const at = nextRow[row]++;
    const state = what[i] & stateMask;
    const who = peers[i] - 1;
    states[at] = state;
    reason[at] = reasons[(what[i] >>> reasonShift) & reasonMask];
    stack[at] = where;
    // A system call that has lost its processor goes on where it was.
    if (state === State.syscallBlocked && at > interval[row] && (where === 0 || what[i] & isLearned))
      stack[at] = stack[at - 1] || where;
    if (isOnProc(state, who)) {
      peer[at] = procs[who];
      ran[nextRun[procs[who]]++] = at;
    } else peer[at] = who < 0 ? who : goroutines[who];
  }
}
