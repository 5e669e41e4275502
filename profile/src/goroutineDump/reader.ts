import { doubled, PairTable, SequenceTable, SpanTable } from '../intern.ts';
import type { Ancestor, CreatedBy, Frame, Goroutine, Stack } from '../model.ts';
import { Foresight } from './foresight.ts';
import { createdByOf, elidedOf, functionOf, placeOf } from './frames.ts';
import { type Header, parseGoleakHeader, parseHeader } from './header.ts';
import { hashOf, Lines } from './lines.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const startOfHeader = ascii('goroutine ');
const startOfCreator = ascii('created by ');
const startOfAncestor = ascii('[originating from goroutine ');
const startOfElision = ascii('...');
const startOfForeign = ascii('non-Go function');
const startsOfTrouble = ['runtime: ', 'stack: frame=', '0x0', 'runtime.', 'fatal: '].map(ascii);
const unavailable = '\tgoroutine running on other thread; stack unavailable';

const tab = 9;
const space = 32;
const closing = 41;

/** A dump is text; the longest lines are calls with many arguments and headers with many labels. */
const longestLine = 64 * 1024;
/** Of a function name and a state. */
const longestGoleakHeader = 1_000;
/** A place that is none: the line is of another form. */
const noPlace = -1;

type Place = Pick<Frame, 'file' | 'line'>;

/**
 * Reads goroutines out of a text in UTF-8. Functions, places, frames and stacks are told once each and known by their
 * bytes, so that a dump of many goroutines costs one pass over it, and hardly more memory than its different lines.
 */
export class DumpReader {
  cutShort = false;
  readonly stacks: Stack[] = [];
  readonly lines: Lines;
  private readonly bytes: Uint8Array;

