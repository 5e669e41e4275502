import { FormatError } from '../errors.ts';
import type { ThreadBatches } from './container.ts';
import { argumentCounts } from './spec.ts';

/** Its number, the time, and four arguments. */
const longestEvent = 1 + 5 * 10;

/**
 * Reads the events of one thread in one generation, one after the other.
 *
 * Source: internal/trace/batchcursor.go.
 */
export class Cursor {
  /** Row of the thread in the directory; -1 for events without one. */
  readonly thread: number;
  /**
   * The event: its number, nanoseconds since the trace's begin, and its arguments after the time. Fractions at first, so
   * that engines keep them as doubles in place.
   */
  type = 0;
  time = 0.5;
  a = 0.5;
  b = 0.5;
  c = 0.5;
  d = 0.5;
  private readonly file: Uint8Array;
  private readonly batches: ThreadBatches;
  private readonly tick: number;
  private readonly origin: number;
  private batch = 0;
  /** The batch's: what is counted from its begin are small numbers to engines, however long the file is. */
  private bytes: Uint8Array;
  private event = 0;
  private next = 0;
  /** Bytes of the batches that were read to their end. */
  private finished = 0;

  /**
   * @param tick nanoseconds per tick
   * @param origin what the trace begins with, in nanoseconds
   */
  constructor(file: Uint8Array, batches: ThreadBatches, thread: number, tick: number, origin: number) {
    this.file = file;
    this.batches = batches;
    this.thread = thread;
    this.tick = tick;
    this.origin = origin;
    this.bytes = this.batchBytes();
    this.time = this.batchTime();
  }

  /** The event's offset in the file. */
  get at(): number {
    return this.batches.from[this.batch] + this.event;
  }

  /** Bytes that were read. */
  get done(): number {
    return this.finished + this.next;
  }

  /**
   * Reads the next event; false behind the last.
   *
   * @throws FormatError for bytes that are no event.
   */
  advance(): boolean {
    if (this.next === this.bytes.length && !this.nextBatch()) return false;
    const { bytes } = this;
    let at = this.next;
    this.event = at;
    const type = bytes[at++];
    const count = argumentCounts[type];
    // The batch's last bytes are read with more care.
    if (count === 255 || at + longestEvent > bytes.length) return this.advanceSlowly(type, count);
    this.type = type;
    let passed = bytes[at++];
    if (passed >= 0x80) {
      const byte = bytes[at++];
      passed = (passed & 0x7f) | ((byte & 0x7f) << 7);
      if (byte >= 0x80) {
        this.next = at;
        passed = this.longer(passed);
        at = this.next;
      }
    }
    this.time += Math.trunc(passed * this.tick);
    if (count > 0) {
      let value = bytes[at++];
      if (value >= 0x80) {
        const byte = bytes[at++];
        value = (value & 0x7f) | ((byte & 0x7f) << 7);
        if (byte >= 0x80) {
          this.next = at;
          value = this.longer(value);
          at = this.next;
        }
      }
      this.a = value;
      if (count > 1) {
        value = bytes[at++];
        if (value >= 0x80) {
          const byte = bytes[at++];
          value = (value & 0x7f) | ((byte & 0x7f) << 7);
          if (byte >= 0x80) {
            this.next = at;
            value = this.longer(value);
            at = this.next;
          }
        }
        this.b = value;
        if (count > 2) {
          this.next = at;
          this.c = this.uvarint();
          if (count > 3) this.d = this.uvarint();
          at = this.next;
        }
      }
    }
    this.next = at;
    return true;
  }

  /** Goes to the next batch that has events; false where none is left. */
  private nextBatch(): boolean {
    while (this.next === this.bytes.length) {
      if (this.batch + 1 >= this.batches.from.length) return false;
      this.finished += this.next;
      this.batch++;
      this.bytes = this.batchBytes();
      this.next = 0;
      this.time = this.batchTime();
    }
    return true;
  }

