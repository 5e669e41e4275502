import { Ints } from '../columns.ts';
import { isExtra } from './lines.ts';

const newline = 10;
const space = 32;
const parenthesis = 40;
const closing = 41;
const slots = 1 << 16;

/**
 * Foresees the next call of a stack by those before it, and confirms it by comparing bytes: in a large dump most
 * stacks have come before, and to compare is several times faster than to take apart and to hash.
 *
 * A guess is twice the number of a frame, or twice that of a creator and one.
 */
export class Foresight {
  private readonly guesses = new Int32Array(slots).fill(-1);
  private readonly frames = new Spans();
  private readonly creators = new Spans();
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** What the calls so far and one more make: the key to what follows them. */
  static after(context: number, guess: number): number {
    return Math.imul(context ^ guess, 0x9e3779b1) ^ (context >>> 15);
  }

  /** -1 where nothing is known. */
  guess(context: number): number {
    return this.guesses[(context ^ (context >>> 16)) & (slots - 1)];
  }

  learn(context: number, guess: number): void {
    this.guesses[(context ^ (context >>> 16)) & (slots - 1)] = guess;
  }

  /** The next frame's spans: its function, its place. `nameTo` is -1 for a frame that is not to be foreseen. */
  frame(nameFrom: number, nameTo: number, placeFrom: number, placeTo: number): void {
    this.frames.push(nameFrom, nameTo, placeFrom, placeTo);
  }

  creator(nameFrom: number, nameTo: number, placeFrom: number, placeTo: number): void {
    this.creators.push(nameFrom, nameTo, placeFrom, placeTo);
  }

  /** Whether the lines from `at` are those of the guess: where the next line begins, or -1. */
  confirm(guess: number, at: number): number {
    const { bytes } = this;
    const end = bytes.length;
    const spans = guess & 1 ? this.creators : this.frames;
    const row = guess >> 1;
    const nameTo = spans.nameTo.data[row];
    let i = at;
    let known = spans.nameFrom.data[row];
    while (known < nameTo && bytes[i] === bytes[known]) {
      i++;
      known++;
    }
    if (known !== nameTo) return -1;
    if (guess & 1) {
      if (bytes[i] !== newline) return -1;
    } else {
      if (bytes[i] !== parenthesis) return -1;
      // The arguments, which have no parenthesis of their own.
      for (i++; i < end; i++) {
        const byte = bytes[i];
        if (byte <= parenthesis && (byte === newline || byte === parenthesis)) break;
      }
      if (bytes[i] !== newline || bytes[i - 1] !== closing) return -1;
    }
    i++;
    const placeTo = spans.placeTo.data[row];
    known = spans.placeFrom.data[row];
    while (known < placeTo && bytes[i] === bytes[known]) {
      i++;
      known++;
    }
    if (known !== placeTo) return -1;
    if (bytes[i] === space && isExtra(bytes, i + 1)) while (i < end && bytes[i] !== newline) i++;
    // The end of the text may cut the last line: that is for others to see.
    return bytes[i] === newline ? i + 1 : -1;
  }
}

class Spans {
  readonly nameFrom = new Ints();
  readonly nameTo = new Ints();
  readonly placeFrom = new Ints();
  readonly placeTo = new Ints();

  push(nameFrom: number, nameTo: number, placeFrom: number, placeTo: number): void {
    this.nameFrom.push(nameFrom);
    this.nameTo.push(nameTo);
    this.placeFrom.push(placeFrom);
    this.placeTo.push(placeTo);
  }
}
