import type { Row } from './pack.ts';

/** The states that were seen, packed one behind the other, each once. */
export class Store {
  words = new Int32Array(1 << 11);
  private used = 0;
  private starts = new Int32Array(1 << 7);
  private table = new Int32Array(1 << 8);
  size = 0;

  clear(): void {
    this.table.fill(0);
    this.used = 0;
    this.size = 0;
  }

  from(state: number): number {
    return this.starts[state];
  }

  to(state: number): number {
    return this.starts[state + 1];
  }

  /** The state's number; a new one where it was not seen before. */
  add(row: Row): number {
    if (this.size * 2 >= this.table.length) this.rehash();
    const mask = this.table.length - 1;
    let slot = hash(row.words, 0, row.length) & mask;
    for (; this.table[slot]; slot = (slot + 1) & mask) {
      const known = this.table[slot] - 1;
      if (this.isSame(known, row)) return known;
    }
    this.append(row);
    this.table[slot] = this.size;
    return this.size - 1;
  }

  private isSame(state: number, row: Row): boolean {
    const from = this.starts[state];
    if (this.starts[state + 1] - from !== row.length) return false;
    for (let i = 0; i < row.length; i++) if (this.words[from + i] !== row.words[i]) return false;
    return true;
  }

  private append(row: Row): void {
    this.words = roomFor(this.words, this.used + row.length);
    this.starts = roomFor(this.starts, this.size + 2);
    this.words.set(row.words.subarray(0, row.length), this.used);
    this.used += row.length;
    this.size++;
    this.starts[this.size] = this.used;
  }

  private rehash(): void {
    this.table = new Int32Array(this.table.length * 2);
    const mask = this.table.length - 1;
    for (let state = 0; state < this.size; state++) {
      let slot = hash(this.words, this.starts[state], this.starts[state + 1]) & mask;
      while (this.table[slot]) slot = (slot + 1) & mask;
      this.table[slot] = state + 1;
    }
  }
}

function roomFor(words: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  if (length <= words.length) return words;
  const wider = new Int32Array(Math.max(length, words.length * 2));
  wider.set(words);
  return wider;
}

function hash(words: Int32Array, from: number, to: number): number {
  let h = to - from;
  for (let i = from; i < to; i++) h = Math.imul(h ^ words[i], 0x9e3779b1) ^ (h >>> 15);
  return (h ^ (h >>> 13)) >>> 0;
}
