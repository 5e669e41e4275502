import { Float64Column, Uint8Column, Uint32Column } from './columns.ts';
import { Core, inWords } from './core.ts';
import type { EventBlock } from './events.ts';
import type { IntervalRecords } from './intervals.ts';
import { isKept, type KeptEvents, KeptLog } from './kept.ts';
import { SeriesBuilder } from './metrics.ts';
import type { Holds, Series, Stacks } from './model.ts';
import type { PartRanges } from './ranges.ts';
import type { ClockReading, EventSource } from './source.ts';
import { Ev, ProcStatus } from './spec.ts';
import { HoldBuilder } from './threads.ts';

/**
 * Some generations of a trace, read by themselves as if the trace began with them: plain data with rows of its own,
 * that crosses from worker to worker without a copy. `Joiner` makes a trace of such.
 */
export interface Part {
  version: number;
  origin: number;
  /** Whether the trace begins with it. */
  first: boolean;
  events: number;
  /** When its last event was. */
  last: number;
  /** When its first event was. */
  begin: number;
  /** Times since then of its first events, in order: the part before may still go on. */
  early: Uint32Array;
  clocks: readonly ClockReading[];
  strings: readonly string[];
  /** Three numbers a frame: function and file (rows of strings), line. */
  frames: Uint32Array;
  stacks: Stacks;
  goroutines: PartGoroutines;
  /** Rows of strings. */
  reasons: readonly number[];
  records: IntervalRecords;
  procs: PartProcs;
  threads: Float64Array;
  holds: Holds;
  ranges: PartRanges;
  kept: KeptEvents;
  heap: Series;
  heapGoal: Series;
  /** How many generations were read to their end. */
  generations: number;
  incomplete: boolean;
  error: { message: string; offset: number } | null;
}

export interface PartGoroutines {
  id: Float64Array;
  /** The status with which it was first named; 0 for one that was created. */
  told: Uint8Array;
  creator: Int32Array;
  creationStack: Uint32Array;
  startStack: Uint32Array;
  end: Float64Array;
  /** What each does in the end, 0 for those that have ended; and its processor in a system call. */
  state: Uint8Array;
  proc: Int32Array;
}

export interface PartProcs {
  id: Float64Array;
  /** What it is first said to do, and what it does in the end: `ProcStatus`. Empty for old traces. */
  told: Uint8Array;
  status: Uint8Array;
  /** When it first stopped, or was taken away; NaN where it did not. */
  gone: Float64Array;
}

/** The part before goes on beside a part for so many nanoseconds at most; 32 bits are enough for that. */
const longestOverlap = 2 ** 28;

/** Makes a part of events. */
class PartBuilder {
  private readonly source: EventSource;
  private readonly first: boolean;
  private readonly core: Core;
  private readonly holds = new HoldBuilder();
  private readonly kept = new KeptLog();
  private readonly heap = new SeriesBuilder();
  private readonly heapGoal = new SeriesBuilder();
  private readonly early = new Uint32Column(1 << 16);
  private readonly gone = new Float64Column();
  private readonly told = new Uint8Column();
  private events = 0;
  private begin = 0;
  private last = 0;

  constructor(source: EventSource, first: boolean) {
    this.source = source;
    this.first = first;
    this.core = source.core ?? new Core();
  }

  consume(block: EventBlock): void {
    if (this.events === 0) this.start(block.time[0]);
    const { tables, directory } = this.source;
    const { goroutines, procs } = directory;
    const others = this.core.consume(block, goroutines.length, procs.length, tables.stacks.length);
    if (!this.first) this.takeTimes(block);
    this.events += block.length;
    this.last = block.time[block.length - 1];
    for (let n = 0; n < others.length; n++) this.consumeOther(block, others[n]);
  }

  /** An event that does not tell of goroutines or ranges alone. */
  private consumeOther(block: EventBlock, i: number): void {
    const kind = block.type[i];
    if (kind >= Ev.ProcStart && kind <= Ev.ProcStatus) this.holds.add(block, i);
    if (isKept[kind] === 1) this.kept.add(block, i);
    else if (kind === Ev.HeapAlloc) this.heap.add(block.time[i], block.a[i]);
    else if (kind === Ev.HeapGoal) this.heapGoal.add(block.time[i], block.a[i]);
    else if (kind === Ev.ProcStop || kind === Ev.ProcSteal) this.procGone(block.subject[i], block.time[i]);
    else if (kind === Ev.ProcStatus && block.b[i] === ProcStatus.none) {
      this.told.extend(block.subject[i] + 1, ProcStatus.none);
      this.told.data[block.subject[i]] = block.a[i];
    }
  }

