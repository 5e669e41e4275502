import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../errors.ts';
import { tablesText, writeTextTrace } from '../testing/textTrace.ts';
import {
  assistTimes,
  countsOver,
  createdAt,
  framesOf,
  intervalAt,
  intervalEnd,
  leakSuspects,
  RangeKind,
  readTrace,
  State,
  snapshotOf,
  startFunction,
  type Trace,
  totalsOf,
  waitsOf,
  wakesOf,
} from './index.ts';

const recorded = path.join(
  path.dirname(fileURLToPath(import.meta.url)),
  '../../../test/data/leak/execution.trace',
);

/** A generation with the tables that the traces here need; ticks are nanoseconds. */
const generation = (number: number, time: number, events: string, end = 'EndOfGeneration') => `
${tablesText(
  number,
  time,
  [
    ...['main.main', 'main.go', 'main.work', 'chan receive', 'forever', 'runtime.chanrecv1'],
    ...['request', '«key» \\"q\\"'],
  ],
  [
    [[1, 2, 10]],
    [[3, 2, 20]],
    [
      [6, 2, 1],
      [3, 2, 21],
    ],
  ],
)}
${events}
${end}`;

/** Main starts 2, which waits; main wakes it from another thread, whose clock is behind. */
const first = `
EventBatch gen=1 m=100 time=1000
ProcStatus dt=0 p=0 pstatus=1
GoStatus dt=0 g=1 m=100 gstatus=2
GoCreate dt=10 new_g=2 new_stack=2 stack=1
GoBlock dt=10 reason_string=4 stack=3
GoStart dt=10 g=2 g_seq=1
GoBlock dt=10 reason_string=4 stack=3
GoUnblock dt=100 g=1 g_seq=1 stack=0
EventBatch gen=1 m=200 time=1050
ProcStatus dt=0 p=1 pstatus=1
GoStart dt=0 g=1 g_seq=2
GoUnblock dt=50 g=2 g_seq=2 stack=1
GoStart dt=10 g=9 g_seq=1
EventBatch gen=1 m=300 time=1000
ProcStatus dt=0 p=2 pstatus=2
`;

const trace = (body: string, version = 26) => writeTextTrace(`Trace Go1.${version}\n${body}`);

const times = ({ goroutines, intervals }: Trace, row: number) =>
  Array.from({ length: goroutines.interval[row + 1] - goroutines.interval[row] }, (_, i) => {
    const at = goroutines.interval[row] + i;
    return [intervals.state[at], intervals.start[at], intervals.peer[at]];
  });

describe('order', () => {
  const woken = first.replace('GoStart dt=10 g=9 g_seq=1', 'GoBlock dt=10 reason_string=5 stack=3');

  test('what a thread with a slow clock did comes after what it needs', async () => {
    const read = await readTrace(trace(generation(1, 1000, woken)));
    expect(read.broken).toBeNull();
    expect([...read.goroutines.id]).toEqual([1, 2]);
    const [main, worker] = [0, 1];
    // Main is woken at 140, and starts at 50 by the other clock: the order is kept, and time never stands still.
    expect(times(read, main)).toEqual([
      [State.running, 0, 0],
      [State.waiting, 20, -1],
      [State.runnable, 140, -1],
      [State.running, 141, 2],
      [State.waiting, 143, -1],
    ]);
    expect(times(read, worker)).toEqual([
      [State.runnable, 10, 0],
      [State.running, 30, 0],
      [State.waiting, 40, -1],
      [State.runnable, 142, main],
    ]);
    expect(startFunction(read, worker)).toBe('main.work');
    expect(framesOf(read, read.goroutines.creationStack[worker])).toEqual([
      { function: 'main.main', file: 'main.go', line: 10 },
    ]);
    expect(createdAt(read, main)).toBeNaN();
    expect(createdAt(read, worker)).toBe(10);
    expect(wakesOf(read, worker)).toEqual([{ time: 142, waker: main, woken: worker, stack: 1 }]);
    expect(waitsOf(read, worker)).toEqual([['chan receive', 102]]);
    expect(read.clocks).toEqual([{ time: 0, mono: 77, wall: 1_700_000_000_500 }]);
  });

  test('an event whose cause never comes breaks the trace, and the first generation with it', async () => {
    await expect(readTrace(trace(generation(1, 1000, first)))).rejects.toThrow(/no order/);
  });

  test('of a trace that breaks later the whole generations are shown', async () => {
    const read = await readTrace(
      trace(
        generation(1, 1000, woken) +
          generation(2, 2000, 'EventBatch gen=2 m=1 time=9\nGoStop dt=1 reason_string=4 stack=1'),
      ),
    );
    expect(read.broken?.message).toMatch(/GoStop can't be/);
    expect(read.notes).toEqual([expect.stringMatching(/GoStop .*byte \d+\) Its first generation is shown/)]);
    expect(read.goroutines.id).toHaveLength(2);
  });

  test('a wait without an end in sight', async () => {
    const read = await readTrace(trace(generation(1, 1000, woken)));
    const [suspect, ...others] = leakSuspects(read, { threshold: 1 });
    expect(others).toEqual([]);
    expect(suspect).toMatchObject({ goroutines: [0], reason: 'forever', certain: true, idle: false });
    expect(snapshotOf(read).goroutines).toMatchObject([
      { id: 1, state: 'chan receive (nil chan)' },
      { id: 2, state: 'runnable', createdBy: { function: 'main.main', line: 10, goroutine: 1 } },
    ]);
  });
});

