import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../errors.ts';
import { flat, life, tables } from '../testing/flatTrace.ts';
import { randomNumbers, spoil } from '../testing/spoil.ts';
import { writeTextTrace } from '../testing/textTrace.ts';
import {
  blockingProfile,
  buffersOf,
  leakSuspects,
  mutatorUtilization,
  readTrace,
  snapshotOf,
  type Trace,
  totalsOf,
} from './index.ts';
import { V1 } from './v1/spec.ts';

const data = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../../test/data');
/** `npm run fuzz` makes it 10,000; `UNPARK_FUZZ_SEED` for another run. */
const runs = Number(process.env.UNPARK_FUZZ ?? 300);
const seed = Number(process.env.UNPARK_FUZZ_SEED ?? 1);
const longest = 10_000;

/** Three generations in which a goroutine waits, makes a system call and annotates. */
const several = (version: number) =>
  writeTextTrace(
    `Trace Go1.${version}\n${[1, 2, 3]
      .map(
        (gen) => `
EventBatch gen=${gen} m=18446744073709551615 time=${gen}000
${version >= 25 ? 'Sync\n' : ''}Frequency freq=15625000
${version >= 25 ? 'ClockSnapshot dt=0 mono=7 sec=8 nsec=9' : ''}
EventBatch gen=${gen} m=18446744073709551615 time=${gen}000
Strings
String id=1
data="main.main"
String id=2
data="chan receive"
EventBatch gen=${gen} m=18446744073709551615 time=${gen}000
Stacks
Stack id=1 nframes=1
pc=1 func=1 file=1 line=10
EventBatch gen=${gen} m=18446744073709551615 time=${gen}000
CPUSamples
CPUSample time=${gen}005 m=7 p=0 g=1 stack=1
EventBatch gen=${gen} m=7 time=${gen}000
ProcStatus dt=0 p=0 pstatus=1
GoStatus dt=0 g=1 m=7 gstatus=2
${gen === 1 ? 'GoCreate dt=1 new_g=2 new_stack=1 stack=1' : 'GoStatus dt=0 g=2 m=18446744073709551615 gstatus=4'}
${gen === 1 ? '' : 'GoUnblock dt=1 g=2 g_seq=1 stack=1'}
GoSyscallBegin dt=1 p_seq=1 stack=1
GoSyscallEnd dt=1
UserTaskBegin dt=1 task=${gen} parent_task=0 name_string=1 stack=1
UserRegionBegin dt=1 task=${gen} name_string=1 stack=1
UserRegionEnd dt=1 task=${gen} name_string=1 stack=1
STWBegin dt=1 kind_string=1 stack=1
STWEnd dt=1
GoStop dt=1 reason_string=2 stack=1
GoStart dt=1 g=2 g_seq=${gen === 1 ? 1 : 2}
GoBlock dt=1 reason_string=2 stack=1
GoStart dt=1 g=1 g_seq=1
${version >= 26 ? 'EndOfGeneration' : ''}`,
      )
      .join('')}`,
  );

/** What a version knows of it: tasks, regions and logs came with Go 1.11. */
const lifeOf = (version: number): number[][] =>
  life.filter(([head]) => version >= 11 || ((head & 0x3f) !== V1.UserRegion && (head & 0x3f) !== V1.UserLog));

/** Bytes of a model's columns for each of the file's, beyond what an empty one has. */
const mostMemory = 64;

/** All that a model holds in columns. */
const sizeOf = (trace: Trace): number =>
  buffersOf(trace).reduce((sum, { byteLength }) => sum + byteLength, 0);

describe.each([
  [
    '22 and later',
    [readFileSync(path.join(data, 'leak/execution.trace')), several(22), several(25), several(26)],
  ],
  ['7 to 21', [7, 9, 10, 11, 19, 21].map((version) => flat([...lifeOf(version), ...tables], version))],
])('traces of Go 1.%s', (_, originals) => {
  test(`${runs} broken ones are read or refused, each in time and within bounds`, {
    timeout: 60_000 + runs * 100,
  }, async () => {
    for (const original of originals) expect((await readTrace(original)).notes).toEqual([]);
    const random = randomNumbers(seed);
    const outcomes = { read: 0, cut: 0, refused: 0 };
    const most = { ms: 0, memory: 0 };
    for (let run = 0; run < runs; run++) {
      const header = random(50) > 0;
      const bytes = spoil(originals[random(originals.length)], random, header ? 16 : 0);
      const since = performance.now();
      try {
        const trace = await readTrace(bytes, { partSize: random(2) > 0 ? 1 : Number.POSITIVE_INFINITY });
        snapshotOf(trace);
        leakSuspects(trace);
        totalsOf(trace);
        blockingProfile(trace, 'scheduler');
        mutatorUtilization(trace);
        outcomes[trace.broken ? 'cut' : 'read']++;
        const memory = sizeOf(trace) / (bytes.length + 1024);
        most.memory = Math.max(most.memory, memory);
        expect(memory, `run ${run} of seed ${seed}`).toBeLessThan(mostMemory);
      } catch (error) {
        if (!(error instanceof FormatError)) throw new Error(`run ${run} of seed ${seed}`, { cause: error });
        expect(error.offset).toBeGreaterThanOrEqual(0);
        outcomes.refused++;
      }
      most.ms = Math.max(most.ms, performance.now() - since);
      expect(performance.now() - since, `run ${run} of seed ${seed}`).toBeLessThan(longest);
    }
    expect(outcomes.read).toBeGreaterThan(runs / 50);
    expect(outcomes.refused).toBeGreaterThan(runs / 50);
    if (process.env.UNPARK_FUZZ) console.log(runs, outcomes, most);
  });
});
