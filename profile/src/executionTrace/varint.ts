import { FormatError } from '../errors.ts';

/**
 * Reads bytes and LEB128 numbers between two offsets. Numbers are doubles: exact to 2^53, and rounded to the nearest
 * double beyond, as Go's `float64(n)` is.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** @throws FormatError at the end. */
  byte(): number {
    if (this.at >= this.end) throw truncated(this.end);
    return this.bytes[this.at++];
  }

  /** @throws FormatError for a number that does not end before the end, or has more than 64 bits. */
  uvarint(): number {
    const { bytes, end } = this;
    const from = this.at;
    let low = 0;
    let high = 0;
    for (let i = 0; i < 10; i++) {
      if (this.at >= end) throw truncated(end);
      const byte = bytes[this.at++];
      const bits = byte & 0x7f;
      if (i === 9 && byte > 1) break;
      // 28 bits from the first four bytes; the other 36 are kept apart, so that the sum rounds once.
      if (i < 4) low |= bits << (7 * i);
      else high += bits * 2 ** (7 * (i - 4));
      if (byte < 0x80) return high * 2 ** 28 + low;
    }
    throw new FormatError('The trace is broken: a number has more than 64 bits.', from);
  }
}

const truncated = (offset: number) =>
  new FormatError('The trace is broken: it ends within a number.', offset);
