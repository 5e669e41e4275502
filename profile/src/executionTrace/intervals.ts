import { State } from './model.ts';
import { chunkShift } from './numbers/records.ts';

export { isLearned, mostNarrow, reasonShift } from './numbers/records.ts';

/**
 * When goroutines began to do something else; plain data. A time is `base + low + high * 2^32`; `high` is there only
 * where it is needed, as a part of a trace is seldom longer than four seconds.
 */
export interface IntervalRecords {
  base: number;
  chunks: readonly RecordChunk[];
  /** By goroutine: how many intervals it has. */
  counts: Uint32Array;
  /** By goroutine: which records its first and its second interval are. */
  first: Uint32Array;
  second: Uint32Array;
  /** By processor: how many intervals it ran. */
  ran: Uint32Array;
}

/**
 * A carriage of records, a column a field. They stand in runs of one goroutine each; those of a goroutine are in order
 * of time.
 */
export interface RecordChunk {
  /** By run: the row of the goroutine, and the record behind its last. */
  row: Uint32Array;
  end: Uint32Array;
  low: Uint32Array;
  high: Uint32Array | null;
  /** State and reason, `state | reason << reasonShift`, and `isLearned`. */
  what: Uint16Array;
  stack: Uint16Array | Uint32Array;
  /** Row of a goroutine plus one, or of a processor minus one and negative; 0 for none. */
  peer: Int16Array | Int32Array;
  /** The records on processors, in order of time. */
  ran: Uint32Array;
}

export const stateMask = 7;
export const reasonMask = 0xff;
export const chunkLength: number = 1 << chunkShift;

/** The carriage of a record, and its place there. */
export const placeOf = (chunks: readonly RecordChunk[], record: number): [chunk: RecordChunk, at: number] => [
  chunks[record >>> chunkShift],
  record & (chunkLength - 1),
];

/** Whether a goroutine has a processor in a state. */
export const isOnProc = (state: number, peer: number): boolean =>
  (state === State.running || state === State.syscall) && peer >= 0;

/** How a record's peer stands in `RecordChunk.peer`. */
export const procPeer = (proc: number): number => -1 - proc;
export const goroutinePeer = (goroutine: number): number => goroutine + 1;
