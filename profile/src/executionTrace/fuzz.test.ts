import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { FormatError } from '../errors.ts';
import { leakSuspects, readTrace, snapshotOf, totalsOf } from './index.ts';

const data = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../../test/data');
/** `FUZZ_TRACES=10000 npx vitest run profile/src/executionTrace/fuzz.test.ts` for a long run; `FUZZ_SEED` for another. */
const runs = Number(process.env.FUZZ_TRACES ?? 300);
const seed = Number(process.env.FUZZ_SEED ?? 1);
const longest = 2_000;

/** mulberry32: the same numbers for the same seed. */
function numbers(from: number): (below: number) => number {
  let state = from;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** A copy with some bytes changed, a part cut out, doubled, or put elsewhere; the header is mostly left alone. */
function spoil(original: Uint8Array, random: (below: number) => number): Uint8Array {
  let bytes = Uint8Array.from(original);
  for (let change = 1 + random(8); change > 0; change--) {
    const at = random(50) === 0 ? random(16) : 16 + random(bytes.length - 16);
    const length = 1 + random(random(4) === 0 ? 2_000 : 12);
    const part = bytes.slice(at, at + length);
    const [before, behind] = [bytes.slice(0, at), bytes.slice(at + length)];
    switch (random(6)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        bytes[at] ^= 1 << random(8);
        break;
      case 2:
        bytes = Buffer.concat([before, behind]);
        break;
      case 3:
        bytes = Buffer.concat([before, part, part, behind]);
        break;
      case 4:
        bytes = Buffer.concat([before, behind, part]);
        break;
      default:
        bytes[at] = [0, 1, 0x7f, 0x80, 0xff, 52][random(6)];
    }
  }
  return random(10) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
}

test(`${runs} broken traces are read or refused, each in time`, {
  timeout: 60_000 + runs * 100,
}, async () => {
  const original = readFileSync(path.join(data, 'leak/execution.trace'));
  const random = numbers(seed);
  const outcomes = { read: 0, cut: 0, refused: 0 };
  for (let run = 0; run < runs; run++) {
    const bytes = spoil(original, random);
    const since = performance.now();
    try {
      const trace = await readTrace(bytes);
      snapshotOf(trace);
      leakSuspects(trace);
      totalsOf(trace);
      outcomes[trace.broken ? 'cut' : 'read']++;
    } catch (error) {
      if (!(error instanceof FormatError)) throw new Error(`run ${run} of seed ${seed}`, { cause: error });
      expect(error.offset).toBeGreaterThanOrEqual(0);
      outcomes.refused++;
    }
    expect(performance.now() - since, `run ${run} of seed ${seed}`).toBeLessThan(longest);
  }
  expect(outcomes.read).toBeGreaterThan(0);
  expect(outcomes.refused).toBeGreaterThan(0);
});
