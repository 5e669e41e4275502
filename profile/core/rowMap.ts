import { give, take } from './memory';

/** The golden ratio's digits: neighbours come to stand far from each other. */
const spread: u64 = ((<u64>0x9e3779b9) << 32) | 0x7f4a7c15;

/** So that no file can be made for all its ids to collide. */
let seed: u64 = 0;

/** Before anything is in a map. */
export function setSeed(value: u64): void {
  seed = value;
}

/** Ids → rows, by open addressing. */
@final
export class RowMap {
  private keys: usize;
  /** -1 where the slot is free. */
  private rows: usize;
  private bits: i32 = 6;
  private count: i32 = 0;

  constructor() {
    this.keys = take(this.bits + 3);
    this.rows = take(this.bits + 2);
    memory.fill(this.rows, 0xff, (<usize>4) << this.bits);
  }

  /** The row, or -1. */
  get(id: u64): i32 {
    const mask = (1 << this.bits) - 1;
    let slot = this.home(id);
    while (this.row(slot) >= 0 && this.key(slot) !== id) slot = (slot + 1) & mask;
    return this.row(slot);
  }

  /** Adds an id that is not there yet. */
  add(id: u64, row: i32): void {
    if (this.count * 2 >= 1 << this.bits) this.widen();
    this.count++;
    this.put(id, row);
  }

  delete(id: u64): void {
    const mask = (1 << this.bits) - 1;
    let free = this.home(id);
    while (this.row(free) >= 0 && this.key(free) !== id) free = (free + 1) & mask;
    if (this.row(free) < 0) return;
    this.count--;
    // What stands behind moves up, where it may stand in the slot that gets free.
    for (let slot = (free + 1) & mask; this.row(slot) >= 0; slot = (slot + 1) & mask) {
      const distance = (slot - this.home(this.key(slot))) & mask;
      if (distance < ((slot - free) & mask)) continue;
      this.write(free, this.key(slot), this.row(slot));
      free = slot;
    }
    this.write(free, 0, -1);
  }

  clear(): void {
    if (this.count === 0) return;
    this.count = 0;
    memory.fill(this.rows, 0xff, (<usize>4) << this.bits);
  }

  private put(id: u64, row: i32): void {
    const mask = (1 << this.bits) - 1;
    let slot = this.home(id);
    while (this.row(slot) >= 0) slot = (slot + 1) & mask;
    this.write(slot, id, row);
  }

  @inline
  private key(slot: i32): u64 {
    return load<u64>(this.keys + ((<usize>slot) << 3));
  }

  @inline
  private row(slot: i32): i32 {
    return load<i32>(this.rows + ((<usize>slot) << 2));
  }

  @inline
  private write(slot: i32, id: u64, row: i32): void {
    store<u64>(this.keys + ((<usize>slot) << 3), id);
    store<i32>(this.rows + ((<usize>slot) << 2), row);
  }

  @inline
  private home(id: u64): i32 {
    return <i32>(((id ^ seed) * spread) >> (64 - this.bits));
  }

  private widen(): void {
    const keys = this.keys;
    const rows = this.rows;
    const bits = this.bits;
    this.bits = bits + 1;
    this.keys = take(this.bits + 3);
    this.rows = take(this.bits + 2);
    memory.fill(this.rows, 0xff, (<usize>4) << this.bits);
    for (let slot = 0; slot < 1 << bits; slot++) {
      const row = load<i32>(rows + ((<usize>slot) << 2));
      if (row >= 0) this.put(load<u64>(keys + ((<usize>slot) << 3)), row);
    }
    give(keys, bits + 3);
    give(rows, bits + 2);
  }
}