describe('system calls', () => {
  const stolen = `
EventBatch gen=1 m=100 time=1000
ProcStatus dt=0 p=0 pstatus=1
GoStatus dt=0 g=1 m=100 gstatus=2
GoSyscallBegin dt=10 p_seq=1 stack=1
GoSyscallEndBlocked dt=100
EventBatch gen=1 m=200 time=1050
ProcSteal dt=0 p=0 p_seq=2 m=100
ProcStart dt=5 p=0 p_seq=3
GoStart dt=100 g=1 g_seq=1
GoSyscallBegin dt=5 p_seq=4 stack=1
GoSyscallEnd dt=5
`;

  test('one that loses its processor, and one that keeps it', async () => {
    const read = await readTrace(trace(generation(1, 1000, stolen)));
    expect(times(read, 0)).toEqual([
      [State.running, 0, 0],
      [State.syscall, 10, 0],
      [State.syscallBlocked, 50, -1],
      [State.runnable, 110, -1],
      [State.running, 155, 0],
      [State.syscall, 160, 0],
      [State.running, 165, 0],
    ]);
    const { intervals, procs } = read;
    expect([1, 2, 5].map((i) => intervals.stack[i])).toEqual([1, 1, 1]);
    expect([...procs.interval]).toEqual([0, 1, 4, 5, 6]);
    const totals = totalsOf(read);
    expect([totals.syscall[0], totals.syscallBlocked[0], totals.runnable[0]]).toEqual([45, 60, 45]);
  });
});

describe('tasks, regions, logs, phases and values', () => {
  const annotated = `
EventBatch gen=1 m=100 time=1000
ProcStatus dt=0 p=0 pstatus=1
GoStatus dt=0 g=1 m=100 gstatus=2
ProcsChange dt=1 procs_value=4 stack=0
UserTaskBegin dt=1 task=5 parent_task=0 name_string=7 stack=1
UserTaskBegin dt=1 task=6 parent_task=5 name_string=7 stack=1
UserRegionBegin dt=1 task=6 name_string=3 stack=1
UserRegionBegin dt=1 task=6 name_string=1 stack=1
UserLog dt=1 task=6 key_string=8 value_string=4 stack=1
UserRegionEnd dt=1 task=6 name_string=1 stack=1
STWBegin dt=1 kind_string=7 stack=1
GCBegin dt=1 gc_seq=1 stack=1
STWEnd dt=1
HeapAlloc dt=1 heapalloc_value=12345678901
GCMarkAssistBegin dt=1 stack=1
GCMarkAssistEnd dt=4
GCSweepBegin dt=1 stack=1
GCSweepEnd dt=2 swept_value=8192 reclaimed_value=4096
UserTaskEnd dt=1 task=6 stack=1
`;

  test('are all there', async () => {
    const read = await readTrace(trace(generation(1, 1000, annotated)));
    const { tasks, regions, logs, ranges, metrics, strings } = read;
    expect([[...tasks.id], [...tasks.parent], [...tasks.end]]).toEqual([
      [5, 6],
      [-1, 0],
      [Number.NaN, 20],
    ]);
    expect([...regions.name].map((row) => strings[row])).toEqual(['main.work', 'main.main']);
    expect([[...regions.depth], [...regions.start], [...regions.end]]).toEqual([
      [0, 1],
      [6, 7],
      [Number.NaN, 9],
    ]);
    expect([strings[logs.category[0]], strings[logs.message[0]], logs.task[0]]).toEqual([
      '«key» "q"',
      'chan receive',
      6,
    ]);
    expect([...ranges.kind]).toEqual([
      RangeKind.stopTheWorld,
      RangeKind.mark,
      RangeKind.markAssist,
      RangeKind.sweep,
    ]);
    expect([...ranges.end]).toEqual([12, Number.NaN, 16, 19]);
    expect([ranges.swept[3], ranges.reclaimed[3], strings[ranges.text[0]]]).toEqual([8192, 4096, 'request']);
    expect([...metrics.heap.value]).toEqual([12345678901]);
    expect([...metrics.gomaxprocs.value]).toEqual([4]);
    expect([...assistTimes(read)]).toEqual([2]);
  });
});