  private advanceSlowly(type: number, count: number): boolean {
    if (count === 255)
      throw new FormatError(`The trace is broken: byte ${type} where an event should begin.`, this.at);
    this.next = this.event + 1;
    this.type = type;
    this.time += Math.trunc(this.lastUvarint() * this.tick);
    if (count > 0) this.a = this.lastUvarint();
    if (count > 1) this.b = this.lastUvarint();
    if (count > 2) this.c = this.lastUvarint();
    if (count > 3) this.d = this.lastUvarint();
    return true;
  }

  private batchBytes(): Uint8Array {
    return this.file.subarray(this.batches.from[this.batch], this.batches.to[this.batch]);
  }

  private batchTime(): number {
    return Math.trunc(this.batches.time[this.batch] * this.tick) - this.origin;
  }

  /** As `ByteReader` reads it. */
  private uvarint(): number {
    const { bytes } = this;
    const first = bytes[this.next++];
    if (first < 0x80) return first;
    const second = bytes[this.next++];
    const low = (first & 0x7f) | ((second & 0x7f) << 7);
    return second < 0x80 ? low : this.longer(low);
  }

  /** The number of which two bytes are read already. */
  private longer(low: number): number {
    const { bytes } = this;
    const third = bytes[this.next++];
    if (third < 0x80) return low | (third << 14);
    const fourth = bytes[this.next++];
    const more = low | ((third & 0x7f) << 14) | ((fourth & 0x7f) << 21);
    return fourth < 0x80 ? more : this.longUvarint(more);
  }

  private longUvarint(low: number): number {
    let high = 0;
    for (let i = 0; i < 6; i++) {
      const byte = this.bytes[this.next++];
      if (i === 5 && byte > 1) break;
      high += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return high * 2 ** 28 + low;
    }
    throw tooLong(this.at);
  }

  /** Within the batch's last bytes. */
  private lastUvarint(): number {
    let value = 0;
    for (let i = 0, scale = 1; this.next < this.bytes.length; i++, scale *= 128) {
      const byte = this.bytes[this.next++];
      if (i === 9 && byte > 1) throw tooLong(this.at);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new FormatError('The trace is broken: an event goes beyond its batch.', this.at);
  }
}

const tooLong = (at: number): FormatError =>
  new FormatError('The trace is broken: a number has more than 64 bits.', at);

/** So many are sorted at once by themselves. */
const fewCursors = 16;

/** The cursors of a generation, as a heap by time: the first is the earliest. */
export class Frontier {
  readonly cursors: Cursor[] = [];

  insert(cursor: Cursor): void {
    this.siftUp(this.cursors.push(cursor) - 1);
  }

  /** Puts a cursor that went on in its place. */
  update(index: number): void {
    if (this.siftUp(index) === index) this.siftDown(index);
  }

  remove(index: number): void {
    const { cursors } = this;
    for (let i = index; i > 0; i = (i - 1) >> 1) this.swap(i, (i - 1) >> 1);
    this.swap(0, cursors.length - 1);
    cursors.pop();
    this.siftDown(0);
  }

  /** By time; what is sorted is a heap still. */
  sort(): void {
    const { cursors } = this;
    if (cursors.length > fewCursors) {
      cursors.sort((one, other) => one.time - other.time);
      return;
    }
    for (let i = 1; i < cursors.length; i++)
      for (let k = i; k > 0 && cursors[k - 1].time > cursors[k].time; k--) this.swap(k, k - 1);
  }

  private siftUp(from: number): number {
    const { cursors } = this;
    let i = from;
    while (i > 0 && cursors[(i - 1) >> 1].time > cursors[i].time) {
      this.swap(i, (i - 1) >> 1);
      i = (i - 1) >> 1;
    }
    return i;
  }

  private siftDown(from: number): void {
    const { cursors } = this;
    const { length } = cursors;
    for (let i = from; ; ) {
      let least = i;
      const left = 2 * i + 1;
      if (left < length && cursors[left].time < cursors[least].time) least = left;
      if (left + 1 < length && cursors[left + 1].time < cursors[least].time) least = left + 1;
      if (least === i) return;
      this.swap(i, least);
      i = least;
    }
  }

  private swap(i: number, j: number): void {
    const { cursors } = this;
    const cursor = cursors[i];
    cursors[i] = cursors[j];
    cursors[j] = cursor;
  }
}
