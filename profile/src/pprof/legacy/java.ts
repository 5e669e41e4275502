import { FormatError } from '../../errors.ts';
import type { SampleProfile, ValueType } from '../sampleProfile.ts';
import { type SampledStack, Stacks } from './stacks.ts';
import { unsampled } from './unsampled.ts';

/** Bytes between two samples of a Java program's heap. */
const heapRate = 524_288;
const longestLine = 1 << 16;

type Symbol = Omit<SampledStack['symbols'][number], 'address'>;

/** Whether the lines behind the first say that a Java program wrote them. */
export const isJavaText = (text: string): boolean =>
  /^\s*(?:[\w ]+=[^\n]*\n)*?format *= *java\s*$/m.test(text.slice(0, 1_000));

/** What the numbers in a Java program's stacks mean: lines `0x3 com.example.f (Source.java:3)`. */
export function javaSymbols(text: string): Map<bigint, Symbol> {
  const symbols = new Map<bigint, Symbol>();
  for (const line of text.split('\n')) {
    const [, address, what] = /^\s*0x([0-9a-f]{1,16})\s+(.*?)\s*$/i.exec(line.slice(0, longestLine)) ?? [];
    if (what) symbols.set(BigInt(`0x${address}`), symbolOf(what));
  }
  return symbols;
}

function symbolOf(what: string): Symbol {
  const place = /^(.*)\s+\((.+):(-?\d+)\)$/.exec(what);
  if (place) return { name: place[1], file: place[2], line: Math.max(Number(place[3]), 0) };
  const library = /^(.*)\s+\((.*)\)$/.exec(what);
  if (library) return { name: library[1], file: library[2].replace(/^.*\//, ''), line: 0 };
  return { name: what.includes('generated stub/JIT') ? 'STUB' : what, file: '', line: 0 };
}

/** A stack whose numbers have names where a list of them has one. */
export function withJavaSymbols(
  addresses: readonly bigint[],
  symbols: ReadonlyMap<bigint, Symbol>,
): Pick<SampledStack, 'addresses' | 'symbols'> {
  const named = addresses.map((address) => ({
    address,
    ...(symbols.get(address) ?? { name: '', file: '', line: 0 }),
  }));
  return { addresses: [...addresses], symbols: named };
}

/**
 * Reads what a Java program wrote of its heap or of its locks.
 *
 * Source: github.com/google/pprof/profile/legacy_java_profile.go.
 *
 * @throws FormatError for a sample of no object.
 */
export function javaTextProfile(kind: 'heap' | 'contention', text: string): SampleProfile {
  const facts = new Map<string, string>();
  const samples: { numbers: [number, number]; addresses: bigint[] }[] = [];
  let at = 0;
  for (const read of text.split('\n')) {
    const line = read.slice(0, longestLine * 16).trim();
    const fact = samples.length ? null : /^([\w ]+?) *= *([\w ]+)$/.exec(line.slice(0, 200));
    const sample = /^(\d+) +(\d+) +@((?: +0x[0-9a-f]{1,16})*)$/.exec(line);
    if (fact) facts.set(fact[1], fact[2]);
    else if (sample) {
      const addresses = sample[3].split(' ').filter(Boolean).map(BigInt);
      // The count stands behind what it counts.
      samples.push({ numbers: [Number(sample[2]), Number(sample[1])], addresses });
    } else if (line) break;
    at += read.length + 1;
  }
  const symbols = javaSymbols(text.slice(at));
  const period = kind === 'contention' ? Number(facts.get('sampling period') ?? 0) : 0;
  const stacks = new Stacks();
  for (const { numbers, addresses } of samples) {
    const [count, size] = numbers;
    const isHeap = kind === 'heap';
    if (isHeap && count === 0) throw new FormatError('A sample in it counts nothing.', 0, true);
    const labels = isHeap ? [{ key: 'bytes', number: Math.trunc(size / count), unit: '' }] : [];
    const values = isHeap
      ? unsampled(count, size, heapRate)
      : numbers.map((number) => (period > 0 ? number * period : number));
    stacks.add({ ...withJavaSymbols(addresses, symbols), labels }, values);
  }
  const unit = facts.get('resolution') ?? '';
  const sampleTypes: ValueType[] =
    kind === 'heap'
      ? [
          { type: 'inuse_objects', unit: 'count' },
          { type: 'inuse_space', unit },
        ]
      : [
          { type: 'contentions', unit: 'count' },
          { type: 'delay', unit },
        ];
  return stacks.build({
    sampleTypes,
    periodType: kind === 'heap' ? null : { type: 'contentions', unit: 'count' },
    period,
    durationNanos: Number(facts.get('ms since reset') ?? 0) * 1e6,
  });
}
