const newline = 10;
const carriageReturn = 13;
const space = 32;
const parenthesis = 40;

/** FNV-1a. */
const seed = 0x811c9dc5 | 0;
const prime = 0x01000193;

export function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = seed;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i], prime);
  return hash;
}

/**
 * Goes through the lines of a text in UTF-8, and knows of each in one pass what calls and places need: where the
 * arguments begin, where the offset and the registers begin, and a hash of what stands before them.
 */
export class Lines {
  /** Where the next line begins. */
  at = 0;
  /** The line at hand: its bytes without the line's end. */
  from = 0;
  to = 0;
  /** The last `(`; -1 where there is none. */
  open = -1;
  openHash = 0;
  /** The space before ` +0x…`, ` fp=0x…` or ` pc=0x…`; the line's end where there is none. */
  cut = 0;
  cutHash = 0;
  readonly bytes: Uint8Array;
  private readonly decoder = new TextDecoder();

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Steps to the next line; false at the end. */
  next(): boolean {
    const { bytes } = this;
    const end = bytes.length;
    let i = this.at;
    if (i >= end) return false;
    this.from = i;
    let hash = seed;
    let open = -1;
    let openHash = 0;
    let cut = -1;
    let cutHash = 0;
    for (; i < end; i++) {
      const byte = bytes[i];
      if (byte <= parenthesis) {
        if (byte === newline) break;
        if (byte === parenthesis) {
          open = i;
          openHash = hash;
        } else if (byte === space && cut < 0 && isExtra(bytes, i + 1)) {
          cut = i;
          cutHash = hash;
        }
      }
      hash = Math.imul(hash ^ byte, prime);
    }
    this.at = i + 1;
    this.to = i > this.from && bytes[i - 1] === carriageReturn ? i - 1 : i;
    this.open = open;
    this.openHash = openHash;
    if (cut < 0) {
      this.cut = this.to;
      this.cutHash = this.to === i ? hash : hashOf(bytes, this.from, this.to);
    } else {
      this.cut = cut;
      this.cutHash = cutHash;
    }
    return true;
  }

  /** Makes the line at hand the next one again. */
  back(): void {
    this.at = this.from;
  }

  /** The line's text. */
  text(): string {
    return this.slice(this.from, this.to);
  }

  slice(from: number, to: number): string {
    return this.decoder.decode(this.bytes.subarray(from, to));
  }

  startsWith(start: Uint8Array): boolean {
    const { bytes, from } = this;
    if (this.to - from < start.length) return false;
    for (let i = 0; i < start.length; i++) if (bytes[from + i] !== start[i]) return false;
    return true;
  }
}

/** `+0x`, `fp=0x`, `sp=0x` or `pc=0x`. */
export function isExtra(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at];
  if (byte === 0x2b) return bytes[at + 1] === 0x30 && bytes[at + 2] === 0x78;
  if (byte !== 0x66 && byte !== 0x73 && byte !== 0x70) return false;
  return (
    (bytes[at + 1] === 0x70 || bytes[at + 1] === 0x63) &&
    bytes[at + 2] === 0x3d &&
    bytes[at + 3] === 0x30 &&
    bytes[at + 4] === 0x78
  );
}
