import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { FormatError } from '../errors.ts';
import { randomNumbers, spoil } from '../testing/spoil.ts';
import { writeTextTrace } from '../testing/textTrace.ts';
import {
  blockingProfile,
  leakSuspects,
  mutatorUtilization,
  readTrace,
  snapshotOf,
  totalsOf,
} from './index.ts';

const data = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../../test/data');
/** `npm run fuzz` makes it 10,000. */
const runs = Number(process.env.UNPARK_FUZZ ?? 300);
const seed = Number(process.env.UNPARK_FUZZ_SEED ?? 1);
const longest = 2_000;

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

test(`${runs} broken traces are read or refused, each in time`, {
  timeout: 60_000 + runs * 100,
}, async () => {
  const originals = [
    readFileSync(path.join(data, 'leak/execution.trace')),
    several(22),
    several(25),
    several(26),
  ];
  for (const original of originals) expect((await readTrace(original)).notes).toEqual([]);
  const random = randomNumbers(seed);
  const outcomes = { read: 0, cut: 0, refused: 0 };
  for (let run = 0; run < runs; run++) {
    const header = random(50) > 0;
    const bytes = spoil(originals[random(originals.length)], random, header ? 16 : 0);
    const since = performance.now();
    try {
      const trace = await readTrace(bytes);
      snapshotOf(trace);
      leakSuspects(trace);
      totalsOf(trace);
      blockingProfile(trace, 'scheduler');
      mutatorUtilization(trace);
      outcomes[trace.broken ? 'cut' : 'read']++;
    } catch (error) {
      if (!(error instanceof FormatError)) throw new Error(`run ${run} of seed ${seed}`, { cause: error });
      expect(error.offset).toBeGreaterThanOrEqual(0);
      outcomes.refused++;
    }
    expect(performance.now() - since, `run ${run} of seed ${seed}`).toBeLessThan(longest);
  }
  for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(runs / 50);
});
