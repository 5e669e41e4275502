import { FormatError } from '../errors.ts';

export const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/**
 * Steps through protobuf's wire format without making an object of anything.
 *
 * Source: https://protobuf.dev/programming-guides/encoding/.
 */
export class Protobuf {
  at = 0;
  /** The 64 bits of the number read last, as two unsigned halves. */
  low = 0;
  high = 0;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** An unsigned number; a double, and so exact to 2^53. `low` and `high` hold all of it. */
  varint(): number {
    const { bytes } = this;
    let at = this.at;
    let byte = bytes[at++];
    if (byte < 0x80) {
      this.at = at;
      this.low = byte;
      this.high = 0;
      return byte;
    }
    let low = byte & 0x7f;
    for (let shift = 7; shift < 28; shift += 7) {
      byte = bytes[at++];
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.at = at;
        this.low = low;
        this.high = 0;
        return low;
      }
    }
    byte = bytes[at++];
    low = (low | (byte << 28)) >>> 0;
    let high = (byte & 0x7f) >> 4;
    for (let shift = 3; byte >= 0x80; shift += 7) {
      if (shift > 31) throw broken(this.at);
      byte = bytes[at++];
      high |= (byte & 0x7f) << shift;
    }
    if (at > bytes.length || byte === undefined) throw truncated(bytes.length);
    this.at = at;
    this.low = low;
    this.high = high >>> 0;
    return this.high * 0x1_0000_0000 + low;
  }

  /** The number read last as a signed one. */
  signed(): number {
    return (this.high | 0) * 0x1_0000_0000 + this.low;
  }

  /** All 64 bits of the number read last, signed. */
  exact(): bigint {
    return (BigInt(this.high | 0) << 32n) | BigInt(this.low);
  }

  /** The end of the length-delimited field that begins here. */
  end(limit: number): number {
    const from = this.at;
    const end = this.varint() + this.at;
    if (!(end <= limit)) throw truncated(from);
    return end;
  }

  /** A number of any wire type, or nothing, for fields that are passed over. */
  skip(type: number, limit: number): void {
    if (type === wire.varint) this.varint();
    else if (type === wire.fixed64) this.at += 8;
    else if (type === wire.bytes) this.at = this.end(limit);
    else if (type === wire.fixed32) this.at += 4;
    else throw broken(this.at);
    if (this.at > limit) throw truncated(limit);
  }
}

export const broken = (offset: number) =>
  new FormatError('The profile is broken: what stands here is no protobuf message.', offset, true);

export const truncated = (offset: number) =>
  new FormatError('The profile is truncated: it ends within a message.', offset, true);
