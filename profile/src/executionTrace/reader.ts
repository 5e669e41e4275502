import { FormatError } from '../errors.ts';
import { Container, type Generation, headerLength } from './container.ts';
import { Cursor, Frontier } from './cursor.ts';
import { Directory } from './directory.ts';
import { Effort } from './effort.ts';
import { Emitter } from './emitter.ts';
import { EventBlock } from './events.ts';
import { Scheduler } from './order.ts';
import { readSamples, type Samples } from './samples.ts';
import type { ClockReading, EventSource } from './source.ts';
import { Ev, evSync, nobody } from './spec.ts';
import { Tables } from './tables.ts';

/** One step may put three events into the block: `GoSwitch` does. */
const fullBlock = EventBlock.capacity - 4;

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
  readonly directory: Directory = new Directory();
  readonly block: EventBlock = new EventBlock();
  readonly clocks: ClockReading[] = [];
  origin = 0;
  done = 0;
  error: FormatError | null = null;
  /** How many generations were read to their end. */
  generations = 0;
  private readonly bytes: Uint8Array;
  private readonly container: Container;
  private readonly frontier = new Frontier();
  /** All of the generation's, those that are at their end too. */
  private cursors: Cursor[] = [];
  private emitter: Emitter | null = null;
  private scheduler: Scheduler | null = null;
  private generation: Generation | null = null;
  private samples: Samples | null = null;
  private nextSample = 0;
  private syncs = 0;
  private ended = false;
  private readonly effort: Effort;
  private readonly knownOrigin: number | undefined;
  private readonly ends: boolean;

  constructor(bytes: Uint8Array, version: number, { from = headerLength, origin, ends = true }: Piece = {}) {
    this.bytes = bytes;
    this.version = version;
    this.container = new Container(bytes, version, from);
    this.effort = new Effort(bytes.length);
    this.knownOrigin = origin;
    this.ends = ends;
  }

  get incomplete(): boolean {
    return this.container.incomplete;
  }

  get procStatus(): Uint8Array {
    return this.scheduler?.procStatuses ?? new Uint8Array();
  }

  fill(): boolean {
    const { block } = this;
    block.clear();
    if (this.ended) return false;
    try {
      while (block.length <= fullBlock && !this.ended) this.step();
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.error = error;
      this.ended = true;
    }
    this.done = this.progress();
    return block.length > 0;
  }

  private step(): void {
    const { frontier, samples, block } = this;
    const { cursors } = frontier;
    const sampleLeft = samples !== null && this.nextSample < samples.order.length;
    if (cursors.length === 0 && !sampleLeft) {
      this.nextGeneration();
      return;
    }
    let until = Number.POSITIVE_INFINITY;
    if (sampleLeft) {
      const row = samples.order[this.nextSample];
      until = samples.time.data[row];
      if (cursors.length === 0 || until < cursors[0].time) {
        this.nextSample++;
        this.sample(samples, row);
        return;
      }
    }
    const scheduler = this.scheduler!;
    const earliest = cursors[0];
    if (cursors.length > 1 && cursors[1].time < until) until = cursors[1].time;
    if (cursors.length > 2 && cursors[2].time < until) until = cursors[2].time;
    if (scheduler.advance(earliest)) {
      do {
        if (!earliest.advance()) {
          frontier.remove(0);
          return;
        }
      } while (earliest.time <= until && block.length <= fullBlock && scheduler.advance(earliest));
      frontier.update(0);
      return;
    }
    frontier.sort();
    this.effort.spend(cursors.length);
    for (let i = 1; i < cursors.length; i++) {
      if (!scheduler.advance(cursors[i])) continue;
      if (cursors[i].advance()) frontier.update(i);
      else frontier.remove(i);
      return;
    }
    throw new FormatError(
      'The trace is broken: its events have no order in which they could have happened.',
      cursors[0].at,
    );
  }

  private nextGeneration(): void {
    if (this.generation) this.generations++;
    const generation = this.container.next();
    if (!generation) {
      this.error = this.container.error;
      this.ended = true;
      if (this.ends) this.sync(this.emitter?.lastTime ?? 0);
      return;
    }
    const { bytes, directory, tables } = this;
    const { tick } = generation;
    if (!this.scheduler) {
      this.origin = this.knownOrigin ?? Math.trunc(generation.minTime * tick);
      const begin = this.knownOrigin === undefined ? -this.origin : Number.NEGATIVE_INFINITY;
      this.emitter = new Emitter(tables, this.block, begin);
      this.scheduler = new Scheduler(directory, this.emitter, this.effort);
    }
    this.generation = generation;
    const { origin, scheduler } = this;
    scheduler.nextGeneration();
    tables.load(bytes, generation.strings, generation.stacks);
    this.cursors = [];
    for (const batches of generation.threads) {
      const thread = batches.thread === nobody ? -1 : directory.thread(batches.thread);
      if (thread >= 0) scheduler.addThread(thread);
      const cursor = new Cursor(bytes, batches, thread, tick, origin);
      this.cursors.push(cursor);
      if (cursor.advance()) this.frontier.insert(cursor);
    }
    this.samples = readSamples(bytes, generation, origin, tables, (id) => {
      const thread = directory.thread(id);
      scheduler.addThread(thread);
      return thread;
    });
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
    let events = 0;
    for (const cursor of this.cursors) events += cursor.done;
    const { offset, end, eventBytes } = this.generation;
    return offset + (end - offset) * (eventBytes > 0 ? events / eventBytes : 1);
  }

  private sync(time: number): void {
    if (this.emitter) this.emitter.stamp(time);
    else this.block.at(time);
    this.block.push(evSync, -1, -1, -1, -1, 0, 0, 0, ++this.syncs, 0);
  }

  private sample(samples: Samples, row: number): void {
    const { directory } = this;
    const goroutine = samples.goroutine.data[row];
    const proc = samples.proc.data[row];
    this.emitter!.stamp(samples.time.data[row]);
    this.block.push(
      Ev.CPUSample,
      directory.goroutine(goroutine),
      directory.proc(proc),
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
