import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
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
} from './index.ts';

/** How many inputs a format; `UNPARK_FUZZ=10000` for a long run, `UNPARK_FUZZ_SEED` for another one. */
const runs = Number(process.env.UNPARK_FUZZ ?? 300);
const firstSeed = Number(process.env.UNPARK_FUZZ_SEED ?? 1);
/** Of one input, on a busy machine. */
const mostSeconds = 10;

const data = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../test/data');
const read = (name: string): Buffer => readFileSync(path.join(data, name));

/** Stored files, one of them a dump: the parts of a zip without the packing. */
function zip(): Buffer {
  const content = read('deadlock/crash.log');
  const local = Buffer.alloc(31, 'a');
  local.fill(0, 0, 30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(1, 26);
  const central = Buffer.alloc(47, 'a');
  central.fill(0, 0, 46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt32LE(content.length, 20);
  central.writeUInt32LE(content.length, 24);
  central.writeUInt16LE(1, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(31 + content.length, 16);
  return Buffer.concat([local, content, central, end]);
}

const wrapped = (text: string) =>
  text
    .split('\n')
    .map((line, i) => `2026-01-02T03:04:${10 + (i % 50)}Z stderr F ${line}`)
    .join('\n');

const inputs: Record<string, Buffer> = {
  'a dump': read('leak/goroutines.txt'),
  'a crash': read('deadlock/crash.log'),
  'a log': Buffer.from(wrapped(read('deadlock/crash.log').toString())),
  'records of a log': Buffer.from(
    read('deadlock/crash.log')
      .toString()
      .split('\n')
      .map((line) => JSON.stringify({ log: `${line}\n`, n: { deep: [1] } }))
      .join('\n'),
  ),
  'a heap profile': gunzipSync(read('leak/heap.pb.gz')),
  'a goroutine profile': gunzipSync(read('leak/goroutine.pb.gz')),
  'a packed profile': read('leak/goroutine.pb.gz'),
  'a text profile': read('leak/goroutines-debug1.txt'),
  'a text heap': Buffer.from(
    'heap profile: 1: 1024 [2: 2048] @ heap/1048576\n1: 1024 [2: 2048] @ 0x43 0x51\n#\t0x42\tmain.f+0x3\t/a.go:3\n\n# runtime.MemStats\n',
  ),
  'a race report': Buffer.from(
    '==================\nWARNING: DATA RACE\nWrite at 0x00c0000b4010 by goroutine 7:\n  main.f()\n      /a.go:1 +0x44\n\n' +
      'Previous read at 0x00c0000b4010 by main goroutine:\n  main.g()\n      /a.go:2 +0x4\n\nGoroutine 7 (running) created at:\n  main.main()\n      /a.go:3 +0x1\n==================\n',
  ),
  'a scheduler trace': read('service/schedtrace.log'),
  'a collector’s trace': Buffer.from(
    'gc 1 @0.012s 2%: 0.026+0.39+0.10 ms clock, 0.21+0.88/0.52/0+0.80 ms cpu, 4->4->0 MB, 5 MB goal, 8 P\n',
  ),
  metrics: Buffer.from('# TYPE a counter\na_total{b="c\\"d",e="f"} 1.5e3 1395066363000\n# HELP a x\nb NaN\n'),
  'a zip': zip(),
};

/** mulberry32: the same numbers for the same seed, everywhere. */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

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

async function readOrRefuse(bytes: Uint8Array): Promise<void> {
  try {
    const opened = await open(bytes);
    use(opened);
    for (const entry of opened.entries ?? []) await readOrRefuse(entry.bytes);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    expect(error.offset).toBeGreaterThanOrEqual(0);
  }
}

describe('whatever is done to a file, it is read or refused, in time', () => {
  test.each(Object.entries(inputs))('%s', { timeout: 3_600_000 }, async (_, input) => {
    await readOrRefuse(input);
    for (let run = 0; run < runs; run++) {
      const seed = firstSeed * 1_000_003 + run;
      const bytes = spoiled(input, randomOf(seed));
      const since = performance.now();
      try {
        await readOrRefuse(bytes);
      } catch (error) {
        throw new Error(`seed ${seed}: ${error instanceof Error ? error.stack : error}`);
      }
      expect(performance.now() - since, `seed ${seed}`).toBeLessThan(mostSeconds * 1e3);
    }
  });
});

describe('made to hurt', () => {
  const many = (text: string, count: number) => Buffer.from(text.repeat(count));
  test.each([
    ['a gzip bomb', gzipSync(Buffer.alloc(600 * 1024 * 1024)), /more than 512 MB/],
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
    if (message) await expect(open(bytes)).rejects.toThrow(message);
    else await readOrRefuse(bytes);
    expect(performance.now() - since).toBeLessThan(3 * mostSeconds * 1e3);
  });
});
