import { Uint32Column } from './columns.ts';
import { State } from './model.ts';

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

export const stateMask = 7;
export const reasonShift = 3;

/** In place of a state: the record tells a stack that was not known. */
const learned = 7;

/** A carriage of records. Row, then position; time; state and reason; stack; peer. */
interface Chunk {
  row: Int32Array;
  low: Uint32Array;
  high: Uint32Array | null;
  what: Uint16Array;
  stack: Uint32Array;
  /** -1 as it is without a sign. */
  peer: Uint32Array;
}

const chunkLength = 1 << 16;
const nobody = 0xffff_ffff;

/**
 * Takes down intervals in the order of time. A trace has tens of millions: they are 18 bytes each here, in carriages
 * that the next log fills anew.
 */
export class IntervalLog {
  /** When what is entered next begins: a field, as engines would make an object of it for an argument. */
  time = 0.5;
  /** Times count from here; a fraction at first, so that engines keep it as a double. */
  base = 0.5;
  private readonly chunks: Chunk[] = [];
  private used = chunkLength;
  private chunk: Chunk = emptyChunk(0);
  /** How many intervals each goroutine has, and each processor. */
  private readonly ofGoroutine = new Uint32Column(1024);
  private readonly ofProc = new Uint32Column();

  /** A goroutine begins to do something else. */
  enter(row: number, state: number, reason: number, stack: number, peer: number): void {
    if (this.used === chunkLength) this.addChunk();
    const { chunk, ofGoroutine, ofProc } = this;
    const i = this.used++;
    if (state !== learned) {
      if (row >= ofGoroutine.length) ofGoroutine.extend(row + 1, 0);
      ofGoroutine.data[row]++;
      if ((state === State.running || state === State.syscall) && peer >= 0) {
        if (peer >= ofProc.length) ofProc.extend(peer + 1, 0);
        ofProc.data[peer]++;
      }
    }
    const since = this.time - this.base;
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

  /** The stack of what a goroutine does became known, if it was not. */
  learnStack(row: number, stack: number): void {
    if (stack !== 0) this.enter(row, learned, 0, stack, -1);
  }

  /**
   * The intervals by goroutine. Nothing is left in the log then.
   *
   * @param goroutines how many there are
   * @param procs how many there are
   */
  sort(goroutines: number, procs: number): SortedIntervals {
    const { chunks, base } = this;
    const interval = startsOf(this.ofGoroutine, goroutines);
    const run = startsOf(this.ofProc, procs);
    const ran = new Uint32Array(run[procs]);
    const stacksLearned = new Uint32Column();
    const next = interval.slice();
    const nextRun = run.slice();
    this.each((chunk, length) => place(chunk, length, next, nextRun, ran, stacksLearned));
    const total = interval[goroutines];
    const low = this.gather(total, (chunk) => chunk.low);
    const high = chunks.some((chunk) => chunk.high) ? this.gather(total, (chunk) => chunk.high) : null;
    const what = new Uint16Array(total);
    this.each((chunk, length) => scatter16(what, chunk.what, chunk.row, length));
    const stack = this.gather(total, (chunk) => chunk.stack);
    const peer = new Int32Array(this.gather(total, (chunk) => chunk.peer).buffer);
    completeStacks(stack, what, interval, stacksLearned);
    for (const chunk of chunks) chunk.high = null;
    spare.push(...chunks);
    chunks.length = 0;
    this.used = chunkLength;
    return { base, low, high, what, stack, peer, interval, run, ran };
  }

  private addChunk(): void {
    this.chunk = spare.pop() ?? emptyChunk(chunkLength);
    this.chunks.push(this.chunk);
    this.used = 0;
  }

  private each(visit: (chunk: Chunk, length: number) => void): void {
    this.chunks.forEach((chunk, at) => {
      visit(chunk, at === this.chunks.length - 1 ? this.used : chunkLength);
    });
  }

  /** A column's values where they belong. */
  private gather(total: number, columnOf: (chunk: Chunk) => Uint32Array | null): Uint32Array<ArrayBuffer> {
    const into = new Uint32Array(total);
    this.each((chunk, length) => {
      const column = columnOf(chunk);
      if (!column) return;
      scatter32(into, column, chunk.row, length);
    });
    return into;
  }
}

/** Carriages that nobody uses now: making them takes longer than filling them. */
const spare: Chunk[] = [];

/** No further log is expected soon. */
export function dropSpareMemory(): void {
  spare.length = 0;
}

const emptyChunk = (length: number): Chunk => ({
  row: new Int32Array(length),
  low: new Uint32Array(length),
  high: null,
  what: new Uint16Array(length),
  stack: new Uint32Array(length),
  peer: new Uint32Array(length),
});

/** Puts in place of each row where the interval belongs, -1 for what is none, and lists what processors did. */
function place(
  { row, what, stack, peer }: Chunk,
  length: number,
  next: Uint32Array,
  nextRun: Uint32Array,
  ran: Uint32Array,
  stacksLearned: Uint32Column,
): void {
  for (let i = 0; i < length; i++) {
    const state = what[i] & stateMask;
    const goroutine = row[i];
    if (state === learned) {
      stacksLearned.push(goroutine);
      stacksLearned.push(next[goroutine] - 1);
      stacksLearned.push(stack[i]);
      row[i] = -1;
      continue;
    }
    const at = next[goroutine]++;
    row[i] = at;
    if ((state === State.running || state === State.syscall) && peer[i] !== nobody)
      ran[nextRun[peer[i]]++] = at;
  }
}

/** A system call goes on where it was when its processor was taken away; stacks that were learned fill gaps. */
function completeStacks(
  stack: Uint32Array,
  what: Uint16Array,
  interval: Uint32Array,
  stacksLearned: Uint32Column,
): void {
  const { data, length } = stacksLearned;
  for (let i = 0; i < length; i += 3) {
    const at = data[i + 1];
    const goesOn = (what[at] & stateMask) === State.syscallBlocked && at > interval[data[i]];
    if (stack[at] === 0 && goesOn) stack[at] = stack[at - 1];
    if (stack[at] === 0) stack[at] = data[i + 2];
  }
  for (let row = 0; row < interval.length - 1; row++)
    for (let at = interval[row] + 1; at < interval[row + 1]; at++)
      if (stack[at] === 0 && (what[at] & stateMask) === State.syscallBlocked) stack[at] = stack[at - 1];
}

function scatter32(into: Uint32Array, from: Uint32Array, places: Int32Array, length: number): void {
  for (let i = 0; i < length; i++) {
    const at = places[i];
    if (at >= 0) into[at] = from[i];
  }
}

function scatter16(into: Uint16Array, from: Uint16Array, places: Int32Array, length: number): void {
  for (let i = 0; i < length; i++) {
    const at = places[i];
    if (at >= 0) into[at] = from[i];
  }
}

/** Where each one's rows begin, and where the last one's end. */
function startsOf(counts: Uint32Column, length: number): Uint32Array {
  const starts = new Uint32Array(length + 1);
  for (let i = 0; i < length; i++) starts[i + 1] = starts[i] + (i < counts.length ? counts.data[i] : 0);
  return starts;
}

/** Gives memory back before the collector finds out that nobody needs it. */
export function free(column: ArrayBufferView): void {
  const buffer = column.buffer as ArrayBuffer & { transfer?: (length: number) => ArrayBuffer };
  if (buffer.byteLength > 0) buffer.transfer?.(0);
}
