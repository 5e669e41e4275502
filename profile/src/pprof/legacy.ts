import { FormatError } from '../errors.ts';
import { placeOf } from '../goroutineDump/frames.ts';
import { parseLabels } from '../goroutineDump/labels.ts';
import { type Label, ProfileBuilder } from './build.ts';
import type { SampleProfile, ValueType } from './sampleProfile.ts';

const countHeader = /^(\S+) profile: total (\d+)\s*$/;
const heapHeader = /^heap profile: *(\d+): *(\d+) *\[ *(\d+): *(\d+) *\] *@ *(heap[_a-z0-9]*)\/?(\d*)\s*$/;
const contentionHeader = /^--- (contention|mutex):\s*$/;

const countRecord = /^(\d+) @((?: 0x[0-9a-f]{1,16})*)\s*$/;
const heapRecord = /^ *(\d+): *(\d+) *\[ *(\d+): *(\d+) *\] *@((?: 0x[0-9a-f]{1,16})*)\s*$/;
const contentionRecord = /^ *(\d+) +(\d+) +@((?: 0x[0-9a-f]{1,16})*)\s*$/;
const longestLine = 1 << 20;

/** Whether a text begins as one of the profiles that runtime/pprof writes with debug=1. */
export function looksLikeTextProfile(head: string): boolean {
  const line = head.slice(0, 500).trimStart().split('\n', 1)[0];
  return countHeader.test(line) || heapHeader.test(line) || contentionHeader.test(line);
}

/** One record: its numbers, its addresses, and what stands below it. */
interface Record {
  numbers: number[];
  addresses: bigint[];
  labels: Label[];
  symbols: { address: bigint; name: string; file: string; line: number }[];
}

/**
 * Reads a profile with debug=1: of goroutines, threads and the program's own (`Profile.WriteTo`), heap, block and
 * mutex. Frames are those of its comments, where it has them; without, they are addresses.
 *
 * Source: runtime/pprof/pprof.go; for what the numbers mean, github.com/google/pprof/profile/legacy_profile.go.
 *
 * @throws FormatError with the character where a record should stand and something else does.
 */
export function readTextProfile(text: string, progress: (done: number) => void = () => {}): SampleProfile {
  const lines = new TextLines(text);
  let first = lines.next();
  while (first !== null && first.trim() === '') first = lines.next();
  const count = countHeader.exec(first ?? '');
  if (count) return countProfile(count[1], lines, progress);
  const heap = heapHeader.exec(first ?? '');
  if (heap) return heapProfile(heap, lines, progress);
  const contention = contentionHeader.exec(first ?? '');
  if (contention) return contentionProfile(lines, progress);
  throw new FormatError('It is no profile in text form.', 0, true);
}

function countProfile(name: string, lines: TextLines, progress: (done: number) => void): SampleProfile {
  const type: ValueType = { type: name, unit: 'count' };
  // Of goroutines, the hidden frames say that they are parked.
  const stacks = new Stacks(name === 'goroutine' || name === 'goroutineleak');
  for (const record of records(lines, countRecord, progress)) stacks.add(record, [record.numbers[0]]);
  return stacks.build({ sampleTypes: [type], periodType: type, period: 1 });
}

function heapProfile(
  header: RegExpExecArray,
  lines: TextLines,
  progress: (done: number) => void,
): SampleProfile {
  const [, inUse, inUseBytes, alloc, allocBytes, kind, rate] = header;
  // The runtime writes twice the rate for «heap», for readers of old.
  const period = kind === 'heapprofile' ? 1 : kind === 'heap' ? Math.trunc(Number(rate) / 2) : Number(rate);
  const sampled = kind !== 'heapprofile';
  const hasAlloc = (alloc !== '0' && alloc !== inUse) || (allocBytes !== '0' && allocBytes !== inUseBytes);
  const stacks = new Stacks();
  for (const record of records(lines, heapRecord, progress)) {
    const [objects, bytes, allObjects, allBytes] = record.numbers;
    const now = sampled ? unsampled(objects, bytes, period) : [objects, bytes];
    const all = sampled ? unsampled(allObjects, allBytes, period) : [allObjects, allBytes];
    const block = objects > 0 ? bytes / objects : hasAlloc && allObjects > 0 ? allBytes / allObjects : 0;
    record.labels.push({ key: 'bytes', number: Math.trunc(block), unit: '' });
    stacks.add(record, hasAlloc ? [...all, ...now] : now);
  }
  const kinds = hasAlloc ? ['alloc', 'inuse'] : [''];
  const sampleTypes = kinds.flatMap((its) => [
    { type: its ? `${its}_objects` : 'objects', unit: 'count' },
    { type: its ? `${its}_space` : 'space', unit: 'bytes' },
  ]);
  return stacks.build({ sampleTypes, periodType: { type: 'space', unit: 'bytes' }, period });
}

/** What a sample stands for: allocations are sampled once in `rate` bytes on average, small ones rarely. */
function unsampled(count: number, size: number, rate: number): [number, number] {
  if (count === 0 || size === 0) return [0, 0];
  if (rate <= 1) return [count, size];
  const scale = 1 / (1 - Math.exp(-(size / count) / rate));
  return [Math.trunc(count * scale), Math.trunc(size * scale)];
}

