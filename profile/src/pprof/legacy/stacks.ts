import { FormatError } from '../../errors.ts';
import { type Label, ProfileBuilder } from '../build.ts';
import type { SampleProfile } from '../sampleProfile.ts';
import { parseMemoryMap, withMappings } from './memoryMap.ts';

/** A stack of a sample: its addresses, innermost first, and what stands below it in a text. */
export interface SampledStack {
  addresses: bigint[];
  labels: Label[];
  symbols: { address: bigint; name: string; file: string; line: number }[];
}

/** Locations by address, or by their text where the symbols are known. */
export class Stacks {
  private readonly builder = new ProfileBuilder();
  private readonly locations = new Map<string, number>();
  private readonly withHidden: boolean;

  /** @param withHidden keeps the addresses of the frames on top for which no symbols are printed. */
  constructor(withHidden = false) {
    this.withHidden = withHidden;
  }

  /** @throws FormatError for values that no counter of the runtime can hold. */
  add({ addresses, symbols, labels }: SampledStack, values: readonly number[]): void {
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

  /** @param maps what is said of the memory, behind the samples */
  build(facts: Parameters<ProfileBuilder['build']>[0], maps = ''): SampleProfile {
    return withMappings(this.builder.build(facts), parseMemoryMap(maps));
  }

  /** The runtime hides its own frames on top, and prints calls that are inlined with their caller's address. */
  private symbolised(symbols: SampledStack['symbols']): number[] {
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

/** A stack whose innermost address a profiler took twice, from the signal and from the stack: once. */
export function withoutTwice(addresses: readonly bigint[]): bigint[] {
  const isTwice = addresses.length > 1 && addresses[0] === addresses[1] + 1n;
  return isTwice ? [addresses[0], ...addresses.slice(2)] : [...addresses];
}
