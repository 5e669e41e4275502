import { Uint32Column } from './columns.ts';
import { State } from './model.ts';

/** Whoever takes down what goroutines do, one after the other. */
export interface IntervalSink {
  /** A goroutine begins to do something else. */
  enter(row: number, time: number, state: number, reason: number, stack: number, peer: number): void;
  /** The stack of what a goroutine does became known, if it was not. */
  learnStack(row: number, stack: number): void;
}

/**
 * Intervals sorted by goroutine, and in order of time for each. A time is `base + low + high * 2^32`; `high` is there
 * only where it is needed, as a part of a trace is seldom longer than four seconds.
 */
export interface SortedIntervals {
  base: number;
  low: Uint32Array;
  high: Uint32Array | null;
  /** State and reason: `state | reason << 3`. */
  what: Uint16Array;
  stack: Uint32Array;
  peer: Int32Array;
  /** The rows of goroutine `i` are `interval[i] … interval[i + 1]`. */
  interval: Uint32Array;
  /** What processor `i` did are the rows `ran[run[i] … run[i + 1])`, in order of time. */
  run: Uint32Array;
  ran: Uint32Array;
}

export const stateBits = 3;
export const stateMask = 7;
export const reasonShift = stateBits;

/** In place of a state: the record tells a stack that was not known. */
const learned = 7;

/** A carriage of records. Row, then position; time; state and reason; stack; peer. */
interface Chunk {
  row: Uint32Array;
  low: Uint32Array;
  high: Uint32Array | null;
  what: Uint16Array;
  stack: Uint32Array;
  peer: Int32Array;
}

const chunkBits = 16;
const chunkLength = 1 << chunkBits;

/** States in which a goroutine has a processor, if `peer` says one. */
const onProc = (what: number, peer: number): boolean => {
  const state = what & stateMask;
  return peer >= 0 && (state === State.running || state === State.syscall);
};

/**
 * Takes down intervals in the order of time. A trace has tens of millions: they are 18 bytes each here, and each column
 * goes away as soon as it is sorted.
 */
export class IntervalLog implements IntervalSink {
  /** Times count from here. */
  base = 0;
  private readonly chunks: Chunk[] = [];
  private used = chunkLength;
  private chunk: Chunk = emptyChunk(0);

  enter(row: number, time: number, state: number, reason: number, stack: number, peer: number): void {
    if (this.used === chunkLength) this.addChunk();
    const { chunk } = this;
    const i = this.used++;
    const since = time - this.base;
    chunk.row[i] = row;
    chunk.low[i] = since;
    chunk.what[i] = state | (reason << reasonShift);
    chunk.stack[i] = stack;
    chunk.peer[i] = peer;
    if (since >= 2 ** 32) {
      chunk.high ??= new Uint32Array(chunkLength);
      chunk.high[i] = since / 2 ** 32;
    }
  }

  learnStack(row: number, stack: number): void {
    if (stack !== 0) this.enter(row, this.base, learned, 0, stack, -1);
  }

  /**
   * The intervals by goroutine. Nothing is left in the log then.
   *
   * @param goroutines how many there are
   * @param procs how many there are
   */
  sort(goroutines: number, procs: number): SortedIntervals {
    const { chunks } = this;
    const interval = new Uint32Array(goroutines + 1);
    const run = new Uint32Array(procs + 1);
    this.each(({ row, what, peer }, length) => {
      for (let i = 0; i < length; i++) {
        if ((what[i] & stateMask) === learned) continue;
        interval[row[i] + 1]++;
        if (onProc(what[i], peer[i])) run[peer[i] + 1]++;
      }
    });
    sumUp(interval);
    sumUp(run);
    const learnedRow = new Uint32Column();
    const learnedAt = new Uint32Column();
    const learnedStack = new Uint32Column();
    const ran = new Uint32Array(run[procs]);
    const next = interval.slice();
    const nextRun = run.slice();
    this.each(({ row, what, stack, peer }, length) => {
      for (let i = 0; i < length; i++) {
        if ((what[i] & stateMask) === learned) {
          learnedRow.push(row[i]);
          learnedAt.push(next[row[i]] - 1);
          learnedStack.push(stack[i]);
          // It stands where nothing is.
          row[i] = 0xffff_ffff;
          continue;
        }
        const at = next[row[i]]++;
        row[i] = at;
        if (onProc(what[i], peer[i])) ran[nextRun[peer[i]]++] = at;
      }
    });
    const count = interval[goroutines];
    const { base } = this;
    const low = this.gather(new Uint32Array(count), (chunk) => chunk.low);
    const high = chunks.some((chunk) => chunk.high)
      ? this.gather(new Uint32Array(count), (chunk) => chunk.high ?? none)
      : null;
    const what = this.gather(new Uint16Array(count), (chunk) => chunk.what);
    const stack = this.gather(new Uint32Array(count), (chunk) => chunk.stack);
    const peer = this.gather(new Int32Array(count), (chunk) => chunk.peer);
    // A system call goes on where it was when its processor was taken away.
    const goOn = (row: number, at: number) => {
      const isLate = (what[at] & stateMask) === State.syscallBlocked && at > interval[row];
      if (isLate && stack[at] === 0) stack[at] = stack[at - 1];
    };
    for (let i = 0; i < learnedAt.length; i++) {
      const at = learnedAt.data[i];
      goOn(learnedRow.data[i], at);
      if (stack[at] === 0) stack[at] = learnedStack.data[i];
    }
    for (let row = 0; row < goroutines; row++)
      for (let at = interval[row] + 1; at < interval[row + 1]; at++) goOn(row, at);
    chunks.length = 0;
    this.used = chunkLength;
    return { base, low, high, what, stack, peer, interval, run, ran };
  }

  private addChunk(): void {
    this.chunk = emptyChunk(chunkLength);
    this.chunks.push(this.chunk);
    this.used = 0;
  }

  private each(visit: (chunk: Chunk, length: number) => void): void {
    this.chunks.forEach((chunk, at) => {
      visit(chunk, at === this.chunks.length - 1 ? this.used : chunkLength);
    });
  }

  /** Puts a column's values to where they belong, and frees the column. */
  private gather<T extends Uint32Array | Uint16Array | Int32Array>(
    into: T,
    columnOf: (chunk: Chunk) => T,
  ): T {
    this.each((chunk, length) => {
      const column = columnOf(chunk);
      scatter(into, column, chunk.row, Math.min(length, column.length));
      free(column);
    });
    return into;
  }
}

const none = new Uint32Array();

const emptyChunk = (length: number): Chunk => ({
  row: new Uint32Array(length),
  low: new Uint32Array(length),
  high: null,
  what: new Uint16Array(length),
  stack: new Uint32Array(length),
  peer: new Int32Array(length),
});

function scatter(
  into: Uint32Array | Uint16Array | Int32Array,
  from: Uint32Array | Uint16Array | Int32Array,
  at: Uint32Array,
  length: number,
): void {
  // What is written behind the end goes nowhere.
  for (let i = 0; i < length; i++) into[at[i]] = from[i];
}

/** Counts, each a place too far → where each one's rows begin, and where the last one's end. */
function sumUp(counts: Uint32Array): void {
  for (let i = 1; i < counts.length; i++) counts[i] += counts[i - 1];
}

/** Gives memory back before the collector finds out that nobody needs it. */
export function free(column: ArrayBufferView): void {
  const buffer = column.buffer as ArrayBuffer & { transfer?: (length: number) => ArrayBuffer };
  if (buffer.byteLength > 0) buffer.transfer?.(0);
}
