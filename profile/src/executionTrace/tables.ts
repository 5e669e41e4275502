import { FormatError } from '../errors.ts';
import { Uint32Column } from './columns.ts';
import type { Section } from './container.ts';
import { Ev, maxFramesPerStack, maxStringLength } from './spec.ts';
import { ByteReader } from './varint.ts';

/** Sequences of 32-bit numbers, each kept once: `data[start[row] … start[row + 1])`. */
export class Sequences {
  readonly data: Uint32Column = new Uint32Column(1024);
  readonly start: Uint32Column = new Uint32Column(256);
  private slots = new Int32Array(512).fill(-1);
  /** So that no file can be made for all its stacks to collide. */
  private readonly seed = (Math.random() * 2 ** 32) | 0;

  constructor() {
    this.start.push(0);
  }

  get length(): number {
    return this.start.length - 1;
  }

  /** The row of the first `length` numbers of `values`. */
  intern(values: Uint32Array, length: number): number {
    const hash = this.hash(values, 0, length);
    let slot = hash & (this.slots.length - 1);
    for (let row = this.slots[slot]; row >= 0; row = this.slots[slot]) {
      if (this.equals(row, values, length)) return row;
      slot = (slot + 1) & (this.slots.length - 1);
    }
    const row = this.length;
    this.slots[slot] = row;
    for (let i = 0; i < length; i++) this.data.push(values[i]);
    this.start.push(this.data.length);
    if (row * 2 > this.slots.length) this.widen();
    return row;
  }

  private equals(row: number, values: Uint32Array, length: number): boolean {
    const from = this.start.data[row];
    if (this.start.data[row + 1] - from !== length) return false;
    for (let i = 0; i < length; i++) if (this.data.data[from + i] !== values[i]) return false;
    return true;
  }

  private hash(values: Uint32Array, from: number, to: number): number {
    let hash = this.seed;
    for (let i = from; i < to; i++) {
      hash = Math.imul(hash ^ values[i], 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash, 0x85ebca6b);
    return (hash ^ (hash >>> 13)) & 0x7fffffff;
  }

  private widen(): void {
    const slots = new Int32Array(this.slots.length * 4).fill(-1);
    for (let row = 0; row < this.length; row++) {
      let slot =
        this.hash(this.data.data, this.start.data[row], this.start.data[row + 1]) & (slots.length - 1);
      while (slots[slot] >= 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = row;
    }
    this.slots = slots;
  }
}

/** The runtime counts from 1; ids from here on are broken or hostile, and go into a map. */
const denseIds = 1 << 22;

/** Ids of one generation → rows. Id 0 is row 0: none. */
export class IdTable {
  private dense = new Int32Array(1024);
  private used = 1;
  private readonly sparse = new Map<number, number>();

  /** The row, or -1. */
  get(id: number): number {
    if (id < this.used) return id === 0 ? 0 : this.dense[id] - 1;
    return id < denseIds ? -1 : (this.sparse.get(id) ?? -1);
  }

  /** All ids but 0, and their rows. */
  forEach(visit: (id: number, row: number) => void): void {
    for (let id = 1; id < this.used; id++) if (this.dense[id] > 0) visit(id, this.dense[id] - 1);
    for (const [id, row] of this.sparse) visit(id, row);
  }

  set(id: number, row: number): void {
    if (id >= denseIds) {
      this.sparse.set(id, row);
      return;
    }
    if (id >= this.dense.length) {
      const wider = new Int32Array(Math.max(id + 1, this.dense.length * 2));
      wider.set(this.dense);
      this.dense = wider;
    }
    this.dense[id] = row + 1;
    if (id >= this.used) this.used = id + 1;
  }

  clear(): void {
    this.dense.fill(0, 0, this.used);
    this.used = 1;
    this.sparse.clear();
  }
}

/**
 * Strings, frames and stacks of the whole trace, each once, with row 0 for none; and the ids that the generation that
 * is being read gives them.
 */
export class Tables {
  readonly strings: string[] = [''];
  /** Rows of three: function, file (rows of `strings`), line. */
  readonly frames: Sequences = new Sequences();
  /** Rows of frames, innermost first. */
  readonly stacks: Sequences = new Sequences();
  readonly stringIds: IdTable = new IdTable();
  readonly stackIds: IdTable = new IdTable();
  private readonly stringRows = new Map<string, number>([['', 0]]);
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  private readonly buffer = new Uint32Array(1024);

  constructor() {
    this.stacks.intern(this.buffer, 0);
  }

  /** The row of a string, which is added where it is new. */
  string(text: string): number {
    let row = this.stringRows.get(text);
    if (row === undefined) {
      row = this.strings.push(text) - 1;
      this.stringRows.set(text, row);
    }
    return row;
  }

  /** The row of a stack of frames, given as (function, file, line) each. */
  stack(frames: readonly (readonly [number, number, number])[]): number {
    const rows = frames.map(([name, file, line]) => this.frame(name, file, line));
    return this.stacks.intern(Uint32Array.from(rows), rows.length);
  }

  /**
   * Reads the strings and stacks of a generation, and forgets the ids of the one before.
   *
   * @throws FormatError for a record that is none, an id that is taken, or a frame that names an unknown string.
   */
  load(bytes: Uint8Array, strings: readonly Section[], stacks: readonly Section[]): void {
    this.stringIds.clear();
    this.stackIds.clear();
    for (const section of strings) this.readStrings(new ByteReader(bytes, section.from, section.to));
    for (const section of stacks) this.readStacks(new ByteReader(bytes, section.from, section.to));
  }

  /** The row of a frame, whose function and file are rows of strings. */
  frame(name: number, file: number, line: number): number {
    this.buffer[0] = name;
    this.buffer[1] = file;
    this.buffer[2] = line;
    return this.frames.intern(this.buffer, 3);
  }

  private readStrings(reader: ByteReader): void {
    while (reader.at < reader.end) {
      const at = reader.at;
      const type = reader.byte();
      if (type !== Ev.String) throw broken(`byte ${type} where a string should begin`, at);
      const id = reader.uvarint();
      const length = reader.uvarint();
      if (length > maxStringLength) throw broken(`a string of ${length} bytes`, at);
      if (reader.at + length > reader.end) throw broken('a string that goes beyond its batch', at);
      if (this.stringIds.get(id) >= 0) throw broken(`two strings with id ${id}`, at);
      const text = this.decoder.decode(reader.bytes.subarray(reader.at, reader.at + length));
      reader.at += length;
      this.stringIds.set(id, this.string(text));
    }
  }

  private readStacks(reader: ByteReader): void {
    const rows = new Uint32Array(maxFramesPerStack);
    while (reader.at < reader.end) {
      const at = reader.at;
      const type = reader.byte();
      if (type !== Ev.Stack) throw broken(`byte ${type} where a stack should begin`, at);
      const id = reader.uvarint();
      const length = reader.uvarint();
      if (length > maxFramesPerStack) throw broken(`a stack of ${length} frames`, at);
      if (this.stackIds.get(id) >= 0) throw broken(`two stacks with id ${id}`, at);
      for (let i = 0; i < length; i++) {
        reader.uvarint(); // The address: the frame says the rest of it.
        const name = this.stringIds.get(reader.uvarint());
        const file = this.stringIds.get(reader.uvarint());
        if (name < 0 || file < 0) throw broken(`stack ${id} names an unknown string`, at);
        rows[i] = this.frame(name, file, reader.uvarint());
      }
      this.stackIds.set(id, this.stacks.intern(rows, length));
    }
  }
}

const broken = (what: string, offset: number) => new FormatError(`The trace is broken: ${what}.`, offset);
