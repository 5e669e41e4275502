/** Tables that give equal things equal numbers, without an object a thing: open addressing over typed arrays. */

const initialSlots = 1 << 10;

/** Spans of one byte array. Equal bytes get the same number. */
export class SpanTable {
  /** How many different spans there are. */
  size = 0;
  private slots = new Int32Array(initialSlots).fill(-1);
  private hashes = new Int32Array(initialSlots);
  private from = new Int32Array(initialSlots);
  private to = new Int32Array(initialSlots);
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The number of the span; it is new where the number is the size from before. `hash` must be its bytes' alone. */
  add(from: number, to: number, hash: number): number {
    const { bytes, slots } = this;
    const mask = slots.length - 1;
    const length = to - from;
    let slot = spread(hash) & mask;
    for (let id = slots[slot]; id >= 0; id = slots[slot]) {
      if (this.hashes[id] === hash && this.to[id] - this.from[id] === length) {
        const other = this.from[id];
        let i = 0;
        while (i < length && bytes[from + i] === bytes[other + i]) i++;
        if (i === length) return id;
      }
      slot = (slot + 1) & mask;
    }
    const id = this.size++;
    if (id === this.hashes.length) {
      this.hashes = doubled(this.hashes);
      this.from = doubled(this.from);
      this.to = doubled(this.to);
    }
    this.hashes[id] = hash;
    this.from[id] = from;
    this.to[id] = to;
    slots[slot] = id;
    if (this.size * 2 > slots.length) this.slots = rehashed(this.hashes, this.size, slots.length * 2);
    return id;
  }
}

/** Sequences of whole numbers, from 0 to 2^31. Equal sequences get the same number. */
export class SequenceTable {
  size = 0;
  private slots = new Int32Array(initialSlots).fill(-1);
  private hashes = new Int32Array(initialSlots);
  private start = new Int32Array(initialSlots);
  private items = new Int32Array(initialSlots);

  /** The number of the first `length` items; it is new where the number is the size from before. */
  add(items: Int32Array, length: number): number {
    let hash = length;
    for (let i = 0; i < length; i++) hash = Math.imul(hash ^ items[i], 0x01000193) + 0x9e3779b9;
    hash |= 0;
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = spread(hash) & mask;
    for (let id = slots[slot]; id >= 0; id = slots[slot]) {
      if (this.hashes[id] === hash && this.equals(id, items, length)) return id;
      slot = (slot + 1) & mask;
    }
    const id = this.size++;
    if (id + 1 >= this.hashes.length) {
      this.hashes = doubled(this.hashes);
      this.start = doubled(this.start);
    }
    const at = this.start[id];
    while (at + length > this.items.length) this.items = doubled(this.items);
    this.items.set(items.subarray(0, length), at);
    this.hashes[id] = hash;
    this.start[id + 1] = at + length;
    slots[slot] = id;
    if (this.size * 2 > slots.length) this.slots = rehashed(this.hashes, this.size, slots.length * 2);
    return id;
  }

  private equals(id: number, items: Int32Array, length: number): boolean {
    const at = this.start[id];
    if (this.start[id + 1] - at !== length) return false;
    for (let i = 0; i < length; i++) if (this.items[at + i] !== items[i]) return false;
    return true;
  }
}

/** Pairs of whole numbers, each from 0 to 2^31. Equal pairs get the same number. */
export class PairTable {
  size = 0;
  private slots = new Int32Array(initialSlots).fill(-1);
  private first = new Int32Array(initialSlots);
  private second = new Int32Array(initialSlots);

  /** The number of the pair; it is new where the number is the size from before. */
  add(first: number, second: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = pairHash(first, second) & mask;
    for (let id = slots[slot]; id >= 0; id = slots[slot]) {
      if (this.first[id] === first && this.second[id] === second) return id;
      slot = (slot + 1) & mask;
    }
    const id = this.size++;
    if (id === this.first.length) {
      this.first = doubled(this.first);
      this.second = doubled(this.second);
    }
    this.first[id] = first;
    this.second[id] = second;
    slots[slot] = id;
    if (this.size * 2 > slots.length) this.grow();
    return id;
  }

  private grow(): void {
    const slots = new Int32Array(this.slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let id = 0; id < this.size; id++) {
      let slot = pairHash(this.first[id], this.second[id]) & mask;
      while (slots[slot] >= 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.slots = slots;
  }
}

/** FNV-1a's low bits hardly differ for short texts; the high ones come in. */
const spread = (hash: number): number => (hash ^ (hash >>> 15)) >>> 0;

const pairHash = (first: number, second: number): number =>
  spread(Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b));

export function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(array.length * 2);
  wider.set(array);
  return wider;
}

function rehashed(hashes: Int32Array, size: number, length: number): Int32Array<ArrayBuffer> {
  const slots = new Int32Array(length).fill(-1);
  for (let id = 0; id < size; id++) {
    let slot = spread(hashes[id]) & (length - 1);
    while (slots[slot] >= 0) slot = (slot + 1) & (length - 1);
    slots[slot] = id;
  }
  return slots;
}
