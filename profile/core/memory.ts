/** Addresses of pieces of memory that were given back, by the power of two of their size: each holds the next. */
const freeAt = memory.data(40 * 4, 4);
// The memory may be another core's that is done.
memory.fill(freeAt, 0, 40 * 4);

/** @returns `1 << bits` bytes, aligned to 8, whatever stands in them */
export function take(bits: i32): usize {
  const first = freeAt + ((<usize>bits) << 2);
  const piece = load<usize>(first);
  if (piece === 0) return heap.alloc((<usize>1) << bits);
  store<usize>(first, load<usize>(piece));
  return piece;
}

export function give(piece: usize, bits: i32): void {
  const first = freeAt + ((<usize>bits) << 2);
  store<usize>(piece, load<usize>(first));
  store<usize>(first, piece);
}

/** @returns the power of two of the smallest piece that holds so many bytes */
export function bitsFor(bytes: usize): i32 {
  return bytes <= 16 ? 4 : 64 - <i32>clz<u64>(<u64>bytes - 1);
}

/** A column of numbers that grows. What is not below `length` must not be asked for. */
@final
export class Column<T> {
  data: usize;
  length: i32 = 0;
  private bits: i32;

  constructor(capacity: i32) {
    this.bits = bitsFor((<usize>capacity) << alignof<T>());
    this.data = take(this.bits);
  }

  @inline
  get(i: i32): T {
    return load<T>(this.data + ((<usize>i) << alignof<T>()));
  }

  @inline
  set(i: i32, value: T): void {
    store<T>(this.data + ((<usize>i) << alignof<T>()), value);
  }

  push(value: T): i32 {
    const i = this.length;
    this.reserve(i + 1);
    this.set(i, value);
    this.length = i + 1;
    return i;
  }

  /** Makes room up to `length`, with `value` in the new rows. */
  extend(length: i32, value: T): void {
    const from = this.length;
    if (length <= from) return;
    this.reserve(length);
    this.length = length;
    this.fill(value, from);
  }

  /** Sets all from a row on. */
  fill(value: T, from: i32): void {
    for (let i = from; i < this.length; i++) this.set(i, value);
  }

  private reserve(length: i32): void {
    const needed = (<usize>length) << alignof<T>();
    if (needed <= (<usize>1) << this.bits) return;
    const bits = bitsFor(needed);
    const data = take(bits);
    memory.copy(data, this.data, (<usize>this.length) << alignof<T>());
    give(this.data, this.bits);
    this.data = data;
    this.bits = bits;
  }
}
