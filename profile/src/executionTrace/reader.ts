import { FormatError } from '../errors.ts';
import { Container, type Generation, headerLength } from './container.ts';
import { Core } from './core.ts';
import type { EventBlock } from './events.ts';
import { readSamples, type Samples } from './samples.ts';
import type { ClockReading, EventSource } from './source.ts';
import { Ev, evSync, nobody } from './spec.ts';
import { Tables } from './tables.ts';

/** Which part of a trace is read; without it the whole. */
export interface Piece {
  /** Offset of its first generation. */
  from?: number;
  /** What the trace begins with, in nanoseconds, where it is not this part that it begins with. */
  origin?: number | undefined;
  /** Whether the trace ends with it. */
  ends?: boolean;
}

/**
 * The events of a trace of Go 1.22 or later, in the order in which they happened: each generation's threads are merged
 * by time, as far as the scheduler's rules allow.
 *
 * Source: internal/trace/reader.go.
 */
export class GenerationReader implements EventSource {
  readonly version: number;
  readonly tables: Tables = new Tables();
  readonly core: Core;
  readonly block: EventBlock;
  readonly directory: EventSource['directory'];
  readonly clocks: ClockReading[] = [];
  origin = 0;
  done = 0;
  error: FormatError | null = null;
  /** How many generations were read to their end. */
  generations = 0;
  private readonly bytes: Uint8Array;
  private readonly container: Container;
  private generation: Generation | null = null;
  private samples: Samples | null = null;
  private nextSample = 0;
  private syncs = 0;
  private isOpen = false;
  private ended = false;
  private readonly knownOrigin: number | undefined;
  private readonly ends: boolean;

  constructor(bytes: Uint8Array, version: number, { from = headerLength, origin, ends = true }: Piece = {}) {
    this.bytes = bytes;
    this.version = version;
    this.container = new Container(bytes, version, from);
    this.core = new Core(bytes);
    this.block = this.core.block;
    const { goroutines, procs, threads } = this.core.exports;
    this.directory = {
      goroutines: this.core.ids(goroutines),
      procs: this.core.ids(procs),
      threads: this.core.ids(threads),
    };
    this.knownOrigin = origin;
    this.ends = ends;
  }

  get incomplete(): boolean {
    return this.container.incomplete;
  }

  get procStatus(): Uint8Array {
    return this.core.column(Uint8Array, this.core.exports.procStatus);
  }

  fill(): boolean {
    const { core, block } = this;
    core.exports.setLength(0);
    if (!this.ended) this.goOn();
    core.look();
    this.done = this.progress();
    return block.length > 0;
  }

  /** Until the block is full, or no event is left. */
  private goOn(): void {
    try {
      while (!this.ended) {
        const { samples, nextSample } = this;
        const isLeft = samples !== null && nextSample < samples.order.length;
        const row = isLeft ? samples.order[nextSample] : -1;
        const until = isLeft ? samples.time.data[row] : Number.POSITIVE_INFINITY;
        if (this.core.exports.run(until) === 1) return;
        if (isLeft) {
          this.nextSample++;
          this.sample(samples, row);
        } else this.nextGeneration();
      }
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.error = error;
      this.ended = true;
    }
  }

  private nextGeneration(): void {
    if (this.generation) this.generations++;
    const generation = this.container.next();
    if (!generation) {
      this.error = this.container.error;
      this.ended = true;
      if (this.ends) this.sync(this.isOpen ? this.core.exports.lastTime() : 0);
      return;
    }
    const { bytes, tables, core } = this;
    const { tick } = generation;
    if (!this.isOpen) {
      this.isOpen = true;
      this.origin = this.knownOrigin ?? Math.trunc(generation.minTime * tick);
      core.exports.beginAt(this.knownOrigin === undefined ? -this.origin : Number.NEGATIVE_INFINITY);
    }
    this.generation = generation;
    const { origin } = this;
    core.nextGeneration(tick, origin);
    tables.load(bytes, generation.strings, generation.stacks);
    tables.stringIds.forEach(core.exports.setString);
    tables.stackIds.forEach(core.exports.setStack);
    for (const batches of generation.threads)
      core.addCursor(batches.thread === nobody ? -1 : core.exports.addThread(batches.thread), batches);
    this.samples = readSamples(bytes, generation, origin, tables, core.exports.addThread);
    this.nextSample = 0;
    if (generation.clock) {
      const { ticks, mono, seconds, nanoseconds } = generation.clock;
      const time = Math.trunc(ticks * tick) - origin;
      this.clocks.push({ time, mono, wall: seconds * 1e3 + nanoseconds / 1e6 });
    }
    this.sync(Math.trunc(generation.minTime * tick) - origin);
  }

  private progress(): number {
    if (this.ended || !this.generation) return this.bytes.length;
    const { offset, end, eventBytes } = this.generation;
    return offset + (end - offset) * (eventBytes > 0 ? this.core.exports.done() / eventBytes : 1);
  }

  private sync(time: number): void {
    this.core.exports.emit(evSync, time, -1, -1, -1, -1, 0, 0, 0, ++this.syncs, 0);
  }

  private sample(samples: Samples, row: number): void {
    const { exports } = this.core;
    const goroutine = samples.goroutine.data[row];
    const proc = samples.proc.data[row];
    exports.emit(
      Ev.CPUSample,
      samples.time.data[row],
      exports.goroutineOf(goroutine),
      exports.procOf(proc),
      samples.thread.data[row],
      -1,
      samples.stack.data[row],
      0,
      0,
      goroutine,
      proc,
    );
  }
}
