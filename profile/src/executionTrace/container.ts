import { FormatError } from '../errors.ts';
import { Ev, maxBatchSize, nobody } from './spec.ts';
import { ByteReader } from './varint.ts';

/** The events of one thread in one generation: batches in the file's order, a column a field. */
export interface ThreadBatches {
  /** The system's id of the thread; `nobody` for events without one. */
  thread: number;
  /** Timestamp at the batch's begin, in ticks. */
  time: number[];
  /** Offsets of the batch's events in the file. */
  from: number[];
  to: number[];
}

/** A part of the file that holds one table's records. */
export interface Section {
  from: number;
  to: number;
}

/** Clocks read at nearly the same moment (Go 1.25 and later). */
export interface ClockSnapshot {
  /** In the trace's ticks. */
  ticks: number;
  /** The system's monotonic clock, in nanoseconds. */
  mono: number;
  /** Wall clock. */
  seconds: number;
  nanoseconds: number;
}

/** About a second of a trace; strings and stacks are numbered anew in each. */
export interface Generation {
  /** Offset of its first batch. */
  offset: number;
  /** Offset behind its last batch. */
  end: number;
  /** Nanoseconds per tick. */
  tick: number;
  /** The smallest timestamp of its batches, in ticks. */
  minTime: number;
  clock: ClockSnapshot | null;
  strings: Section[];
  stacks: Section[];
  samples: Section[];
  /** Bytes in `threads`. */
  eventBytes: number;
  /** In the order in which the threads first appear. */
  threads: ThreadBatches[];
}

export const headerLength = 16;

/** The runtime ends a program that has ten thousand, by default. */
const maxThreads = 20_000;

/**
 * The minor version in a trace's header: 26 for «go 1.26 trace», or `null` where there is no such header.
 *
 * Source: internal/trace/version/version.go.
 */
export function traceVersion(bytes: Uint8Array): number | null {
  if (bytes.length < headerLength) return null;
  const head = String.fromCharCode(...bytes.subarray(0, headerLength));
  const match = /^go 1\.(\d{1,2}) trace\0+$/.exec(head);
  return match ? Number(match[1]) : null;
}

/** The versions of the format from Go 1.22 on. 1.24 writes 1.23, 1.27 writes 1.26. */
export const generationVersions: readonly number[] = [22, 23, 25, 26];

/**
 * Splits a trace of Go 1.22 or later into its generations, one a call of `next`.
 *
 * Source: internal/trace/generation.go and batch.go.
 */
export class Container {
  /** What is wrong with what follows the generations read so far: `next` returns `null` then. */
  error: FormatError | null = null;
  /** The last generation misses its end: the program crashed, or the file was cut. */
  incomplete = false;
  private readonly bytes: Uint8Array;
  private readonly version: number;
  private at: number;
  private count = 0;

  constructor(bytes: Uint8Array, version: number, from: number) {
    this.bytes = bytes;
    this.version = version;
    this.at = from;
  }

  next(): Generation | null {
    if (this.error) return null;
    try {
      return this.version >= 26 ? this.marked() : this.unmarked();
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.error = error;
      return null;
    }
  }

  /** Since Go 1.26, an event marks the end of a generation. */
  private marked(): Generation | null {
    const builder = new Builder(this.bytes, this.version, this.at);
    let generation = 0;
    for (;;) {
      if (this.at >= this.bytes.length) {
        if (builder.generation.threads.length === 0) return null;
        this.incomplete = true;
        throw new FormatError(
          'The trace is cut short: its last generation misses its end.',
          this.bytes.length,
        );
      }
      const batch = this.batch();
      if (batch.end) break;
      if (generation === 0) generation = batch.generation;
      check(batch, batch.generation !== 0, 'a generation has number 0');
      check(batch, batch.generation === generation, 'generations are mixed, or the end of one is missing');
      builder.add(batch);
    }
    return builder.finish(this.at);
  }

  /** Before, a generation ends where the next begins. */
  private unmarked(): Generation | null {
    if (this.at >= this.bytes.length && this.count > 0) return null;
    const builder = new Builder(this.bytes, this.version, this.at);
    let generation = 0;
    while (this.at < this.bytes.length) {
      const from = this.at;
      let batch: Batch;
      try {
        batch = this.batch();
      } catch (error) {
        if (!(error instanceof FormatError) || generation === 0) throw error;
        // What is cut may be the next generation's first batch: what came so far may be whole.
        this.incomplete = true;
        this.error = error;
        this.at = from;
        break;
      }
      check(batch, batch.generation !== 0 && !batch.end, 'a generation has number 0');
      if (generation === 0) generation = batch.generation;
      if (batch.generation === generation + 1) {
        this.at = from;
        break;
      }
      check(batch, batch.generation === generation, 'generations are out of order');
      builder.add(batch);
    }
    this.count++;
    return builder.finish(this.at);
  }

