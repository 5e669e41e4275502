import { describe, expect, test } from 'vitest';
import { Arriving } from '../arriving.ts';
import { randomNumbers, spoil } from '../testing/spoil.ts';
import { writeTextTrace } from '../testing/textTrace.ts';
import { EarlyTimes } from './earlyTimes.ts';
import {
  columnsOf,
  joinWhat,
  type PartReaders,
  RangeKind,
  readJob,
  readTrace,
  State,
  type Trace,
  type WhatJob,
} from './index.ts';
import { Splitter } from './split.ts';

const none = '18446744073709551615';

/** A generation whose ticks are nanoseconds. Stack 1 is a program's, 2 is where system calls are made. */
const generation = (gen: number, time: number, events: string, version: number) => `
EventBatch gen=${gen} m=${none} time=${time}
${version >= 25 ? 'Sync\n' : ''}Frequency freq=1000000000
${version >= 25 ? `ClockSnapshot dt=0 mono=${gen} sec=1 nsec=1` : ''}
EventBatch gen=${gen} m=${none} time=${time}
Strings
String id=${gen}
data="main.main"
String id=9
data="chan receive"
String id=10
data="only in ${gen}"
EventBatch gen=${gen} m=${none} time=${time}
Stacks
Stack id=1 nframes=1
pc=1 func=${gen} file=10 line=10
Stack id=2 nframes=2
pc=2 func=9 file=${gen} line=2
pc=1 func=${gen} file=9 line=11
EventBatch gen=${gen} m=${none} time=${time}
CPUSamples
CPUSample time=${time} m=7 p=0 g=1 stack=1
${events}
${version >= 26 ? 'EndOfGeneration' : ''}`;

/**
 * Goroutine 2 waits through all of it, 3 is in a system call whose processor is taken away in the second generation, 4
 * is in one that keeps it, and 5 is born in the second and ends in the third. The first generation goes on beside the
 * second.
 */
const trace = (version: number) =>
  writeTextTrace(`Trace Go1.${version}
${generation(
  1,
  1000,
  `EventBatch gen=1 m=7 time=1000
ProcStatus dt=0 p=0 pstatus=1
GoStatus dt=0 g=1 m=7 gstatus=2
GoCreate dt=5 new_g=2 new_stack=1 stack=1
GoBlock dt=5 reason_string=9 stack=1
GoStart dt=5 g=2 g_seq=1
GoUnblock dt=1 g=1 g_seq=1 stack=2
GoBlock dt=5 reason_string=9 stack=2
GoStart dt=5 g=1 g_seq=2
GCBegin dt=1 gc_seq=1 stack=1
UserTaskBegin dt=1 task=1 parent_task=0 name_string=10 stack=1
UserRegionBegin dt=1 task=1 name_string=9 stack=1
GCSweepBegin dt=1 stack=1
GCMarkAssistBegin dt=1 stack=2
HeapAlloc dt=968 heapalloc_value=1000
EventBatch gen=1 m=8 time=1000
ProcStatus dt=0 p=1 pstatus=1
GoStatus dt=0 g=3 m=8 gstatus=2
GoSyscallBegin dt=10 p_seq=1 stack=2
EventBatch gen=1 m=9 time=1000
ProcStatus dt=0 p=2 pstatus=1
GoStatus dt=0 g=4 m=9 gstatus=2
GoSyscallBegin dt=20 p_seq=1 stack=2`,
  version,
)}
${generation(
  2,
  1995,
  `EventBatch gen=2 m=7 time=1995
ProcStatus dt=0 p=0 pstatus=1
GoStatus dt=1 g=1 m=7 gstatus=2
GCActive dt=1 gc_seq=2
GCSweepActive dt=0 p=0
GCMarkAssistActive dt=0 g=1
GCSweepEnd dt=0 swept_value=10 reclaimed_value=5
GCSweepBegin dt=0 stack=2
GCSweepEnd dt=0 swept_value=20 reclaimed_value=6
HeapAlloc dt=1 heapalloc_value=2000
ProcStatus dt=2 p=1 pstatus=4
ProcSteal dt=0 p=1 p_seq=1 m=8
GoCreate dt=5 new_g=5 new_stack=1 stack=1
GoStop dt=5 reason_string=9 stack=2
GoStart dt=5 g=5 g_seq=1
UserLog dt=1 task=1 key_string=10 value_string=9 stack=1
GoStatus dt=900 g=2 m=${none} gstatus=4
GoStatus dt=1 g=3 m=8 gstatus=3
GoStatus dt=1 g=4 m=9 gstatus=3`,
  version,
)}
${generation(
  3,
  3000,
  `EventBatch gen=3 m=7 time=3000
ProcStatus dt=0 p=0 pstatus=1
GoStatus dt=1 g=5 m=7 gstatus=2
GCActive dt=0 gc_seq=3
GCEnd dt=1 gc_seq=4
GoDestroy dt=10
GoStatus dt=1 g=1 m=${none} gstatus=1
GCMarkAssistActive dt=0 g=1
GoStart dt=1 g=1 g_seq=1
GCMarkAssistEnd dt=1
UserRegionEnd dt=1 task=1 name_string=9 stack=1
UserTaskEnd dt=1 task=1 stack=1
GoStatus dt=1 g=2 m=${none} gstatus=4
EventBatch gen=3 m=8 time=3005
GoStatus dt=0 g=3 m=8 gstatus=3
ProcStatus dt=0 p=1 pstatus=2
GoSyscallEndBlocked dt=50
EventBatch gen=3 m=9 time=3005
ProcStatus dt=0 p=2 pstatus=3
GoStatus dt=0 g=4 m=9 gstatus=3
GoSyscallEnd dt=60`,
  version,
)}`);

