import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  callTree,
  compareSnapshots,
  creatorTree,
  FormatError,
  flameLayout,
  groupGoroutines,
  lineWeights,
  mergeProfiles,
  type Opened,
  open,
  topTable,
  viewOf,
  waitDistribution,
} from '../../profile/src/index.ts';
import { randomNumbers } from '../../profile/src/testing/spoil.ts';
import { zip } from './archives.ts';
import { inputs } from './inputs.ts';

/** How many inputs a format; `npm run fuzz` makes it 10,000, `UNPARK_FUZZ_SEED` takes others. */
const runs = Number(process.env.UNPARK_FUZZ ?? 200);
const firstSeed = Number(process.env.UNPARK_FUZZ_SEED ?? 1);
/** Of one input, on a busy machine. */
const mostSeconds = 10;
/**
 * What reading adds to the process at most, in MB, whatever a file claims: an archive or a packed file may unpack to 512
 * MB, and the bytes are there once in pieces and once as a whole.
 */
const mostMegabytes = 1_536;

/** The most that the process has had, in MB. */
const peak = (): number => process.resourceUsage().maxRSS / 1024;

const huge = [
  Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
  Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]),
  Buffer.from('99999999999999999999'),
  Buffer.from('(((((((((((((((((((('),
  Buffer.from('{{{{[[[[""""'),
  Buffer.from('\n'.repeat(40)),
  Buffer.from('\t'.repeat(300)),
  Buffer.from(' '.repeat(300)),
  Buffer.from('goroutine 1 ['),
  Buffer.from('{"a":'.repeat(500)),
  Buffer.from('['.repeat(2_000)),
  Buffer.from('<script>alert(1)</script>'),
  Buffer.from('\\n\\u0000\\'),
];

/** Cuts, flips, repeats and puts things in, a few times. */
function spoiled(input: Buffer, random: (below: number) => number): Buffer {
  let bytes = Buffer.from(input);
  for (let change = 1 + random(4); change > 0; change--) {
    const at = random(bytes.length + 1);
    const kind = random(6);
    if (kind === 0) bytes = bytes.subarray(0, at);
    else if (kind === 1 && at < bytes.length) bytes[at] ^= 1 << random(8);
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random(40))]);
    else if (kind === 3) {
      const part = bytes.subarray(at, at + random(200));
      bytes = Buffer.concat([
        bytes.subarray(0, at),
        ...Array<Buffer>(random(30)).fill(part),
        bytes.subarray(at),
      ]);
    } else if (kind === 4)
      bytes = Buffer.concat([bytes.subarray(0, at), huge[random(huge.length)], bytes.subarray(at)]);
    else for (let i = at; i < Math.min(at + random(8), bytes.length); i++) bytes[i] = random(256);
  }
  return bytes;
}

/** All that a page does with a file. */
function use({ snapshot, snapshots, profile }: Opened): void {
  groupGoroutines(snapshot);
  groupGoroutines(snapshot, 'function');
  creatorTree(snapshot);
  waitDistribution(snapshot);
  if (snapshots) compareSnapshots(snapshots);
  if (!profile) return;
  const view = viewOf(profile);
  topTable(view);
  flameLayout(callTree(view), view.index.frames);
  lineWeights(profile);
  mergeProfiles([profile, profile]);
}

/** Whether it was read; that it was refused is right too, as long as it says where. */
async function readOrRefuse(bytes: Uint8Array): Promise<boolean> {
  try {
    const opened = await open(bytes);
    use(opened);
    for (const entry of opened.entries ?? []) await readOrRefuse(entry.bytes);
    return true;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    expect(error.offset).toBeGreaterThanOrEqual(0);
    return false;
  }
}