function contentionProfile(lines: TextLines, progress: (done: number) => void): SampleProfile {
  const sampleTypes = [
    { type: 'contentions', unit: 'count' },
    { type: 'delay', unit: 'nanoseconds' },
  ];
  const facts = { period: 1, cyclesPerSecond: 0 };
  for (let line = lines.next(); line !== null; line = lines.next()) {
    const fact = /^([a-z/ ]+?) *= *(\d+)\s*$/.exec(line.slice(0, 200));
    if (!fact) {
      if (line.trim() === '') continue;
      lines.back();
      break;
    }
    if (fact[1] === 'cycles/second') facts.cyclesPerSecond = Number(fact[2]);
    else if (fact[1] === 'sampling period') facts.period = Number(fact[2]);
  }
  const { period, cyclesPerSecond } = facts;
  const stacks = new Stacks();
  for (const record of records(lines, contentionRecord, progress)) {
    const [cycles, contentions] = record.numbers;
    const nanos = cyclesPerSecond > 0 ? (cycles * period) / (cyclesPerSecond / 1e9) : cycles;
    stacks.add(record, period > 0 ? [contentions * period, Math.trunc(nanos)] : [contentions, cycles]);
  }
  return stacks.build({ sampleTypes, periodType: { type: 'contentions', unit: 'count' }, period });
}

/** The records up to the memory statistics or the end. */
function* records(lines: TextLines, pattern: RegExp, progress: (done: number) => void): Generator<Record> {
  let record: Record | null = null;
  let count = 0;
  for (let line = lines.next(); line !== null; line = lines.next()) {
    if (++count % 10_000 === 0) progress(lines.at);
    if (line.startsWith('#')) {
      if (line.startsWith('# runtime.MemStats')) break;
      if (record) note(record, line);
      continue;
    }
    if (line.trim() === '') continue;
    if (record) yield record;
    record = null;
    const match = pattern.exec(line);
    if (!match) {
      // A list of what was mapped may follow, in files of other programs.
      if (/^(?:---|MAPPED_LIBRARIES)/.test(line)) break;
      throw new FormatError(
        `A record of the profile should stand here, and there is «${line.slice(0, 60)}».`,
        lines.from,
        true,
      );
    }
    const numbers = match.slice(1, -1).map(Number);
    // Addresses are those of returns; a byte before is the call.
    const addresses = match[match.length - 1]
      .split(' ')
      .filter(Boolean)
      .map((address) => BigInt.asUintN(64, BigInt(address) - 1n));
    record = { numbers, addresses, labels: [], symbols: [] };
  }
  if (record) yield record;
}

function note(record: Record, line: string): void {
  const call = symbolOf(line);
  if (call) {
    record.symbols.push(call);
    return;
  }
  if (!line.startsWith('# labels: {')) return;
  const labels = parseLabels(line, '# labels: '.length);
  for (const [key, text] of Object.entries(labels)) record.labels.push({ key, text });
}

/** `#	0x47d1f6	main.f+0x56	/app/main.go:41`; the columns are aligned with tabs, and some cells empty, therefore. */
function symbolOf(line: string): Record['symbols'][number] | null {
  const [hash, address = '', name = '', place = ''] = line.split('\t').filter(Boolean);
  if (hash !== '#' || !/^0x[0-9a-f]{1,16}$/.test(address) || !name) return null;
  const offset = name.lastIndexOf('+0x');
  const at = placeOf(place);
  return {
    address: BigInt(address),
    name: offset > 0 ? name.slice(0, offset) : name,
    file: at?.file ?? place,
    line: at?.line ?? 0,
  };
}

/** Locations by address, or by their text where the symbols are known. */
class Stacks {
  private readonly builder = new ProfileBuilder();
  private readonly locations = new Map<string, number>();
  private readonly withHidden: boolean;

  /** @param withHidden keeps the addresses of the frames on top for which no symbols are printed. */
  constructor(withHidden = false) {
    this.withHidden = withHidden;
  }

  /** @throws FormatError for values that no counter of the runtime can hold. */
  add({ addresses, symbols, labels }: Record, values: readonly number[]): void {
    if (values.some((value) => !(Math.abs(value) < 2 ** 63))) {
      throw new FormatError('A number in it is larger than any that the runtime counts.', 0, true);
    }
    const hidden =
      symbols.length && this.withHidden
        ? Math.max(addresses.indexOf(symbols[0].address), 0)
        : addresses.length;
    const bare = symbols.length && !this.withHidden ? [] : this.bare(addresses.slice(0, hidden));
    this.builder.sample([...bare, ...this.symbolised(symbols)], values, labels);
  }

  build(facts: Parameters<ProfileBuilder['build']>[0]): SampleProfile {
    return this.builder.build(facts);
  }

  /** The runtime hides its own frames on top, and prints calls that are inlined with their caller's address. */
  private symbolised(symbols: Record['symbols']): number[] {
    const stack: number[] = [];
    for (let i = 0; i < symbols.length; ) {
      const { address } = symbols[i];
      const lines: [number, number][] = [];
      for (; i < symbols.length && symbols[i].address === address; i++) {
        lines.push([this.builder.fn(symbols[i].name, symbols[i].file), symbols[i].line]);
      }
      stack.push(this.location(address, lines));
    }
    return stack;
  }

  private bare(addresses: readonly bigint[]): number[] {
    return addresses.map((address) => this.location(address, []));
  }

  private location(address: bigint, lines: [number, number][]): number {
    const key = `${address}|${lines.join(';')}`;
    const known = this.locations.get(key);
    if (known !== undefined) return known;
    const row = this.builder.location(address, -1, lines);
    this.locations.set(key, row);
    return row;
  }
}

class TextLines {
  at = 0;
  from = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  next(): string | null {
    if (this.at >= this.text.length) return null;
    this.from = this.at;
    const end = this.text.indexOf('\n', this.at);
    const stop = end < 0 ? this.text.length : end;
    this.at = stop + 1;
    const line = this.text.slice(this.from, Math.min(stop, this.from + longestLine));
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  back(): void {
    this.at = this.from;
  }
}
