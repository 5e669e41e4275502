import { FormatError } from '../../errors.ts';
import type { SampleProfile } from '../sampleProfile.ts';
import type { TextLines } from './lines.ts';
import { Stacks, withoutTwice } from './stacks.ts';

export const threadHeader = /^--- (?:threadz \d+ ---|Thread [0-9a-f]+ \(name: .*\/\d+\) stack: ---)\s*$/;
const thread = /^--- Thread [0-9a-f]+ \(name: .*\/\d+\) stack: ---\s*$/;
const end = /^--- Memory map: ---|^MAPPED_LIBRARIES:|^---- no stack trace for/;

/** Frames of one thread that anybody could have. */
const mostFrames = 1_000_000;

/**
 * Reads the stacks of all threads, as C++ programs printed them.
 *
 * Source: github.com/google/pprof/profile/legacy_profile.go, parseThread.
 *
 * @throws FormatError with the character where a thread should stand and something else does.
 */
export function threadProfile(lines: TextLines, first: string): SampleProfile {
  const stacks: { count: number; addresses: bigint[] }[] = [];
  let line: string | null = first;
  while (line !== null && !thread.test(line) && !end.test(line)) line = lines.next();
  while (line !== null && !end.test(line)) {
    if (!thread.test(line)) throw new FormatError('A thread should stand here.', lines.from, true);
    const addresses: bigint[] = [];
    let isSame = false;
    for (line = lines.next(); line !== null && !line.trim().startsWith('---'); line = lines.next()) {
      if (line.includes('same as previous thread')) isSame = true;
      else for (const hex of line.match(/0x[0-9a-f]{1,16}/g) ?? []) addresses.push(BigInt(hex));
      if (addresses.length > mostFrames) {
        throw new FormatError('A stack is longer than any that a thread has.', lines.from, true);
      }
    }
    line = line?.trim() ?? null;
    const previous = stacks.at(-1);
    if ((isSame || addresses.length === 0) && previous) previous.count++;
    else if (!isSame && addresses.length > 0) stacks.push({ count: 1, addresses });
  }
  const table = new Stacks();
  for (const { count, addresses } of stacks) {
    // Addresses are those of returns, but for the innermost one; a byte before is the call.
    const calls = addresses.map((address, at) => (at > 0 ? BigInt.asUintN(64, address - 1n) : address));
    table.add({ addresses: withoutTwice(calls), labels: [], symbols: [] }, [count]);
  }
  const type = { type: 'thread', unit: 'count' };
  return table.build({ sampleTypes: [type], periodType: type, period: 1 }, lines.rest());
}
