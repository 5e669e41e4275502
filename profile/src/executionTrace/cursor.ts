import { FormatError } from '../errors.ts';
import type { ThreadBatches } from './container.ts';
import { argumentCounts } from './spec.ts';

/**
 * Reads the events of one thread in one generation, one after the other.
 *
 * Source: internal/trace/batchcursor.go.
 */
export class Cursor {
  /** Row of the thread in the directory; -1 for events without one. */
  readonly thread: number;
  /** The event: its number, its offset, nanoseconds since the trace's begin, and its arguments after the time. */
  type = 0;
  at = 0;
  time = 0.5;
  a = 0.5;
  b = 0.5;
  c = 0.5;
  d = 0.5;
  private readonly bytes: Uint8Array;
  private readonly batches: ThreadBatches;
  private readonly tick: number;
  private readonly origin: number;
  private batch = 0;
  /** Bytes of the batches that were read to their end. */
  private finished = 0;
  private next: number;
  private end: number;

  /**
   * @param tick nanoseconds per tick
   * @param origin what the trace begins with, in nanoseconds
   */
  constructor(bytes: Uint8Array, batches: ThreadBatches, thread: number, tick: number, origin: number) {
    this.bytes = bytes;
    this.batches = batches;
    this.thread = thread;
    this.tick = tick;
    this.origin = origin;
    this.next = batches.from[0];
    this.end = batches.to[0];
    this.time = this.batchTime(0);
  }

  /**
   * Reads the next event; false behind the last.
   *
   * @throws FormatError for bytes that are no event.
   */
  advance(): boolean {
    const { bytes } = this;
    while (this.next === this.end) {
      this.finished += this.end - this.batches.from[this.batch];
      if (++this.batch >= this.batches.from.length) return false;
      this.next = this.batches.from[this.batch];
      this.end = this.batches.to[this.batch];
      this.time = this.batchTime(this.batch);
    }
    this.at = this.next;
    const type = bytes[this.next++];
    const count = argumentCounts[type];
    if (count === 255)
      throw new FormatError(`The trace is broken: byte ${type} where an event should begin.`, this.at);
    this.type = type;
    this.time += Math.trunc(this.uvarint() * this.tick);
    if (count > 0) {
      this.a = this.uvarint();
      if (count > 1) {
        this.b = this.uvarint();
        if (count > 2) {
          this.c = this.uvarint();
          if (count > 3) this.d = this.uvarint();
        }
      }
    }
    if (this.next > this.end)
      throw new FormatError('The trace is broken: an event goes beyond its batch.', this.at);
    return true;
  }

  /** Bytes that were read. */
  get done(): number {
    const from = this.batches.from[this.batch] ?? this.next;
    return this.finished + this.next - from;
  }

  private batchTime(index: number): number {
    return Math.trunc(this.batches.time[index] * this.tick) - this.origin;
  }

  /** As `ByteReader` reads it; what lies behind the batch is looked at too, and told by `advance`. */
  private uvarint(): number {
    const { bytes } = this;
    let at = this.next;
    if (at + 10 > bytes.length) return this.lastUvarint();
    let byte = bytes[at++];
    let low = byte & 0x7f;
    if (byte >= 0x80) {
      byte = bytes[at++];
      low |= (byte & 0x7f) << 7;
      if (byte >= 0x80) {
        byte = bytes[at++];
        low |= (byte & 0x7f) << 14;
        if (byte >= 0x80) {
          byte = bytes[at++];
          low |= (byte & 0x7f) << 21;
          if (byte >= 0x80) {
            this.next = at;
            return this.longUvarint(low);
          }
        }
      }
    }
    this.next = at;
    return low;
  }

  private longUvarint(low: number): number {
    let high = 0;
    for (let i = 0; i < 6; i++) {
      const byte = this.bytes[this.next++];
      if (i === 5 && byte > 1) break;
      high += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return high * 2 ** 28 + low;
    }
    throw new FormatError('The trace is broken: a number has more than 64 bits.', this.at);
  }

  /** Within the file's last bytes. */
  private lastUvarint(): number {
    let value = 0;
    for (let scale = 1; this.next < this.bytes.length; scale *= 128) {
      const byte = this.bytes[this.next++];
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new FormatError('The trace is broken: it ends within a number.', this.bytes.length);
  }
}

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
    this.cursors.sort((one, other) => one.time - other.time);
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