describe('a file that is not whole', () => {
  const idle = 'EventBatch gen=1 m=100 time=1000\nProcStatus dt=0 p=0 pstatus=1';
  const more = idle.replace('gen=1', 'gen=2').replace('1000', '2000');

  test('since Go 1.26 a generation without its end is left out', async () => {
    const read = await readTrace(trace(generation(1, 1000, idle) + generation(2, 2000, more, '')));
    expect(read.notes).toEqual([
      'The trace is cut short, as it is when a program crashes. Its first generation is shown.',
    ]);
    expect(read.duration).toBeLessThan(100);
    await expect(readTrace(trace(generation(1, 1000, idle, '')))).rejects.toThrow(/cut short/);
  });

  test('before, the last generation ends with the file', async () => {
    const read = await readTrace(trace(generation(1, 1000, idle, '') + generation(2, 2000, more, ''), 25));
    expect([read.notes, read.generations.length, read.duration]).toEqual([[], 2, 1002]);
  });

  test('every prefix of a recorded trace is read or refused', async () => {
    const bytes = readFileSync(recorded);
    for (let end = 0; end < bytes.length; end += 97)
      await expect(readTrace(bytes.subarray(0, end))).rejects.toBeInstanceOf(FormatError);
  });

  test('other versions and other files', async () => {
    await expect(readTrace(new TextEncoder().encode('go 1.99 trace\0\0\0'))).rejects.toThrow(
      /1\.99, which is unknown/,
    );
    await expect(readTrace(new TextEncoder().encode('goroutine 1 [running]'))).rejects.toThrow(
      /no execution trace/,
    );
  });
});

describe('a recorded trace', () => {
  test('each life is covered by its intervals, and what is counted from them agrees', async () => {
    const read = await readTrace(readFileSync(recorded));
    const { goroutines, intervals, duration } = read;
    const totals = totalsOf(read);
    for (let row = 0; row < goroutines.id.length; row++) {
      for (let i = goroutines.interval[row]; i < goroutines.interval[row + 1]; i++) {
        expect(intervalEnd(read, row, i)).toBeGreaterThanOrEqual(intervals.start[i]);
        expect(intervalAt(read, row, intervals.start[i])).toBe(i);
      }
      const begin = intervals.start[goroutines.interval[row]];
      const end = Number.isNaN(goroutines.end[row]) ? duration : goroutines.end[row];
      const sum = Object.values(totals).reduce((all, column) => all + column[row], 0);
      expect(sum).toBeCloseTo(end - begin);
      expect(intervalAt(read, row, begin - 1)).toBe(-1);
    }
    const counts = countsOver(read, 7);
    for (const [state, column] of [
      [State.waiting, totals.waiting],
      [State.running, totals.running],
    ] as const) {
      const average = counts[state].reduce((all, count) => all + (count * duration) / 7, 0);
      expect(average).toBeCloseTo(
        column.reduce((all, time) => all + time, 0),
        -1,
      );
    }
  });

  test('processors run one goroutine at a time', async () => {
    const read = await readTrace(readFileSync(recorded));
    const { procs, intervals } = read;
    for (let proc = 0; proc < procs.id.length; proc++) {
      let last = -1;
      for (let i = procs.run[proc]; i < procs.run[proc + 1]; i++) {
        expect(intervals.peer[procs.interval[i]]).toBe(proc);
        expect(intervals.start[procs.interval[i]]).toBeGreaterThan(last);
        last = intervals.start[procs.interval[i]];
      }
    }
  });

  test('the certain leaks come first, then the many', async () => {
    const read = await readTrace(readFileSync(recorded));
    const suspects = leakSuspects(read).map(({ goroutines, certain, idle, creationStack }) => [
      goroutines.length,
      certain,
      idle,
      framesOf(read, creationStack)[0].function,
    ]);
    expect(suspects.slice(0, 4)).toEqual([
      [5, true, false, 'main.subscribe'],
      [2, true, false, 'main.leakAll'],
      [25, false, false, 'main.fetchOrGiveUp'],
      [12, false, false, 'main.collect'],
    ]);
    expect(suspects.at(-1)?.[2]).toBe(true);
  });

  test('progress and abortion', async () => {
    const bytes = readFileSync(recorded);
    const seen: number[] = [];
    await readTrace(bytes, { onProgress: (done, total) => seen.push(done / total) });
    expect([seen[0], seen.at(-1)]).toEqual([0, 1]);
    const signal = AbortSignal.abort(new Error('never mind'));
    await expect(readTrace(bytes, { signal })).rejects.toThrow('never mind');
  });
});
