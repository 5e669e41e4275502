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

/** What a part's intervals are, and where: plain data, that another worker can join. */
interface WhatOfPart extends Pick<RowMaps, 'goroutines' | 'stacks'>, Pick<JoinedPart, 'reasons' | 'skips'> {
  chunks: readonly Pick<RecordChunk, 'length' | 'goroutine' | 'what' | 'stack'>[];
}

/** What `joinWhat` needs. */
export interface WhatJob {
  parts: readonly WhatOfPart[];
  /** Where each goroutine's intervals begin in the whole. */
  interval: Uint32Array;
}

/** Columns of the whole trace. */
export type JoinedWhat = Pick<Intervals, 'state' | 'reason' | 'stack'>;
export type JoinedWhen = Pick<Intervals, 'start' | 'peer'> & {
  /** What `Procs.interval` holds. */
  ran: Uint32Array;
};

/** @param forOthers whether the columns are to go to another worker: those that are needed here too are copied */
export const whatJob = (
  parts: readonly JoinedPart[],
  interval: Uint32Array,
  forOthers: boolean,
): WhatJob => ({
  parts: parts.map(({ records, maps: { goroutines, stacks }, reasons, skips }) => ({
    chunks: records.chunks.map(({ length, goroutine, what, stack }) => ({
      ...{ length, stack },
      goroutine: forOthers ? goroutine.slice(0, length) : goroutine,
      what: forOthers ? what.slice(0, length) : what,
    })),
    ...{ goroutines, stacks, reasons, skips },
  })),
  interval,
});

/** The columns that are nearly all of a job's memory: they may go to another worker. */
export const columnsOf = ({ parts }: WhatJob): ArrayBuffer[] =>
  parts.flatMap(({ chunks }) =>
    chunks.flatMap(({ goroutine, what, stack }) =>
      [goroutine, what, stack].map(({ buffer }) => buffer as ArrayBuffer),
    ),
  );

/** Whether a job's columns went to another worker. */
export const isTaken = ({ parts }: WhatJob): boolean =>
  parts.some(({ chunks }) => chunks.some(({ length, stack }) => length > 0 && stack.length === 0));

/**
 * When the intervals of all parts begin and who else has to do with them, sorted by goroutine. What is written is
 * nearly all of the memory that it takes: a part's columns go once they were looked at, and pages of the new ones come
 * with what is in them.
 *
 * @param interval where each goroutine's intervals begin
 * @param run where begins what each processor ran
 * @param mayGo which of the parts' columns are not needed any more then
 */
export function joinWhen(
  parts: readonly JoinedPart[],
  interval: Uint32Array,
  run: Uint32Array,
  mayGo: readonly Exclude<keyof RecordChunk, 'length'>[],
): JoinedWhen {
  const count = interval[interval.length - 1];
  const into: JoinedWhen = {
    start: new Float64Array(count),
    peer: new Int32Array(count),
    ran: new Uint32Array(run[run.length - 1]),
  };
  const next = interval.slice();
  const nextRun = run.slice();
  for (const part of parts) {
    const skips = part.skips.slice();
    for (const chunk of part.records.chunks) {
      placeWhen(part, chunk, skips, into, next, nextRun);
      for (const name of mayGo) if (chunk[name]) free(chunk[name]);
    }
  }
  return into;
}

/**
 * What the intervals of all parts are, in the order of `joinWhen`.
 *
 * @param last whether the parts' columns may go
 */
export function joinWhat({ parts, interval }: WhatJob, last: boolean): JoinedWhat {
  const count = interval[interval.length - 1];
  const into: JoinedWhat = {
    state: new Uint8Array(count),
    reason: new Uint8Array(count),
    stack: new Uint32Array(count),
  };
  const next = interval.slice();
  for (const part of parts) {
    const skips = part.skips.slice();
    for (const chunk of part.chunks) {
      placeWhat(part, chunk, skips, into, interval, next);
      if (last) for (const column of [chunk.goroutine, chunk.what, chunk.stack]) free(column);
    }
  }
  return into;
}

/** @param next where the next interval of each goroutine is to stand, and the next that each processor ran */
function placeWhen(
  { records: { base }, maps: { goroutines, procs }, times }: JoinedPart,
  { length, goroutine, low, high, what, peer: peers }: RecordChunk,
  skips: Uint8Array,
  { start, peer, ran }: JoinedWhen,
  next: Uint32Array,
  nextRun: Uint32Array,
): void {
  const { limit } = times;
  for (let i = 0; i < length; i++) {
    const own = goroutine[i];
    if (skips[own] === 1) {
      skips[own] = 0;
      continue;
    }
    const at = next[goroutines[own]]++;
    const time = high ? base + low[i] + high[i] * 2 ** 32 : base + low[i];
    start[at] = time > limit ? time : times.of(time);
    const who = peers[i] - 1;
    if (isOnProc(what[i] & stateMask, who)) {
      peer[at] = procs[who];
      ran[nextRun[procs[who]]++] = at;
    } else peer[at] = who < 0 ? who : goroutines[who];
  }
}

function placeWhat(
  { goroutines, stacks, reasons }: WhatOfPart,
  { length, goroutine, what, stack: stackRows }: WhatOfPart['chunks'][number],
  skips: Uint8Array,
  { state: states, reason, stack }: JoinedWhat,
  interval: Uint32Array,
  next: Uint32Array,
): void {
  for (let i = 0; i < length; i++) {
    const own = goroutine[i];
    const row = goroutines[own];
    const where = stacks[stackRows[i]];
    if (skips[own] === 1) {
      // It confirms what is known, and may know where that is.
      const known = next[row] - 1;
      if (stack[known] === 0) stack[known] = where;
      skips[own] = 0;
      continue;
    }
    const at = next[row]++;
    const state = what[i] & stateMask;
    states[at] = state;
    reason[at] = reasons[(what[i] >>> reasonShift) & reasonMask];
    stack[at] = where;
    // A system call that has lost its processor goes on where it was.
    if (state === State.syscallBlocked && at > interval[row] && (where === 0 || what[i] & isLearned))
      stack[at] = stack[at - 1] || where;
  }
}
