import { FormatError } from '../../errors.ts';
import { placeOf } from '../../goroutineDump/frames.ts';
import { parseLabels } from '../../goroutineDump/labels.ts';
import type { SampleProfile, ValueType } from '../sampleProfile.ts';
import { isJavaText, javaTextProfile } from './java.ts';
import { TextLines } from './lines.ts';
import { type SampledStack, Stacks } from './stacks.ts';
import { threadHeader, threadProfile } from './threads.ts';
import { unsampled } from './unsampled.ts';

const countHeader = /^(\S+) profile: total (\d+)\s*$/;
const heapHeader =
  /^heap profile: *(\d+): *(\d+) *\[ *(\d+): *(\d+) *\] *@ *(heap[_a-z0-9]*|growthz?|fragmentationz?)\/?(\d*)\s*$/;
const contentionHeader = /^--- (?:(?:contention|mutex):|contentionz \d+ ---)\s*$/;

const javaHeapHeader = /^--- heapz 1 ---\s*$/;

const countRecord = /^(\d+) @((?: 0x[0-9a-f]{1,16})*)\s*$/;
const heapRecord = /^ *(\d+): *(\d+) *\[ *(\d+): *(\d+) *\] *@((?: 0x[0-9a-f]{1,16})*)\s*$/;
const contentionRecord = /^ *(\d+) +(\d+) +@((?: 0x[0-9a-f]{1,16})*)\s*$/;

/** Whether a text begins as one of the profiles that runtime/pprof writes with debug=1, or its forerunners in C++ and Java. */
export function looksLikeTextProfile(head: string): boolean {
  const line = head.slice(0, 500).trimStart().split('\n', 1)[0];
  return [countHeader, heapHeader, contentionHeader, threadHeader, javaHeapHeader].some((its) =>
    its.test(line),
  );
}

/** One record: its numbers and its stack. */
interface Record extends SampledStack {
  numbers: number[];
}

/**
 * Reads a profile with debug=1: of goroutines, threads and the program's own (`Profile.WriteTo`), heap, block and
 * mutex; and what C++ and Java programs wrote before. Frames are those of its comments, where it has them; without, they are addresses.
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
  if (first !== null && (javaHeapHeader.test(first) || contentionHeader.test(first))) {
    const rest = lines.rest();
    if (isJavaText(rest)) return javaTextProfile(first.includes('heapz') ? 'heap' : 'contention', rest);
  }
  if (contentionHeader.test(first ?? '')) return contentionProfile(lines, progress);
  if (threadHeader.test(first ?? '')) return threadProfile(lines, first ?? '');
  throw new FormatError('It is no profile in text form.', 0, true);
}

function countProfile(name: string, lines: TextLines, progress: (done: number) => void): SampleProfile {
  const type: ValueType = { type: name, unit: 'count' };
  // Of goroutines, the hidden frames say that they are parked.
  const stacks = new Stacks(name === 'goroutine' || name === 'goroutineleak');
  for (const record of records(lines, countRecord, progress)) stacks.add(record, [record.numbers[0]]);
  return stacks.build({ sampleTypes: [type], periodType: type, period: 1 }, lines.rest());
}

function heapProfile(
  header: RegExpExecArray,
  lines: TextLines,
  progress: (done: number) => void,
): SampleProfile {
  const [, inUse, inUseBytes, alloc, allocBytes, kind, rate] = header;
  const sampled = kind.startsWith('heap') && kind !== 'heapprofile';
  // The runtime writes twice the rate for «heap», for readers of old.
  const period = !sampled ? 1 : kind === 'heap' ? Math.trunc(Number(rate) / 2) : Number(rate);
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
  return stacks.build({ sampleTypes, periodType: { type: 'space', unit: 'bytes' }, period }, lines.rest());
}

function contentionProfile(lines: TextLines, progress: (done: number) => void): SampleProfile {
  const sampleTypes = [
    { type: 'contentions', unit: 'count' },
    { type: 'delay', unit: 'nanoseconds' },
  ];
  const facts = { period: 1, cyclesPerSecond: 0, durationNanos: 0 };
  for (let line = lines.next(); line !== null; line = lines.next()) {
    const fact = /^([a-z/ ]+?) *= *(\d+)\s*$/.exec(line.slice(0, 200));
    if (!fact) {
      if (line.trim() === '') continue;
      lines.back();
      break;
    }
    if (fact[1] === 'cycles/second') facts.cyclesPerSecond = Number(fact[2]);
    else if (fact[1] === 'sampling period') facts.period = Number(fact[2]);
    else if (fact[1] === 'ms since reset') facts.durationNanos = Number(fact[2]) * 1e6;
  }
  const { period, cyclesPerSecond, durationNanos } = facts;
  const stacks = new Stacks();
  for (const record of records(lines, contentionRecord, progress)) {
    const [cycles, contentions] = record.numbers;
    const nanos = cyclesPerSecond > 0 ? (cycles * period) / (cyclesPerSecond / 1e9) : cycles;
    stacks.add(record, period > 0 ? [contentions * period, Math.trunc(nanos)] : [contentions, cycles]);
  }
  const periodType = { type: 'contentions', unit: 'count' };
  return stacks.build({ sampleTypes, periodType, period, durationNanos }, lines.rest());
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
