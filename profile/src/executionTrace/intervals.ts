import { Uint32Column } from './columns.ts';
import { State } from './model.ts';
import { chunkShift, isLearned, mostNarrow, widePeers, wideStacks } from './numbers/records.ts';

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
  /** The records on processors, in order of time, and the rows of these. */
  ran: Uint32Array;
  ranProc: Uint16Array | Uint32Array;
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

/** Puts records into carriages, as they come. */
export class Carriages {
  private readonly chunks: RecordChunk[] = [];
  /** How many records the last one has. */
  private length = 0;
  private readonly row = new Uint32Column();
  private readonly end = new Uint32Column();
  private ran = 0;

  /**
   * Begins a new one.
   *
   * @param wide `wideStacks`, `widePeers`
   */
  start(wide: number): void {
    this.close();
    // Of memory that is never written to there is none.
    const isWide = (wide & widePeers) > 0;
    this.chunks.push({
      row: new Uint32Array(),
      end: new Uint32Array(),
      low: new Uint32Array(chunkLength),
      high: null,
      what: new Uint16Array(chunkLength),
      stack: new (wide & wideStacks ? Uint32Array : Uint16Array)(chunkLength),
      peer: new (isWide ? Int32Array : Int16Array)(chunkLength),
      ran: new Uint32Array(chunkLength),
      ranProc: new (isWide ? Uint32Array : Uint16Array)(chunkLength),
    });
  }

  /** @param fresh records that the last one has room for, with its rows of records */
  add(fresh: RecordChunk): void {
    const chunk = this.chunks[this.chunks.length - 1];
    const { length } = this;
    chunk.low.set(fresh.low, length);
    chunk.what.set(fresh.what, length);
    chunk.stack.set(fresh.stack, length);
    chunk.peer.set(fresh.peer, length);
    if (fresh.high) {
      chunk.high ??= new Uint32Array(chunkLength);
      chunk.high.set(fresh.high, length);
    }
    this.length += fresh.low.length;
    this.row.pushAll(fresh.row);
    this.end.pushAll(fresh.end);
    chunk.ran.set(fresh.ran, this.ran);
    chunk.ranProc.set(fresh.ranProc, this.ran);
    this.ran += fresh.ran.length;
  }

  /** The stack of a record became known, if it was not. */
  learnStack(record: number, stack: number): void {
    const [chunk, at] = placeOf(this.chunks, record);
    if (chunk.stack[at] !== 0) return;
    if (stack > mostNarrow && chunk.stack.BYTES_PER_ELEMENT === 2)
      chunk.stack = Uint32Array.from(chunk.stack);
    chunk.stack[at] = stack;
    chunk.what[at] |= isLearned;
  }

  finish(): readonly RecordChunk[] {
    this.close();
    return this.chunks;
  }

  private close(): void {
    const chunk = this.chunks[this.chunks.length - 1];
    if (!chunk) return;
    chunk.row = this.row.exact();
    chunk.end = this.end.exact();
    chunk.ran = chunk.ran.subarray(0, this.ran);
    this.row.length = 0;
    this.end.length = 0;
    this.length = 0;
    this.ran = 0;
  }
}
