import { Uint32Column } from './columns.ts';
import { State } from './model.ts';

/**
 * When goroutines began to do something else, in order of time; plain data. A time is `base + low + high * 2^32`; `high`
 * is there only where it is needed, as a part of a trace is seldom longer than four seconds.
 */
export interface IntervalRecords {
  base: number;
  /** All but the last are full. */
  chunks: readonly RecordChunk[];
  /** By goroutine: how many intervals it has. */
  counts: Uint32Array;
  /** By goroutine: which records its first and its second interval are. */
  first: Uint32Array;
  second: Uint32Array;
  /** By processor: how many intervals it ran. */
  ran: Uint32Array;
}

/** A carriage of records, a column a field. */
export interface RecordChunk {
  length: number;
  /** Row of the goroutine; `~row` where the record only tells a stack that was not known. */
  goroutine: Int32Array;
  low: Uint32Array;
  high: Uint32Array | null;
  /** State and reason: `state | reason << reasonShift`. */
  what: Uint16Array;
  stack: Uint32Array;
  peer: Int32Array;
}

export const stateMask = 7;
export const reasonShift = 3;

const chunkShift = 18;
export const chunkLength: number = 1 << chunkShift;

/** The carriage of a record, and its place there. */
export const placeOf = (chunks: readonly RecordChunk[], record: number): [chunk: RecordChunk, at: number] => [
  chunks[record >>> chunkShift],
  record & (chunkLength - 1),
];

/** Whether a goroutine has a processor in a state. */
export const isOnProc = (state: number, peer: number): boolean =>
  (state === State.running || state === State.syscall) && peer >= 0;

/** Takes down intervals in the order of time. A trace has tens of millions: they are 18 bytes each here. */
export class IntervalLog {
  /** When what is entered next begins: a field, as engines would make an object of it for an argument. */
  time = 0.5;
  /** Times count from here; a fraction at first, so that engines keep it as a double. */
  base = 0.5;
  private readonly chunks: RecordChunk[] = [];
  private chunk: RecordChunk = emptyChunk(0);
  private used = chunkLength;
  private readonly counts = new Uint32Column(1024);
  private readonly first = new Uint32Column(1024);
  private readonly second = new Uint32Column(1024);
  private readonly ran = new Uint32Column();

  /** A goroutine begins to do something else. */
  enter(row: number, state: number, reason: number, stack: number, peer: number): void {
    this.put(row, state | (reason << reasonShift), stack, peer);
    const { counts, ran } = this;
    if (row >= counts.length) this.makeRoom(row + 1);
    const count = counts.data[row]++;
    if (count < 2) (count === 0 ? this.first : this.second).data[row] = this.last;
    if (!isOnProc(state, peer)) return;
    if (peer >= ran.length) ran.extend(peer + 1, 0);
    ran.data[peer]++;
  }

  /** The stack of what a goroutine does became known, if it was not. */
  learnStack(row: number, stack: number): void {
    if (stack !== 0) this.put(~row, 0, stack, -1);
  }

  /**
   * What was taken down. Nothing is left in the log then.
   *
   * @param goroutines how many there are
   * @param procs how many there are
   */
  finish(goroutines: number, procs: number): IntervalRecords {
    this.makeRoom(goroutines);
    this.ran.extend(procs, 0);
    if (this.chunks.length > 0) this.chunk.length = this.used;
    return {
      base: this.base,
      chunks: this.chunks,
      counts: this.counts.take(),
      first: this.first.take(),
      second: this.second.take(),
      ran: this.ran.take(),
    };
  }

  private put(goroutine: number, what: number, stack: number, peer: number): void {
    if (this.used === chunkLength) this.addChunk();
    const { chunk } = this;
    const i = this.used++;
    const since = this.time - this.base;
    chunk.goroutine[i] = goroutine;
    chunk.low[i] = since;
    chunk.what[i] = what;
    chunk.stack[i] = stack;
    chunk.peer[i] = peer;
    if (since >= 2 ** 32) {
      chunk.high ??= new Uint32Array(chunkLength);
      chunk.high[i] = since / 2 ** 32;
    }
  }

  /** The record that was put last. */
  private get last(): number {
    return (this.chunks.length - 1) * chunkLength + this.used - 1;
  }

  private makeRoom(goroutines: number): void {
    this.counts.extend(goroutines, 0);
    this.first.extend(goroutines, 0);
    this.second.extend(goroutines, 0);
  }

  private addChunk(): void {
    this.chunk = emptyChunk(chunkLength);
    this.chunks.push(this.chunk);
    this.used = 0;
  }
}

const emptyChunk = (length: number): RecordChunk => ({
  length,
  goroutine: new Int32Array(length),
  low: new Uint32Array(length),
  high: null,
  what: new Uint16Array(length),
  stack: new Uint32Array(length),
  peer: new Int32Array(length),
});
