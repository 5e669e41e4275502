import { FormatError } from '../../errors.ts';
import type { SampleProfile } from '../sampleProfile.ts';
import { javaSymbols, withJavaSymbols } from './java.ts';
import { Stacks, withoutTwice } from './stacks.ts';

/** Steps through words of 4 or 8 bytes. */
class Words {
  at = 0;
  private readonly view: DataView;
  private readonly size: number;
  private readonly isLittle: boolean;

  constructor(bytes: Uint8Array, size: number, isLittle: boolean) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.size = size;
    this.isLittle = isLittle;
  }

  /** How many whole words are left. */
  get left(): number {
    return Math.floor((this.view.byteLength - this.at) / this.size);
  }

  next(): bigint {
    const { at, view, isLittle } = this;
    this.at += this.size;
    return this.size === 4 ? BigInt(view.getUint32(at, isLittle)) : view.getBigUint64(at, isLittle);
  }
}

const headerWords = 5;

/** The words behind a header, the period in microseconds, and whether a Java program wrote it; `null` for another file. */
function begin(bytes: Uint8Array): { words: Words; period: bigint; isJava: boolean } | null {
  for (const size of [4, 8]) {
    for (const isLittle of [true, false]) {
      const words = new Words(bytes, size, isLittle);
      if (words.left < headerWords) continue;
      const [zero, three, java, period, padding] = Array.from({ length: headerWords }, () => words.next());
      if (zero === 0n && three === 3n && java <= 1n && period > 0n && padding === 0n)
        return { words, period, isJava: java === 1n };
    }
  }
  return null;
}

/** Whether bytes begin as a CPU profile of gperftools, which Go wrote too before 1.9. */
export const looksLikeCpuProfile = (bytes: Uint8Array): boolean =>
  bytes[0] === 0 && begin(bytes.subarray(0, headerWords * 8)) !== null;

/** One stack in so many may differ from what all others have in the second place. */
const alike = 32;

/**
 * Reads a CPU profile in words of 32 or 64 bits, of either byte order: count, depth and addresses of each stack, then
 * what was mapped where, or what a Java program's numbers mean.
 *
 * Source: github.com/google/pprof/profile/legacy_profile.go, parseCPU (formats.md, section 5).
 *
 * @throws FormatError with the offset of a stack that is longer than the file.
 */
export function readCpuProfile(
  bytes: Uint8Array,
  progress: (done: number) => void = () => {},
): SampleProfile {
  const header = begin(bytes);
  if (!header) throw new FormatError('It is no CPU profile.', 0, true);
  const { words, isJava } = header;
  const period = Number(header.period) * 1000;
  const addresses = new Addresses();
  const stacks: { count: number; stack: number[] }[] = [];
  for (let read = 1; words.left > 0; read++) {
    const { at } = words;
    if (read % 10_000 === 0) progress(at);
    if (words.left < 2) throw new FormatError('It ends within a stack.', at, true);
    const count = words.next();
    const depth = Number(words.next());
    if (depth > words.left) throw new FormatError('A stack is longer than the file.', at, true);
    const stack: number[] = [];
    let last = 0n;
    for (let i = 0; i < depth; i++) {
      last = words.next();
      // Addresses are those of returns, but for the innermost one; a byte before is the call.
      stack.push(addresses.number(i > 0 && !isJava ? BigInt.asUintN(64, last - 1n) : last));
    }
    if (count === 0n && depth === 1 && last === 0n) break;
    if (count * header.period * 1000n >= 2n ** 63n)
      throw new FormatError('A number in it is larger than any that a profiler counts.', at, true);
    stacks.push({ count: Number(count), stack });
  }
  if (!isJava) dropSignalFrames(stacks);
  const rest = new TextDecoder().decode(bytes.subarray(words.at));
  const symbols = isJava ? javaSymbols(rest) : null;
  const table = new Stacks();
  for (const { count, stack } of stacks) {
    const its = stack.map((number) => addresses.list[number]);
    const known = symbols ? withJavaSymbols(its, symbols) : { addresses: withoutTwice(its), symbols: [] };
    table.add({ ...known, labels: [] }, [count, count * period]);
  }
  const sampleTypes = [
    { type: 'samples', unit: 'count' },
    { type: 'cpu', unit: 'nanoseconds' },
  ];
  return table.build({ sampleTypes, periodType: sampleTypes[1], period }, isJava ? '' : rest);
}

/** What nearly all stacks have in the second place is a frame of the signal's handler: it is left out, up to twice. */
function dropSignalFrames(stacks: readonly { stack: number[] }[]): void {
  const enough = stacks.length - Math.floor(stacks.length / alike);
  for (let turn = 0; turn < 2; turn++) {
    const counts = new Map<number, number>();
    for (const { stack } of stacks)
      if (stack.length > 1) counts.set(stack[1], (counts.get(stack[1]) ?? 0) + 1);
    const [common] = [...counts].find(([, count]) => count >= enough) ?? [];
    if (common === undefined) return;
    for (const { stack } of stacks) if (stack[1] === common) stack.splice(1, 1);
  }
}

/** Numbers addresses, each once. */
class Addresses {
  readonly list: bigint[] = [];
  private readonly known = new Map<bigint, number>();

  number(address: bigint): number {
    let number = this.known.get(address);
    if (number === undefined) {
      number = this.list.push(address) - 1;
      this.known.set(address, number);
    }
    return number;
  }
}
