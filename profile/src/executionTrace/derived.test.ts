import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeTextTrace } from '../testing/textTrace.ts';
import {
  blockingProfile,
  byStartFunction,
  framesOf,
  goroutineOf,
  goroutineStrip,
  indexHolds,
  intervalEnd,
  minimumUtilization,
  mutatorUtilization,
  procStrip,
  readTrace,
  threadStrip,
} from './index.ts';

const recorded = path.join(
  path.dirname(fileURLToPath(import.meta.url)),
  '../../../test/data/leak/execution.trace',
);

/** A worker marks from 100 to 200 on one of two processors; the world stops from 300 to 400. */
const collected = `Trace Go1.26
EventBatch gen=1 m=18446744073709551615 time=1000
Sync
Frequency freq=1000000000
ClockSnapshot dt=0 mono=1 sec=1 nsec=1
EventBatch gen=1 m=18446744073709551615 time=1000
Strings
String id=1
data="GC (dedicated)"
String id=2
data="GC sweep termination"
String id=3
data="system goroutine wait"
String id=4
data="GC (idle)"
EventBatch gen=1 m=1 time=1000
ProcStatus dt=0 p=0 pstatus=1
GoStatus dt=0 g=1 m=1 gstatus=2
ProcsChange dt=10 procs_value=2 stack=0
STWBegin dt=290 kind_string=2 stack=0
STWEnd dt=100
HeapGoal dt=600 heapgoal_value=1
EventBatch gen=1 m=2 time=1000
ProcStatus dt=0 p=1 pstatus=1
GoStatus dt=0 g=2 m=18446744073709551615 gstatus=1
GoStart dt=100 g=2 g_seq=1
GoLabel dt=0 label_string=1
GoBlock dt=100 reason_string=3 stack=0
EndOfGeneration`;

describe('what the collector takes', () => {
  test('by marking, and by stopping the world', async () => {
    const trace = await readTrace(writeTextTrace(collected));
    const utilization = mutatorUtilization(trace);
    const steps = [...utilization.time].map((time, i) => [time, utilization.value[i]]);
    expect(steps).toEqual([
      [0, 1],
      [10, 1],
      [101, 0.5],
      [200, 1],
      [300, 0],
      [400, 1],
    ]);
    expect(minimumUtilization(utilization, 1000, 100)).toBe(0);
    expect(minimumUtilization(utilization, 1000, 200)).toBe(0.5);
    expect(minimumUtilization(utilization, 1000, 300)).toBeCloseTo(150 / 300);
    expect(minimumUtilization(utilization, 1000, 1000)).toBeCloseTo(0.85);
  });

  test('the least window is found', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 4 })), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 40 }), (lengths, window) => {
        const each = lengths.flatMap(([length, value]) => Array<number>(length).fill(value / 4));
        const time = Float64Array.from(lengths, (_, i) =>
          lengths.slice(0, i).reduce((sum, [n]) => sum + n, 0),
        );
        const value = Float64Array.from(lengths, ([, v]) => v / 4);
        const width = Math.min(window, each.length);
        let least = 1;
        for (let from = 0; from + width <= each.length; from++)
          least = Math.min(least, each.slice(from, from + width).reduce((a, b) => a + b, 0) / width);
        expect(minimumUtilization({ time, value }, each.length, window)).toBeCloseTo(least, 9);
      }),
    );
  });
});