describe('whatever is done to a file, it is read or refused, in time', () => {
  test.each(Object.entries(inputs))('%s', { timeout: 3_600_000 }, async (_, { bytes: input, pack }) => {
    const before = peak();
    expect(await readOrRefuse(pack ? pack(input) : input), 'unspoiled').toBe(true);
    for (let run = 0; run < runs; run++) {
      const seed = firstSeed * 1_000_003 + run;
      const changed = spoiled(input, randomNumbers(seed));
      const bytes = pack ? pack(changed) : changed;
      const since = performance.now();
      try {
        await readOrRefuse(bytes);
      } catch (error) {
        throw new Error(`seed ${seed}: ${error instanceof Error ? error.stack : error}`);
      }
      expect(performance.now() - since, `seed ${seed}`).toBeLessThan(mostSeconds * 1e3);
    }
    expect(peak() - before).toBeLessThan(mostMegabytes);
  });
});

describe('made to hurt', () => {
  const many = (text: string, count: number) => Buffer.from(text.repeat(count));
  test.each([
    ['a gzip bomb', gzipSync(Buffer.alloc(600 * 1024 * 1024)), /more than 512 MB/],
    ['gzip in gzip', gzipSync(gzipSync(Buffer.from('goroutine 7 [select]:\nf()\n'))), /no profile/],
    [
      'a zip bomb',
      zip([{ name: 'a', content: Buffer.alloc(600 * 1024 * 1024), size: 10 }]),
      /unpacks to more/,
    ],
    [
      'many zip bombs',
      zip(Array.from({ length: 12 }, (_, i) => ({ name: `${i}`, content: Buffer.alloc(100 * 1024 * 1024) }))),
      /more than/,
    ],
    [
      'calls without end',
      Buffer.concat([Buffer.from('goroutine 1 [select]:\n'), many('f()\n\t/a.go:1 +0x1\n', 500_000)]),
      null,
    ],
    ['goroutines without calls', many('goroutine 7 [select]:\n', 300_000), null],
    ['headers in one line', many('goroutine 7 [select]: ', 300_000), null],
    ['one line', many('goroutine 7 [', 1_000_000), null],
    ['parentheses', Buffer.from(`goroutine 7 [select]:\n${'('.repeat(5_000_000)}\n\t/a.go:1 +0x1\n`), null],
    [
      'labels',
      Buffer.from(`goroutine 7 [select labels:{${'"a": "b", '.repeat(5_000)}}]:\nf()\n\t/a.go:1 +0x1\n`),
      null,
    ],
    [
      'deep records',
      Buffer.from(`{"goroutine 7 [select]:":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
      null,
    ],
    [
      'prefixes',
      Buffer.from(
        Array.from({ length: 20_000 }, (_, i) => `w${i} goroutine ${i} [select]:\nw${i} f()`).join('\n'),
      ),
      null,
    ],
    [
      'times',
      Buffer.from(`${'1-1:'.repeat(20_000)} goroutine 1 [select]:\n${'1-1:'.repeat(20_000)} f()\n`),
      null,
    ],
    ['symbols', Buffer.from(`goroutine profile: total 1\n1 @ 0x1\n#\t0x1\t${'\t'.repeat(900_000)}x\n`), null],
    ['blanks', Buffer.from(`--- mutex:\n${' '.repeat(900_000)}=\n`), /record of the profile/],
    ['metrics', Buffer.from(`# TYPE a gauge\na{${'b="c",'.repeat(100_000)}} 1\n`), null],
    ['a scheduler’s line', Buffer.from(`SCHED 1ms: gomaxprocs=1 ${'x=1 '.repeat(500_000)}\n`), null],
    [
      'an escaped dump of many lines',
      Buffer.from(`stack="goroutine 7 [select]:\\n${'f()\\n\\t/a.go:1 +0x1\\n'.repeat(300_000)}"`),
      null,
    ],
    [
      'goleak',
      Buffer.from(`goroutine 7 [select]:\n${'Goroutine 1 in state , with'.repeat(30_000)}\n`.repeat(5)),
      null,
    ],
  ])('%s', { timeout: 120_000 }, async (_, bytes, message) => {
    const since = performance.now();
    const before = peak();
    if (message) await expect(open(bytes)).rejects.toThrow(message);
    else await readOrRefuse(bytes);
    expect(performance.now() - since).toBeLessThan(3 * mostSeconds * 1e3);
    expect(peak() - before).toBeLessThan(mostMegabytes);
  });
});