  private readonly functionSpans: SpanTable;
  private readonly functions: string[] = [];
  private readonly placeSpans: SpanTable;
  /** By span; two spellings of one place share it. */
  private readonly placeOfSpan: number[] = [];
  private readonly placeNumbers = new Map<string, number>();
  private readonly places: Place[] = [];
  private readonly headerSpans: SpanTable;
  private readonly headers: (Header | null)[] = [];
  private readonly creatorSpans: SpanTable;
  private readonly creators: CreatedBy[] = [];
  private readonly creatorPairs = new PairTable();
  private readonly placedCreators: CreatedBy[] = [];
  private readonly framePairs = new PairTable();
  private readonly frames: Frame[] = [];
  private readonly sequences = new SequenceTable();
  private readonly foresight: Foresight;
  /** The id in the header that was read last. */
  private id = 0;
  /** What the header at hand was: stacks below equal ones begin alike. */
  private context = 0;
  /** The stack at hand: how much is elided, then its frames. */
  private items = new Int32Array(256);

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.lines = new Lines(bytes);
    this.functionSpans = new SpanTable(bytes);
    this.placeSpans = new SpanTable(bytes);
    this.headerSpans = new SpanTable(bytes);
    this.creatorSpans = new SpanTable(bytes);
    this.foresight = new Foresight(bytes);
  }

  /** The header in the line at hand, or `null`. Many goroutines share one: the id in it is not theirs. */
  header(): Header | null {
    const { lines, bytes } = this;
    if (!lines.startsWith(startOfHeader)) return lines.to - lines.from > 30 ? this.goleakHeader() : null;
    if (lines.to - lines.from > longestLine) return null;
    let at = lines.from + startOfHeader.length;
    const first = at;
    let id = 0;
    for (; isDigit(bytes[at]); at++) id = id * 10 + bytes[at] - 0x30;
    if (at === first || at - first > 15 || bytes[at] !== space) return null;
    // What follows the id is the same for many: it is parsed once.
    const span = this.headerSpans.add(at, lines.to, hashOf(bytes, at, lines.to));
    if (span === this.headers.length)
      this.headers.push(parseHeader(`goroutine 0${lines.slice(at, lines.to)}`));
    this.context = span;
    this.id = id;
    return this.headers[span];
  }

  /** goleak heads a stack with a line of its own, and in old versions with the runtime's below it. */
  private goleakHeader(): Header | null {
    const { lines, bytes } = this;
    let at = lines.from;
    while (bytes[at] === space || bytes[at] === 0x5b) at++;
    if (bytes[at] !== 0x47 || at - lines.from > 2 || lines.to - lines.from > longestGoleakHeader) return null;
    const header = parseGoleakHeader(lines.text());
    if (!header) return null;
    const before = lines.at;
    if (lines.next() && lines.startsWith(startOfHeader)) {
      const own = this.header();
      if (own && this.id === header.id) return own;
    }
    lines.at = before;
    this.id = header.id;
    return header;
  }

  /** The goroutine below a header, up to a blank line, the next header or the end. */
  goroutine(header: Header): Goroutine {
    const { lines } = this;
    const facts: { stackUnavailable?: boolean } = {};
    let read = this.calls(facts);
    const goroutine: Goroutine = { count: 1, id: this.id, state: header.state, stack: read.stack };
    if (header.waitMinutes !== undefined) goroutine.waitMinutes = header.waitMinutes;
    if (header.lockedToThread) goroutine.lockedToThread = true;
    if (header.leaked) goroutine.leaked = true;
    if (header.labels) goroutine.labels = header.labels;
    if (header.bubble !== undefined) goroutine.bubble = header.bubble;
    if (header.thread !== undefined) goroutine.thread = header.thread;
    if (facts.stackUnavailable) goroutine.stackUnavailable = true;
    if (read.createdBy) goroutine.createdBy = read.createdBy;
    const ancestors: Ancestor[] = [];
    while (read.ended === 'ancestor') {
      const id = Number.parseInt(lines.text().slice(startOfAncestor.length), 10);
      this.context = -1;
      read = this.calls({});
      const ancestor: Ancestor = { id, stack: read.stack };
      if (read.createdBy) ancestor.createdBy = read.createdBy;
      if (id >= 0) ancestors.push(ancestor);
    }
    if (ancestors.length) goroutine.ancestors = ancestors;
    return goroutine;
  }

  /** One block of calls, and the line that ended it. */
  private calls(facts: { stackUnavailable?: boolean }): {
    stack: number;
    createdBy: CreatedBy | null;
    ended: 'block' | 'ancestor';
  } {
    const { lines, bytes } = this;
    let length = 1;
    let elided = 0;
    let createdBy: CreatedBy | null = null;
    let ended: 'block' | 'ancestor' = 'block';
    let last: Place | null = null;
    let context = this.context;
    for (;;) {
      const guess = this.foresight.guess(context);
      if (guess >= 0) {
        const next = this.foresight.confirm(guess, lines.at);
        if (next > 0) {
          lines.at = next;
          context = Foresight.after(context, guess);
          if (guess & 1) {
            createdBy = this.placedCreators[guess >> 1];
            continue;
          }
          last = this.frames[guess >> 1];
          if (length === this.items.length) this.items = doubled(this.items);
          this.items[length++] = guess >> 1;
          continue;
        }
      }
      if (!lines.next()) {
        this.cutShort = this.endsWithin(createdBy ?? last);
        break;
      }
      const { from, to } = lines;
      if (from === to) break;
      const byte = bytes[from];
      if (byte === tab) {
        if (to - from === unavailable.length && lines.text() === unavailable) facts.stackUnavailable = true;
        continue;
      }
      if (byte === 0x67 && lines.startsWith(startOfHeader)) {
        lines.back();
        break;
      }
      if (byte === 0x5b && lines.startsWith(startOfAncestor)) {
        ended = 'ancestor';
        break;
      }
      if (byte === 0x2e && lines.startsWith(startOfElision)) {
        elided = elidedOf(lines.text()) || elided;
        continue;
      }
      if (byte === 0x63 && lines.startsWith(startOfCreator)) {
        const number = this.creator();
        createdBy = this.placedCreators[number];
        this.foresight.learn(context, number * 2 + 1);
        context = Foresight.after(context, number * 2 + 1);
        continue;
      }
      const isCall = bytes[to - 1] === closing && lines.open > from;
      const name = isCall
        ? this.functionAt(from, lines.open, lines.openHash)
        : this.functionAt(from, lines.cut, lines.cutHash);
      const foreign = !isCall && lines.startsWith(startOfForeign);
      const trouble = !isCall && startsOfTrouble.some((start) => lines.startsWith(start));
      const whole = lines.at <= bytes.length;
      const { open } = lines;
      const place = this.place();
      if (place === noPlace) {
        // A call that the end of the text cuts may name another function.
        if (!whole) continue;
        // The runtime remarks on a stack that it can't walk, and goes on.
        if (trouble) continue;
        // What is no call ends the goroutine: «exit status 2» stands right below it.
        if (!isCall && !foreign) {
          lines.back();
          break;
        }
      }
      const number = this.framePairs.add(name, place + 1);
      if (number === this.frames.length) {
        const at = place === noPlace ? { file: '', line: 0 } : this.places[place];
        this.frames.push({ function: this.functions[name], ...at });
        this.foresight.frame(from, isCall && place !== noPlace ? open : -1, lines.from, lines.cut);
      }
      if (place !== noPlace && isCall) this.foresight.learn(context, number * 2);
      context = Foresight.after(context, number * 2);
      last = this.frames[number];
      if (length === this.items.length) this.items = doubled(this.items);
      this.items[length++] = number;
    }
    this.items[0] = elided;
    const stack = this.sequences.add(this.items, length);
    if (stack === this.stacks.length) {
      const frames = Array.from(this.items.subarray(1, length), (number) => this.frames[number]);
      this.stacks.push({ frames, elided });
    }
    return { stack, createdBy, ended };
  }

  private functionAt(from: number, to: number, hash: number): number {
    const number = this.functionSpans.add(from, to, hash);
    if (number === this.functions.length) {
      const text = this.lines.slice(from, Math.min(to, from + longestLine));
      this.functions.push(functionOf(text.startsWith('non-Go function') ? 'non-Go function' : text));
    }
    return number;
  }

  /** The number of the place in the next line; that line is left for later where it is none. */
  private place(): number {
    const { lines, bytes } = this;
    const { at, from, to } = lines;
    if (!lines.next()) return noPlace;
    const start = lines.from;
    const indented =
      bytes[start] === tab ||
      (bytes[start] === space &&
        bytes[start + 1] === space &&
        bytes[start + 2] === space &&
        bytes[start + 3] === space);
    if (indented) {
      const span = this.placeSpans.add(start, lines.cut, lines.cutHash);
      if (span === this.placeOfSpan.length) this.placeOfSpan.push(this.placeNumber(start, lines.cut));
      const place = this.placeOfSpan[span];
      if (place !== noPlace) return place;
    }
    lines.at = at;
    lines.from = from;
    lines.to = to;
    return noPlace;
  }

  private placeNumber(from: number, to: number): number {
    const place = to - from > longestLine ? null : placeOf(this.lines.slice(from, to));
    if (!place) return noPlace;
    const key = `${place.file}:${place.line}`;
    const known = this.placeNumbers.get(key);
    if (known !== undefined) return known;
    const number = this.places.push(place) - 1;
    this.placeNumbers.set(key, number);
    return number;
  }

  /** The number of `created by pkg.f in goroutine 7`, with its place from the next line. */
  private creator(): number {
    const { lines } = this;
    const { from } = lines;
    const to = Math.min(lines.to, lines.from + longestLine);
    const span = this.creatorSpans.add(lines.from, to, hashOf(this.bytes, lines.from, to));
    if (span === this.creators.length) this.creators.push(createdByOf(lines.slice(lines.from, to)));
    const place = this.place();
    const number = this.creatorPairs.add(span, place + 1);
    if (number === this.placedCreators.length) {
      const at = place === noPlace ? { file: '', line: 0 } : this.places[place];
      this.placedCreators.push({ ...this.creators[span], ...at });
      this.foresight.creator(from, place === noPlace ? -1 : to, lines.from, lines.cut);
    }
    return number;
  }

  /**
   * Whether the text ends before the goroutine does: in the middle of a line, or with a place still to come. A whole
   * one ends with the place of its outermost call, which is never inlined and therefore has an offset.
   */
  private endsWithin(last: Place | null): boolean {
    const { bytes } = this;
    if (bytes[bytes.length - 1] === 10) return last !== null && last.line === 0;
    const start = bytes.lastIndexOf(10) + 1;
    return !/ \+0x[0-9a-f]/.test(this.lines.slice(Math.max(start, bytes.length - longestLine), bytes.length));
  }
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