  private batch(): Batch {
    const { bytes } = this;
    const offset = this.at;
    const reader = new ByteReader(bytes, offset, bytes.length);
    const kind = reader.byte();
    if (kind === Ev.EndOfGeneration) {
      this.at = reader.at;
      return { offset, end: true, experiment: 0, generation: 0, thread: nobody, time: 0, from: 0, to: 0 };
    }
    if (kind !== Ev.EventBatch && kind !== Ev.ExperimentalBatch)
      throw new FormatError(`The trace is broken: a batch begins with byte ${kind}.`, offset);
    const experiment = kind === Ev.ExperimentalBatch ? reader.byte() : 0;
    const generation = reader.uvarint();
    const thread = reader.uvarint();
    const time = reader.uvarint();
    const size = reader.uvarint();
    if (size > maxBatchSize)
      throw new FormatError(`The trace is broken: a batch claims ${size} bytes.`, offset);
    if (reader.at + size > bytes.length)
      throw new FormatError('The trace is cut short: it ends within a batch.', bytes.length);
    this.at = reader.at + size;
    return { offset, end: false, experiment, generation, thread, time, from: reader.at, to: this.at };
  }
}

interface Batch {
  offset: number;
  end: boolean;
  experiment: number;
  generation: number;
  thread: number;
  time: number;
  from: number;
  to: number;
}

function check(batch: Batch, holds: boolean, otherwise: string): void {
  if (!holds) throw new FormatError(`The trace is broken: ${otherwise}.`, batch.offset);
}

/** Collects the batches of one generation by what they hold. */
class Builder {
  readonly generation: Generation;
  private readonly bytes: Uint8Array;
  private readonly version: number;
  private readonly byThread = new Map<number, ThreadBatches>();

  constructor(bytes: Uint8Array, version: number, offset: number) {
    this.bytes = bytes;
    this.version = version;
    this.generation = {
      offset,
      end: offset,
      tick: 0,
      minTime: 0,
      clock: null,
      strings: [],
      stacks: [],
      samples: [],
      eventBytes: 0,
      threads: [],
    };
  }

  add({ thread, time, from, to, experiment }: Batch): void {
    const { generation } = this;
    if (generation.minTime === 0 || time < generation.minTime) generation.minTime = time;
    if (experiment !== 0) return;
    const first = from < to ? this.bytes[from] : Ev.EventBatch;
    if (first === Ev.Strings) generation.strings.push({ from: from + 1, to });
    else if (first === Ev.Stacks) generation.stacks.push({ from: from + 1, to });
    else if (first === Ev.CPUSamples) generation.samples.push({ from: from + 1, to });
    else if (first === (this.version >= 25 ? Ev.Sync : Ev.Frequency)) this.sync(time, from, to);
    else {
      let batches = this.byThread.get(thread);
      if (!batches) {
        if (this.byThread.size >= maxThreads)
          throw new FormatError('The trace is broken: too many threads.', from);
        batches = { thread, time: [], from: [], to: [] };
        this.byThread.set(thread, batches);
        generation.threads.push(batches);
      }
      batches.time.push(time);
      batches.from.push(from);
      batches.to.push(to);
      generation.eventBytes += to - from;
    }
  }

  finish(end: number): Generation {
    const { generation } = this;
    if (generation.tick === 0)
      throw new FormatError(
        'The trace is broken: a generation does not tell the frequency.',
        generation.offset,
      );
    if (this.version >= 25 && !generation.clock)
      throw new FormatError('The trace is broken: a generation does not tell the clocks.', generation.offset);
    generation.end = end;
    return generation;
  }

  private sync(time: number, from: number, to: number): void {
    const { generation } = this;
    const reader = new ByteReader(this.bytes, this.version >= 25 ? from + 1 : from, to);
    let ticks = time;
    while (reader.at < to) {
      const at = reader.at;
      const type = reader.byte();
      if (type === Ev.Frequency && generation.tick === 0) generation.tick = 1 / (reader.uvarint() / 1e9);
      else if (type === Ev.ClockSnapshot && this.version >= 25 && !generation.clock) {
        ticks += reader.uvarint();
        const mono = reader.uvarint();
        generation.clock = { ticks, mono, seconds: reader.uvarint(), nanoseconds: reader.uvarint() };
      } else throw new FormatError(`The trace is broken: byte ${type} in a generation's clocks.`, at);
    }
  }
}