describe('what is drawn', () => {
  test('each column shows what took the most of it', async () => {
    const trace = await readTrace(readFileSync(recorded));
    const { goroutines, intervals, procs, duration } = trace;
    for (const [from, to, columns] of [
      [0, duration, 50],
      [duration * 0.2, duration * 0.4, 33],
      [-1e6, 1e6, 20],
    ]) {
      const width = (to - from) / columns;
      const overlap = (row: number, i: number, column: number) =>
        Math.min(intervalEnd(trace, row, i), from + (column + 1) * width) -
        Math.max(intervals.start[i], from + column * width);
      for (let row = 0; row < goroutines.id.length; row++) {
        const strip = goroutineStrip(trace, row, { from, to, columns });
        for (let column = 0; column < columns; column++) {
          const times = new Float64Array(8);
          for (let i = goroutines.interval[row]; i < goroutines.interval[row + 1]; i++)
            times[intervals.state[i]] += Math.max(overlap(row, i, column), 0);
          const most = Math.max(...times);
          if (most > 0) expect(times[strip[column]]).toBeCloseTo(most, 3);
          else expect(strip[column]).toBe(0);
        }
      }
      for (let proc = 0; proc < procs.id.length; proc++) {
        const strip = procStrip(trace, proc, { from, to, columns });
        for (let column = 0; column < columns; column++) {
          let most = 0;
          for (const i of procs.interval.subarray(procs.run[proc], procs.run[proc + 1]))
            most = Math.max(most, overlap(goroutineOf(trace, i), i, column));
          const shown = strip[column];
          expect(shown < 0 ? 0 : overlap(goroutineOf(trace, shown), shown, column)).toBeCloseTo(most, 3);
        }
      }
    }
  });
});

describe('where time is lost', () => {
  test('to each other: waits that have no end are part of it, or are not', async () => {
    const trace = await readTrace(readFileSync(recorded));
    const open = blockingProfile(trace, 'synchronization');
    const top = framesOf(trace, open.stack[0]);
    expect([open.count[0], top.at(-1)?.function]).toEqual([25, 'main.fetchOrGiveUp.func1']);
    expect(open.time[0]).toBeGreaterThan(25 * 0.15e9);
    const ended = blockingProfile(trace, 'synchronization', { unfinished: false });
    expect([...ended.stack]).not.toContain(open.stack[0]);
    const half = trace.duration / 2;
    const late = blockingProfile(trace, 'synchronization', { within: () => [half, trace.duration] });
    expect(late.time[0]).toBeCloseTo(25 * half, -1);
  });

  test('by the function that goroutines began with', async () => {
    const trace = await readTrace(readFileSync(recorded));
    const groups = byStartFunction(trace);
    const ran = groups.map(({ time }) => time.running);
    expect(ran).toEqual([...ran].sort((one, other) => other - one));
    expect(groups.find((group) => group.function === 'main.main')?.goroutines).toHaveLength(1);
    const slow = groups.find((group) => group.function === 'main.fetchOrGiveUp.func1');
    expect(slow).toMatchObject({ alive: 25 });
    expect(slow?.goroutines).toHaveLength(25);
    expect(slow?.time.waiting).toBeGreaterThan(25 * 0.15e9);
  });
});

describe('what threads do', () => {
  test('is what their processors do while they have them', async () => {
    const trace = await readTrace(readFileSync(recorded));
    const { holds, procs, threads, duration } = trace;
    expect(holds.thread.length).toBeGreaterThan(0);
    for (let i = 1; i < holds.start.length; i++)
      expect(holds.start[i]).toBeGreaterThanOrEqual(holds.start[i - 1]);
    const end = (row: number) => (Number.isNaN(holds.end[row]) ? duration : holds.end[row]);
    // A processor has one thread at a time.
    for (let proc = 0; proc < procs.id.length; proc++) {
      const rows = [...holds.proc.keys()].filter((row) => holds.proc[row] === proc);
      rows.slice(1).forEach((row, at) => {
        expect(holds.start[row]).toBeGreaterThanOrEqual(end(rows[at]));
      });
    }
    const index = indexHolds(trace);
    const window = { from: 0, to: duration, columns: 500 };
    const shown = new Set<number>();
    for (let thread = 0; thread < threads.length; thread++)
      for (const interval of threadStrip(trace, index, thread, window))
        if (interval >= 0) shown.add(interval);
    for (let proc = 0; proc < procs.id.length; proc++)
      for (const interval of procStrip(trace, proc, window))
        if (
          interval >= 0 &&
          intervalEnd(trace, goroutineOf(trace, interval), interval) - trace.intervals.start[interval] >
            duration / 100
        )
          expect(shown).toContain(interval);
  });
});