/** What others do who read parts: they get copies. */
const elsewhere: PartReaders = {
  count: 2,
  read: async (job) => structuredClone(await readJob(job)),
  join: async (job) => structuredClone(joinWhat(structuredClone(job, { transfer: columnsOf(job) }), true)),
  partsDone: () => {},
  close: () => {},
};

/** Reads each generation by itself, and counts the parts that were joined: none where it was read in one go. */
async function readByOthers(bytes: Uint8Array): Promise<{ trace: Trace; joined: number }> {
  let joined = 0;
  const join = (job: WhatJob) => {
    joined = job.parts.length;
    return elsewhere.join(job);
  };
  const trace = await readTrace(bytes, { partSize: 1, readers: { ...elsewhere, join } });
  return { trace, joined };
}

describe.each([22, 25, 26])('a trace of Go 1.%d, read in parts', (version) => {
  const bytes = trace(version);

  /** Read while its bytes come, a few at a time. */
  const readArriving = async (readers: PartReaders | undefined, size: number) => {
    const arriving = new Arriving(size);
    let isEarly = false;
    const onPartial = () => {
      isEarly ||= !arriving.ended;
    };
    arriving.add(bytes.subarray(0, 16));
    const reading = readTrace(arriving.bytes, {
      partSize: 1,
      arriving,
      onPartial,
      ...(readers && { readers }),
    });
    for (let at = 16; at < bytes.length; at += 50) {
      arriving.add(bytes.subarray(at, at + 50));
      for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setTimeout(resolve, 0));
    }
    arriving.end();
    return { trace: await reading, isEarly };
  };

  test('is cut between its generations', () => {
    const cuts = (least: number, step: number) => {
      const splitter = new Splitter(bytes, version, least);
      const found: number[] = [];
      for (let there = Math.min(step, bytes.length); ; there = Math.min(there + step, bytes.length)) {
        for (let cut = splitter.next(there); cut !== null; cut = splitter.next(there)) found.push(cut);
        if (there === bytes.length) return found;
      }
    };
    expect(cuts(1, bytes.length)).toHaveLength(2);
    expect(cuts(1, 7)).toEqual(cuts(1, bytes.length));
    expect(cuts(bytes.length, 7)).toEqual([]);
  });

  test('is read while it arrives', async () => {
    const whole = await readTrace(bytes, { partSize: Number.POSITIVE_INFINITY });
    for (const readers of [undefined, elsewhere]) {
      const { trace, isEarly } = await readArriving(readers, bytes.length);
      expect(trace).toEqual(whole);
      expect(isEarly).toBe(true);
    }
    // The file became shorter, once its length was known.
    expect((await readArriving(elsewhere, bytes.length + 1000)).trace).toEqual(whole);
  });

  test('is what it is in one go', async () => {
    const whole = await readTrace(bytes, { partSize: Number.POSITIVE_INFINITY });
    expect(whole.broken).toBeNull();
    const shown: number[] = [];
    const parts = await readTrace(bytes, { partSize: 1, onPartial: ({ events }) => shown.push(events) });
    expect(parts).toEqual(whole);
    expect(shown[0]).toBeGreaterThan(0);
    // Not in one go, after all.
    expect(await readByOthers(bytes)).toEqual({ trace: whole, joined: 3 });
    // It is looked at before it is read: its first part alone, though all of that is so short.
    const glances: Trace[] = [];
    const onPartial = (trace: Trace) => glances.push(trace);
    for (const others of [{}, { readers: elsewhere }]) {
      const options = { ...others, partSize: 1, glanceSize: 1, onPartial };
      expect(await readTrace(bytes, options)).toEqual(whole);
    }
    for (const glance of [glances[0], glances.at(-1)!]) {
      expect(glance.events).toBe(shown[0]);
      expect(glance.expected).toBeGreaterThan(glance.duration);
      expect(glance.intervals.start.length).toBeGreaterThan(0);
    }
    // What must stand at the seams.
    const row = (id: number) => whole.goroutines.id.indexOf(id);
    const states = (id: number) =>
      [...whole.intervals.state].slice(
        whole.goroutines.interval[row(id)],
        whole.goroutines.interval[row(id) + 1],
      );
    expect(states(2)).toEqual([State.runnable, State.running, State.waiting]);
    expect(states(3)).toEqual([State.running, State.syscall, State.syscallBlocked, State.runnable]);
    expect(states(4)).toEqual([State.running, State.syscall, State.running]);
    const { mark, sweep, markAssist } = RangeKind;
    expect(whole.ranges.kind).toEqual(Uint8Array.of(mark, sweep, markAssist, sweep));
    expect(whole.ranges.end[0]).toBeGreaterThan(2000);
    expect(whole.ranges.end[2]).toBeGreaterThan(2000);
    expect([...whole.ranges.swept]).toEqual([0, 10, 0, 20]);
    expect(whole.regions.end[0]).toBeGreaterThan(2000);
    expect(whole.tasks.end[0]).toBeGreaterThan(2000);
    expect(whole.samples.goroutine).toEqual(new Int32Array(3).fill(row(1)));
  });

  test('is read by parts where little happens', async () => {
    const quiet = (gen: number) =>
      generation(
        gen,
        gen * 2e9,
        `EventBatch gen=${gen} m=7 time=${gen * 2e9 - 100}
ProcStatus dt=0 p=0 pstatus=1
GoStatus dt=1 g=1 m=7 gstatus=2
HeapAlloc dt=400000000 heapalloc_value=1
HeapAlloc dt=1600000000 heapalloc_value=2`,
        version,
      );
    const bytes = writeTextTrace(`Trace Go1.${version}\n${[1, 2, 3].map(quiet).join('')}`);
    const whole = await readTrace(bytes, { partSize: Number.POSITIVE_INFINITY });
    expect(await readByOthers(bytes)).toEqual({ trace: whole, joined: 3 });
  });

  test('keeps the processors free until its first events are drawn', async () => {
    const held: boolean[] = [];
    const arriving = new Arriving(bytes.length, (isHeld) => {
      held.push(isHeld);
      if (!isHeld) arriving.end();
    });
    arriving.add(bytes);
    let underWay = 0;
    const most = { before: 0, behind: 0 };
    let isDrawn = false;
    const read: PartReaders['read'] = async (job) => {
      const when = isDrawn ? 'behind' : 'before';
      most[when] = Math.max(most[when], ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 5));
      underWay--;
      return elsewhere.read(job);
    };
    const onPartial = () =>
      new Promise<void>((resolve) =>
        setTimeout(() => {
          isDrawn = true;
          resolve();
        }, 50),
      );
    const readers = { ...elsewhere, read };
    await readTrace(bytes, { partSize: 1, glanceSize: 1, readers, arriving, onPartial });
    expect(most).toEqual({ before: 1, behind: 2 });
    expect(held).toEqual([true, false]);
  });

  test('falls back to one go where parts do not fit, or are broken', async () => {
    const random = randomNumbers(version);
    for (let run = 0; run < 150; run++) {
      const spoiled = spoil(bytes, random, 16);
      const outcome = (partSize: number) =>
        readTrace(spoiled, { partSize }).then(
          ({ broken, events }) => ({ broken, events }),
          (error: Error) => error.message,
        );
      expect(await outcome(1)).toEqual(await outcome(Number.POSITIVE_INFINITY));
    }
  });

  test('is read here where others fail', async () => {
    const fail = () => Promise.reject(new Error('no workers'));
    const whole = await readTrace(bytes);
    const readers: PartReaders = { ...elsewhere, read: fail, join: fail };
    expect(await readTrace(bytes, { partSize: 1, readers })).toEqual(whole);
    // One that has taken all with it can't be stood in for.
    const join = (job: WhatJob) => {
      structuredClone(job, { transfer: columnsOf(job) });
      return fail();
    };
    await expect(readTrace(bytes, { partSize: 1, readers: { ...elsewhere, join } })).rejects.toThrow(
      'no workers',
    );
  });
});

test('times that are too early follow each other', () => {
  const times = EarlyTimes.after(100, 90, Uint32Array.of(0, 5, 9, 13, 20), false);
  expect([90, 95, 99, 103, 110].map((time) => times?.of(time))).toEqual([101, 102, 103, 104, 110]);
  expect(EarlyTimes.after(100, 90, Uint32Array.of(0, 5), true)).toBeNull();
  expect(EarlyTimes.after(100, 90, Uint32Array.of(0, 5), false)?.of(95)).toBe(102);
});
