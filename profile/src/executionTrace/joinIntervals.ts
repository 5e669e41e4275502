import { free } from './columns.ts';
import type { EarlyTimes } from './earlyTimes.ts';
import {
  chunkLength,
  goroutinePeer,
  type IntervalRecords,
  procPeer,
  type RecordChunk,
  reasonMask,
  stateMask,
} from './intervals.ts';
import type { RowMaps } from './kept.ts';
import { type Intervals, State } from './model.ts';
import { isLearned, mostNarrow, reasonShift } from './numbers/records.ts';

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
interface WhatOfPart
  extends Pick<RowMaps, 'goroutines' | 'procs' | 'stacks'>,
    Pick<JoinedPart, 'reasons' | 'skips'> {
  chunks: readonly Pick<RecordChunk, 'row' | 'end' | 'what' | 'stack' | 'peer'>[];
}

/** What `joinWhat` needs. */
export interface WhatJob {
  parts: readonly WhatOfPart[];
  /** Where each goroutine's intervals begin in the whole. */
  interval: Uint32Array;
  /** How many processors there are. */
  procCount: number;
  /** How many stacks there are. */
  stackCount: number;
}

/** Columns of the whole trace. */
export type JoinedWhat = Pick<Intervals, 'state' | 'reason' | 'stack' | 'peer'>;
export type JoinedWhen = Pick<Intervals, 'start'> & {
  /** What `Procs.interval` holds. */
  ran: Uint32Array;
};

export const whatJob = (
  parts: readonly JoinedPart[],
  interval: Uint32Array,
  procCount: number,
  stackCount: number,
): WhatJob => ({
  parts: parts.map(({ records, maps: { goroutines, procs, stacks }, reasons, skips }) => ({
    chunks: records.chunks.map(({ row, end, what, stack, peer }) => ({ row, end, what, stack, peer })),
    ...{ goroutines, procs, stacks, reasons, skips },
  })),
  ...{ interval, procCount, stackCount },
});

/** Nearly all of a job's memory, which nobody else needs. */
const ownColumns = ({ what, stack, peer }: WhatOfPart['chunks'][number]) => [what, stack, peer];

/** What may go to another worker. */
export const columnsOf = ({ parts }: WhatJob): ArrayBuffer[] =>
  parts.flatMap(({ chunks }) =>
    chunks.flatMap((chunk) => ownColumns(chunk).map(({ buffer }) => buffer as ArrayBuffer)),
  );

/** Whether a job's columns went to another worker. */
export const isTaken = ({ parts }: WhatJob): boolean =>
  parts.some(({ chunks }) => chunks.some(({ stack }) => stack.length === 0));

/*
 * What is written is nearly all of the memory that joining takes: a part's columns go once they were looked at, and
 * pages of the new ones come with what is in them. A run is a call: engines leave machine code wherever a loop within
 * a loop ends.
 */

/**
 * When the intervals of all parts begin, by goroutine, and which of them each processor ran.
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
  const start = new Float64Array(count);
  const ran = new Uint32Array(run[run.length - 1]);
  const next = interval.slice();
  const nextRun = run.slice();
  const placed = new Uint32Array(Math.min(count, chunkLength));
  for (const { records, maps, times, skips } of parts) {
    const left = skips.slice();
    for (const chunk of records.chunks) {
      placeWhen(chunk, records.base, maps.goroutines, times, left, start, next, placed);
      placeRan(chunk, maps.procs, ran, nextRun, placed);
      if (!last) continue;
      for (const column of [chunk.low, chunk.high, chunk.ran, chunk.ranProc]) if (column) free(column);
    }
  }
  return { start, ran };
}

/**
 * What the intervals of all parts are and who else has to do with them, in the order of `joinWhen`.
 *
 * @param last whether the parts' columns may go
 */
export function joinWhat({ parts, interval, procCount, stackCount }: WhatJob, last: boolean): JoinedWhat {
  const count = interval[interval.length - 1];
  const isWide = Math.max(interval.length, procCount) > mostNarrow;
  const into: JoinedWhat = {
    state: new Uint8Array(count),
    reason: new Uint8Array(count),
    stack: new (stackCount > mostNarrow ? Uint32Array : Uint16Array)(count),
    peer: new (isWide ? Int32Array : Int16Array)(count),
  };
  const next = interval.slice();
  for (const part of parts) {
    const skips = part.skips.slice();
    const peerRows = peerRowsOf(part);
    for (const chunk of part.chunks) {
      placeWhat(part, chunk, skips, peerRows, into, interval, next);
      if (last) for (const column of ownColumns(chunk)) free(column);
    }
  }
  return into;
}

