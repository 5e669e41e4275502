import { free } from './columns.ts';
import type { EarlyTimes } from './earlyTimes.ts';
import {
  chunkLength,
  goroutinePeer,
  type IntervalRecords,
  isLearned,
  mostNarrow,
  procPeer,
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
  chunks: readonly Pick<RecordChunk, 'row' | 'end' | 'what' | 'stack'>[];
}

/** What `joinWhat` needs. */
export interface WhatJob {
  parts: readonly WhatOfPart[];
  /** Where each goroutine's intervals begin in the whole. */
  interval: Uint32Array;
  /** How many stacks there are. */
  stackCount: number;
}

/** Columns of the whole trace. */
export type JoinedWhat = Pick<Intervals, 'state' | 'reason' | 'stack'>;
export type JoinedWhen = Pick<Intervals, 'start' | 'peer'> & {
  /** What `Procs.interval` holds. */
  ran: Uint32Array;
};

export const whatJob = (
  parts: readonly JoinedPart[],
  interval: Uint32Array,
  stackCount: number,
): WhatJob => ({
  parts: parts.map(({ records, maps: { goroutines, stacks }, reasons, skips }) => ({
    chunks: records.chunks.map(({ row, end, what, stack }) => ({ row, end, what, stack })),
    ...{ goroutines, stacks, reasons, skips },
  })),
  ...{ interval, stackCount },
});

/** The columns that are nearly all of a job's memory, and are needed by nobody else: they may go to another worker. */
export const columnsOf = ({ parts }: WhatJob): ArrayBuffer[] =>
  parts.flatMap(({ chunks }) =>
    chunks.flatMap(({ what, stack }) => [what, stack].map(({ buffer }) => buffer as ArrayBuffer)),
  );

/** Whether a job's columns went to another worker. */
export const isTaken = ({ parts }: WhatJob): boolean =>
  parts.some(({ chunks }) => chunks.some(({ stack }) => stack.length === 0));

/**
 * When the intervals of all parts begin and who else has to do with them, by goroutine. What is written is nearly all of
 * the memory that it takes: a part's columns go once they were looked at, and pages of the new ones come with what is in
 * them.
 *
 * @param interval where each goroutine's intervals begin
 * @param run where begins what each processor ran
 * @param last whether the columns that only this needs may go
 */
export function joinWhen(
  parts: readonly JoinedPart[],
  interval: Uint32Array,
  run: Uint32Array,
  last: boolean,
): JoinedWhen {
  const count = interval[interval.length - 1];
  const isWide = Math.max(interval.length, run.length) > mostNarrow;
  const into: JoinedWhen = {
    start: new Float64Array(count),
    peer: new (isWide ? Int32Array : Int16Array)(count),
    ran: new Uint32Array(run[run.length - 1]),
  };
  const next = interval.slice();
  const nextRun = run.slice();
  const placed = new Uint32Array(Math.min(count, chunkLength));
  for (const part of parts) {
    const skips = part.skips.slice();
    const peerRows = peerRowsOf(part.maps);
    for (const chunk of part.records.chunks) {
      placeWhen(part, chunk, skips, into, next, nextRun, placed, peerRows);
      if (!last) continue;
      for (const column of [chunk.low, chunk.high, chunk.peer, chunk.ran]) if (column) free(column);
    }
  }
  return into;
}

/**
 * What the intervals of all parts are, in the order of `joinWhen`.
 *
 * @param last whether the parts' columns may go
 */
export function joinWhat({ parts, interval, stackCount }: WhatJob, last: boolean): JoinedWhat {
  const count = interval[interval.length - 1];
  const into: JoinedWhat = {
    state: new Uint8Array(count),
    reason: new Uint8Array(count),
    stack: new (stackCount > mostNarrow ? Uint32Array : Uint16Array)(count),
  };
  const next = interval.slice();
  for (const part of parts) {
    const skips = part.skips.slice();
    for (const chunk of part.chunks) {
      placeWhat(part, chunk, skips, into, interval, next);
      if (last) for (const column of [chunk.what, chunk.stack]) free(column);
    }
  }
  return into;
}

/** What a record's peer is in the whole trace, as many rows up as there are processors. */
function peerRowsOf({ procs, goroutines }: RowMaps): Int32Array {
  const rows = new Int32Array(procs.length + 1 + goroutines.length).fill(-1);
  for (let proc = 0; proc < procs.length; proc++) rows[procs.length + procPeer(proc)] = procs[proc];
  rows.set(goroutines, procs.length + goroutinePeer(0));
  return rows;
}

/** @param next where the next interval of each goroutine is to stand, and the next that each processor ran */
function placeWhen(
  { records: { base }, maps: { goroutines, procs }, times }: JoinedPart,
  { row, end, low, high, peer: peers, ran: ranRecords }: RecordChunk,
  skips: Uint8Array,
  { start, peer, ran }: JoinedWhen,
  next: Uint32Array,
  nextRun: Uint32Array,
  placed: Uint32Array,
  peerRows: Int32Array,
): void {
  const { limit } = times;
  for (let run = 0, i = 0; run < row.length; run++) {
    const own = row[run];
    const until = end[run];
    if (skips[own] === 1) {
      skips[own] = 0;
      peers[i++] = 0;
    }
    let at = next[goroutines[own]];
    for (; i < until; i++, at++) {
      const time = high ? base + low[i] + high[i] * 2 ** 32 : base + low[i];
      // Not one value of two: engines would make an object of each.
      if (time > limit) start[at] = time;
      else start[at] = times.of(time);
      peer[at] = peerRows[peers[i] + procs.length];
      placed[i] = at;
    }
    next[goroutines[own]] = at;
  }
  for (let k = 0; k < ranRecords.length; k++) {
    const i = ranRecords[k];
    // Others are left out, or lost their processor before.
    if (peers[i] < 0) ran[nextRun[procs[procPeer(peers[i])]]++] = placed[i];
  }
}

function placeWhat(
  { goroutines, stacks, reasons }: WhatOfPart,
  { row, end, what, stack: stackRows }: WhatOfPart['chunks'][number],
  skips: Uint8Array,
  { state: states, reason, stack }: JoinedWhat,
  interval: Uint32Array,
  next: Uint32Array,
): void {
  for (let run = 0, i = 0; run < row.length; run++) {
    const own = row[run];
    const until = end[run];
    const first = interval[goroutines[own]];
    let at = next[goroutines[own]];
    if (skips[own] === 1) {
      // It confirms what is known, and may know where that is.
      if (stack[at - 1] === 0) stack[at - 1] = stacks[stackRows[i]];
      skips[own] = 0;
      i++;
    }
    for (; i < until; i++, at++) {
      const where = stacks[stackRows[i]];
      const state = what[i] & stateMask;
      states[at] = state;
      reason[at] = reasons[(what[i] >>> reasonShift) & reasonMask];
      stack[at] = where;
      // A system call that has lost its processor goes on where it was.
      if (state === State.syscallBlocked && at > first && (where === 0 || what[i] & isLearned))
        stack[at] = stack[at - 1] || where;
    }
    next[goroutines[own]] = at;
  }
}
