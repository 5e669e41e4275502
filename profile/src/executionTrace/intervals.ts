import { Uint32Column } from './columns.ts';
import { State } from './model.ts';

/**
 * When goroutines began to do something else, in order of time; plain data. A time is `base + low + high * 2^32`; `high`
 * is there only where it is needed, as a part of a trace is seldom longer than four seconds.
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

/** A carriage of records, a column a field. */
export interface RecordChunk {
  length: number;
  /** Rows of goroutines. */
  goroutine: Rows;
  low: Uint32Array;
  high: Uint32Array | null;
  /** State and reason, `state | reason << reasonShift`, and `isLearned`. */
  what: Uint16Array;
  stack: Uint32Array;
  /** Row of the goroutine or processor plus one; 0 for none. */
  peer: Rows;
}

/** Most programs never have more goroutines at once than two bytes are enough for. */
export type Rows = Uint16Array | Uint32Array;
const narrow = 0xffff;

export const stateMask = 7;
export const reasonShift = 3;
export const reasonMask = 0xff;
/** The stack became known only later: it is one that a system call without a processor goes on at, if none is known. */
export const isLearned = 0x8000;

const chunkShift = 19;
export const chunkLength: number = 1 << chunkShift;

/** The carriage of a record, and its place there. */
export const placeOf = (chunks: readonly RecordChunk[], record: number): [chunk: RecordChunk, at: number] => [
  chunks[record >>> chunkShift],
  record & (chunkLength - 1),
];

/** Whether a goroutine has a processor in a state. */
export const isOnProc = (state: number, peer: number): boolean =>
  (state === State.running || state === State.syscall) && peer >= 0;

/** Takes down intervals in the order of time. A trace has tens of millions: they are 14 bytes each here. */
export class IntervalLog {
  /** When what is entered next begins: a field, as engines would make an object of it for an argument. */
  time = 0.5;
  /** Times count from here; a fraction at first, so that engines keep it as a double. */
  base = 0.5;
  private readonly chunks: RecordChunk[] = [];
  private chunk: RecordChunk = emptyChunk(0, Uint16Array);
  private used = chunkLength;
  private readonly counts = new Uint32Column(1024);
  private readonly first = new Uint32Column(1024);
  private readonly second = new Uint32Column(1024);
  private readonly latest = new Uint32Column(1024);
  /** The largest number that the chunk's rows can be. */
  private largest = 0;
  private readonly ran = new Uint32Column();

  /** A goroutine begins to do something else. */
  enter(row: number, state: number, reason: number, stack: number, peer: number): void {
    const { largest } = this;
    if (this.used === chunkLength || row > largest || peer >= largest) this.addChunk(Math.max(row, peer + 1));
    const { chunk, counts, ran } = this;
    const i = this.used++;
    const since = this.time - this.base;
    chunk.goroutine[i] = row;
    chunk.low[i] = since;
    chunk.what[i] = state | (reason << reasonShift);
    chunk.stack[i] = stack;
    chunk.peer[i] = peer + 1;
    if (since >= 2 ** 32) {
      chunk.high ??= new Uint32Array(chunkLength);
      chunk.high[i] = since / 2 ** 32;
    }
    if (row >= counts.length) this.makeRoom(row + 1);
    const record = (this.chunks.length - 1) * chunkLength + i;
    const count = counts.data[row]++;
    if (count < 2) (count === 0 ? this.first : this.second).data[row] = record;
    this.latest.data[row] = record;
    if (!isOnProc(state, peer)) return;
    if (peer >= ran.length) ran.extend(peer + 1, 0);
    ran.data[peer]++;
  }

  /** The stack of what a goroutine does became known, if it was not. */
  learnStack(row: number, stack: number): void {
    const [chunk, at] = placeOf(this.chunks, this.latest.data[row]);
    if (stack === 0 || chunk.stack[at] !== 0) return;
    chunk.stack[at] = stack;
    chunk.what[at] |= isLearned;
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
    this.chunk.length = this.used;
    return {
      base: this.base,
      chunks: this.chunks,
      counts: this.counts.take(),
      first: this.first.take(),
      second: this.second.take(),
      ran: this.ran.take(),
    };
  }

  private makeRoom(goroutines: number): void {
    this.counts.extend(goroutines, 0);
    this.first.extend(goroutines, 0);
    this.second.extend(goroutines, 0);
    this.latest.extend(goroutines, 0);
  }

  /** @param row that there must be room for */
  private addChunk(row: number): void {
    this.chunk.length = this.used;
    const isWide = row > narrow || this.largest > narrow;
    this.largest = isWide ? 2 ** 32 - 1 : narrow;
    this.chunk = emptyChunk(chunkLength, isWide ? Uint32Array : Uint16Array);
    this.chunks.push(this.chunk);
    this.used = 0;
  }
}

const emptyChunk = (length: number, Rows: Uint16ArrayConstructor | Uint32ArrayConstructor): RecordChunk => ({
  length,
  goroutine: new Rows(length),
  low: new Uint32Array(length),
  high: null,
  what: new Uint16Array(length),
  stack: new Uint32Array(length),
  peer: new Rows(length),
});