/** What a record's peer is in the whole trace, as many rows up as there are processors. */
function peerRowsOf({ procs, goroutines }: WhatOfPart): Int32Array {
  const rows = new Int32Array(procs.length + 1 + goroutines.length).fill(-1);
  for (let proc = 0; proc < procs.length; proc++) rows[procs.length + procPeer(proc)] = procs[proc];
  rows.set(goroutines, procs.length + goroutinePeer(0));
  return rows;
}

/** Of a record that is left out. */
const nowhere = 0xffffffff;

/** @param next where the next interval of each goroutine is to stand */
function placeWhen(
  chunk: RecordChunk,
  base: number,
  goroutines: Int32Array,
  times: EarlyTimes,
  skips: Uint8Array,
  start: Float64Array,
  next: Uint32Array,
  placed: Uint32Array,
): void {
  const { row, end } = chunk;
  for (let run = 0, from = 0; run < row.length; run++) {
    const own = row[run];
    if (skips[own] === 1) {
      skips[own] = 0;
      placed[from++] = nowhere;
    }
    const at = next[goroutines[own]];
    next[goroutines[own]] = at + end[run] - from;
    placeRunWhen(chunk, from, end[run], base, times, start, at, placed);
    from = end[run];
  }
}

function placeRunWhen(
  { low, high }: RecordChunk,
  from: number,
  until: number,
  base: number,
  times: EarlyTimes,
  start: Float64Array,
  at: number,
  placed: Uint32Array,
): void {
  for (let i = from, to = at; i < until; i++, to++) {
    const time = high ? base + low[i] + high[i] * 2 ** 32 : base + low[i];
    // Not one value of two: engines would make an object of each.
    if (time > times.limit) start[to] = time;
    else start[to] = times.of(time);
    placed[i] = to;
  }
}

/** @param nextRun where the next interval that each processor ran is to stand */
function placeRan(
  { ran: records, ranProc }: RecordChunk,
  procs: Int32Array,
  ran: Uint32Array,
  nextRun: Uint32Array,
  placed: Uint32Array,
): void {
  for (let k = 0; k < records.length; k++) {
    const to = placed[records[k]];
    if (to !== nowhere) ran[nextRun[procs[ranProc[k]]]++] = to;
  }
}

/** @param next where the next interval of each goroutine is to stand */
function placeWhat(
  part: WhatOfPart,
  chunk: WhatOfPart['chunks'][number],
  skips: Uint8Array,
  peerRows: Int32Array,
  into: JoinedWhat,
  interval: Uint32Array,
  next: Uint32Array,
): void {
  const { row, end } = chunk;
  const { goroutines, stacks } = part;
  for (let run = 0, from = 0; run < row.length; run++) {
    const own = row[run];
    const at = next[goroutines[own]];
    if (skips[own] === 1) {
      // It confirms what is known, and may know where that is.
      if (into.stack[at - 1] === 0) into.stack[at - 1] = stacks[chunk.stack[from]];
      skips[own] = 0;
      from++;
    }
    next[goroutines[own]] = at + end[run] - from;
    placeRunWhat(chunk, from, end[run], part, peerRows, into, at, interval[goroutines[own]]);
    from = end[run];
  }
}

/** @param first the first interval of the goroutine */
function placeRunWhat(
  { what, stack: stackRows, peer: peers }: WhatOfPart['chunks'][number],
  from: number,
  until: number,
  { stacks, reasons, procs }: WhatOfPart,
  peerRows: Int32Array,
  { state: states, reason, stack, peer }: JoinedWhat,
  at: number,
  first: number,
): void {
  const procCount = procs.length;
  for (let i = from, to = at; i < until; i++, to++) {
    const where = stacks[stackRows[i]];
    const state = what[i] & stateMask;
    states[to] = state;
    reason[to] = reasons[(what[i] >>> reasonShift) & reasonMask];
    stack[to] = where;
    peer[to] = peerRows[peers[i] + procCount];
    // A system call that has lost its processor goes on where it was.
    if (state === State.syscallBlocked && to > first && (where === 0 || what[i] & isLearned))
      stack[to] = stack[to - 1] || where;
  }
}
