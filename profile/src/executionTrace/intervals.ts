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
  /** What processor `i` did are the rows `ran[run[i] … run[i + 1])`, in order of time; of which goroutines. */
  run: Uint32Array;
  ran: Uint32Array;
  ranBy: Uint32Array;
}

export const stateMask = 7;
export const reasonShift = 3;

/** In place of a state: the record tells a stack that was not known. */
const learnedStack = 7;

/** A carriage of records, each of five numbers: goroutine; time; state and reason; stack; peer. */
interface Chunk {
  data: Int32Array;
  /** The times' high halves. */
  high: Uint32Array | null;
}

const chunkLength = 1 << 16;
const fields = 5;

/**
 * Takes down intervals in the order of time. A trace has tens of millions: they are 20 bytes each here, in carriages
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
    if (state !== learnedStack) {
      if (row >= ofGoroutine.length) ofGoroutine.extend(row + 1, 0);
      ofGoroutine.data[row]++;
      if ((state === State.running || state === State.syscall) && peer >= 0) {
        if (peer >= ofProc.length) ofProc.extend(peer + 1, 0);
        ofProc.data[peer]++;
      }
    }
    const since = this.time - this.base;
    const { data } = chunk;
    const at = i * fields;
    data[at] = row;
    data[at + 1] = since;
    data[at + 2] = state | (reason << reasonShift);
    data[at + 3] = stack;
    data[at + 4] = peer;
    if (since >= 2 ** 32) {
      chunk.high ??= new Uint32Array(chunkLength);
      chunk.high[i] = since / 2 ** 32;
    }
  }

  /** The stack of what a goroutine does became known, if it was not. */
  learnStack(row: number, stack: number): void {
    if (stack !== 0) this.enter(row, learnedStack, 0, stack, -1);
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
    const total = interval[goroutines];
    const sorted: SortedIntervals = {
      base,
      low: new Uint32Array(total),
      high: chunks.some((chunk) => chunk.high) ? new Uint32Array(total) : null,
      what: new Uint16Array(total),
      stack: new Uint32Array(total),
      peer: new Int32Array(total),
      interval,
      run,
      ran: new Uint32Array(run[procs]),
      ranBy: new Uint32Array(run[procs]),
    };
    const gaps: Gaps = { learned: new Uint32Column(), syscalls: new Uint32Column() };
    const next = interval.slice();
    const nextRun = run.slice();
    chunks.forEach((chunk, at) => {
      const length = at === chunks.length - 1 ? this.used : chunkLength;
      place(chunk, length, sorted, next, nextRun, gaps);
      chunk.high = null;
    });
    completeStacks(sorted, gaps);
    spare.push(...chunks);
    chunks.length = 0;
    this.used = chunkLength;
    return sorted;
  }

  private addChunk(): void {
    this.chunk = spare.pop() ?? emptyChunk(chunkLength);
    this.chunks.push(this.chunk);
    this.used = 0;
  }
}

/** Carriages that nobody uses now: making them takes longer than filling them. */
const spare: Chunk[] = [];

/** No further log is expected soon. */
export function dropSpareMemory(): void {
  spare.length = 0;
}

const emptyChunk = (length: number): Chunk => ({ data: new Int32Array(length * fields), high: null });

/** Stacks that are missing where an interval begins. */
interface Gaps {
  /** Three numbers each: goroutine, row, stack that became known later. */
  learned: Uint32Column;
  /** Rows of system calls that have lost their processor: they go on where they were. */
  syscalls: Uint32Column;
}

/** Puts records where they belong, and lists what processors did. */
function place(
  { data, high }: Chunk,
  length: number,
  sorted: SortedIntervals,
  next: Uint32Array,
  nextRun: Uint32Array,
  gaps: Gaps,
): void {
  const { low, what, stack, peer, ran, ranBy } = sorted;
  for (let i = 0, from = 0; i < length; i++, from += fields) {
    const goroutine = data[from];
    const state = data[from + 2] & stateMask;
    if (state === learnedStack) {
      gaps.learned.push(goroutine);
      gaps.learned.push(next[goroutine] - 1);
      gaps.learned.push(data[from + 3]);
      continue;
    }
    const at = next[goroutine]++;
    const who = data[from + 4];
    low[at] = data[from + 1];
    what[at] = data[from + 2];
    stack[at] = data[from + 3];
    peer[at] = who;
    if (high) sorted.high![at] = high[i];
    if ((state === State.running || state === State.syscall) && who >= 0) {
      const run = nextRun[who]++;
      ran[run] = at;
      ranBy[run] = goroutine;
    }
    if (state === State.syscallBlocked && data[from + 3] === 0 && at > sorted.interval[goroutine])
      gaps.syscalls.push(at);
  }
}

function completeStacks({ stack, what, interval }: SortedIntervals, { learned, syscalls }: Gaps): void {
  for (let i = 0; i < learned.length; i += 3) {
    const at = learned.data[i + 1];
    const goesOn = (what[at] & stateMask) === State.syscallBlocked && at > interval[learned.data[i]];
    if (stack[at] === 0 && goesOn) stack[at] = stack[at - 1];
    if (stack[at] === 0) stack[at] = learned.data[i + 2];
  }
  for (let i = 0; i < syscalls.length; i++) {
    const at = syscalls.data[i];
    if (stack[at] === 0) stack[at] = stack[at - 1];
  }
}

/** Where each one's rows begin, and where the last one's end. */
function startsOf(counts: Uint32Column, length: number): Uint32Array {
  const starts = new Uint32Array(length + 1);
  for (let i = 0; i < length; i++) starts[i + 1] = starts[i] + (i < counts.length ? counts.data[i] : 0);
  return starts;
}