  /** Events so far. */
  get count(): number {
    return this.events;
  }

  finish(offset: number): Part {
    const { source, core } = this;
    const { tables, directory } = source;
    const { exports } = core;
    exports.makeRoom(directory.goroutines.length, directory.procs.length);
    this.gone.extend(directory.procs.length, Number.NaN);
    this.told.extend(directory.procs.length, ProcStatus.none);
    const part: Part = {
      version: source.version,
      origin: source.origin,
      first: this.first,
      events: this.events,
      last: this.last,
      begin: this.begin,
      early: this.early.take(),
      clocks: source.clocks,
      strings: tables.strings,
      frames: tables.frames.data.exact(),
      stacks: { start: tables.stacks.start.exact(), frames: tables.stacks.data.exact() },
      goroutines: {
        id: directory.goroutines.exact(),
        told: core.column(Uint8Array, exports.told),
        creator: core.column(Int32Array, exports.creator),
        creationStack: core.column(Uint32Array, exports.creationStack),
        startStack: core.column(Uint32Array, exports.startStack),
        end: core.column(Float64Array, exports.end),
        state: core.column(Uint8Array, exports.state),
        proc: core.column(Int32Array, exports.proc),
      },
      reasons: [...core.column(Int32Array, exports.reasons)],
      records: core.records(this.begin),
      procs: {
        id: directory.procs.exact(),
        told: this.told.exact(),
        status: source.procStatus,
        gone: this.gone.exact(),
      },
      threads: directory.threads.exact(),
      holds: this.holds.finish(),
      ranges: core.ranges(),
      kept: this.kept.finish(),
      heap: this.heap.take(),
      heapGoal: this.heapGoal.take(),
      generations: source.generations,
      incomplete: source.incomplete,
      error: source.error && { message: source.error.message, offset: source.error.offset + offset },
    };
    core.close();
    return part;
  }

  private start(time: number): void {
    this.begin = this.first ? 0 : time;
    this.core.exports.beginLives(this.begin);
  }

  /** Times of the first events, and of one that is too late for the part before. */
  private takeTimes({ length, time }: EventBlock): void {
    const { early, begin } = this;
    if (early.length < this.events) return;
    early.reserve(early.length + length);
    for (let i = 0; i < length; i++) {
      const since = time[i] - begin;
      early.data[early.length++] = Math.min(since, 0xffffffff);
      if (since >= longestOverlap) return;
    }
  }

  private procGone(row: number, time: number): void {
    this.gone.extend(row + 1, Number.NaN);
    if (Number.isNaN(this.gone.data[row])) this.gone.data[row] = time;
  }
}

export interface ReadPartOptions {
  /** Whether the trace begins with it. */
  first: boolean;
  /** Where the source's bytes begin in the file. */
  offset: number;
  /** Called now and then with the bytes that are done; whoever else runs on this thread gets a turn then. */
  onProgress?: (done: number) => void;
  /** Ends after about so many events, with what is there by then. */
  most?: number;
}

/** How long to read before others get a turn, in milliseconds. */
const turn = 50;

/**
 * Reads a source to its end. `onProgress` may throw to stop.
 *
 * @throws FormatError where the trace takes more memory than there is
 */
export async function readPart(
  source: EventSource,
  { first, offset, onProgress, most = Number.POSITIVE_INFINITY }: ReadPartOptions,
): Promise<Part> {
  const builder = new PartBuilder(source, first);
  let since = performance.now();
  try {
    while (builder.count < most && source.fill()) {
      builder.consume(source.block);
      if (!onProgress || performance.now() - since < turn) continue;
      await nextTurn();
      onProgress(source.done);
      since = performance.now();
    }
    return builder.finish(offset);
  } catch (error) {
    throw inWords(error);
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** What crosses to another worker without a copy. */
export function buffersOf(value: unknown, found: ArrayBuffer[] = []): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) found.push(value.buffer as ArrayBuffer);
  else if (Array.isArray(value) && typeof value[0] !== 'object') return found;
  else if (value && typeof value === 'object')
    for (const inner of Object.values(value)) buffersOf(inner, found);
  return found;
}
