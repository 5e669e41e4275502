import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { totalOf } from '../pprof/sampleProfile.ts';
import { requestTrace } from '../testing/requestTrace.ts';
import { readTrace, type Trace, totalsOf } from './index.ts';
import { RangeKind, State } from './model.ts';
import { profileIn } from './sampleProfile.ts';
import { indexWakes, wokenIn } from './wakes.ts';
import { assistTimesIn, livesIn, rangesIn, totalsIn, waitTimes, waitTotals } from './window.ts';

const recorded = path.join(
  path.dirname(fileURLToPath(import.meta.url)),
  '../../../test/data/leak/execution.trace',
);
const sum = (values: Iterable<number>) => [...values].reduce((all, one) => all + one, 0);

describe('a window of a recorded trace', () => {
  let trace: Trace;
  beforeAll(async () => {
    trace = await readTrace(readFileSync(recorded));
  });

  test('of all of it has the totals of all of it', () => {
    expect(totalsIn(trace, { from: 0, to: trace.duration })).toEqual(totalsOf(trace));
  });

  test('and those beside it add up to the whole, wherever it is cut', () => {
    const cut = fc.double({ min: 0, max: trace.duration, noNaN: true });
    const whole = { from: 0, to: trace.duration };
    const reasons = trace.intervals.reasons.keys();
    const reason = [...reasons].find((row) => sum(waitTimes(trace, row, whole)) > 0) ?? 0;
    fc.assert(
      fc.property(cut, cut, (one, other) => {
        const edges = [0, Math.min(one, other), Math.max(one, other), trace.duration];
        const windows = [0, 1, 2].map((at) => ({ from: edges[at], to: edges[at + 1] }));
        const near = (parts: number[], all: number) => expect(Math.abs(sum(parts) - all)).toBeLessThan(1);
        for (const state of ['running', 'waiting', 'runnable'] as const) {
          const parts = windows.map((window) => totalsIn(trace, window)[state]);
          const all = totalsOf(trace)[state];
          for (let row = 0; row < all.length; row++)
            near(
              parts.map((part) => part[row]),
              all[row],
            );
        }
        near(
          windows.map((window) => sum(waitTimes(trace, reason, window))),
          sum(waitTimes(trace, reason, whole)),
        );
        near(
          windows.map((window) => rangesIn(trace, RangeKind.mark, window).time),
          rangesIn(trace, RangeKind.mark, whole).time,
        );
      }),
      { numRuns: 20 },
    );
  });

  test('has what waits are about', () => {
    const whole = { from: 0, to: trace.duration };
    const totals = waitTotals(trace, whole);
    totals.forEach((time, reason) => {
      expect(time).toBeCloseTo(sum(waitTimes(trace, reason, whole)), 0);
    });
    expect(sum(totals)).toBeCloseTo(sum(totalsOf(trace).waiting), 0);
  });

  test('as a profile weighs what was lost in it', () => {
    const half = { from: 0, to: trace.duration / 2 };
    const whole = { from: 0, to: trace.duration };
    const weight = (window: typeof half) => Number(totalOf(profileIn(trace, 'synchronization', window), 1));
    expect(weight(half)).toBeGreaterThan(0);
    expect(weight(half)).toBeLessThan(weight(whole));
    const latency = profileIn(trace, 'scheduler', whole);
    expect(Math.abs(Number(totalOf(latency, 1)) - sum(totalsOf(trace).runnable))).toBeLessThan(
      latency.samples,
    );
    expect(
      Number(
        totalOf(
          profileIn(trace, 'scheduler', whole, () => false),
          1,
        ),
      ),
    ).toBe(0);
  });
});

describe('a window of a small trace', () => {
  let trace: Trace;
  beforeAll(async () => {
    trace = await readTrace(requestTrace());
  });

  test('tells who lived in it, and what they did there', () => {
    expect([...livesIn(trace, { from: 0, to: 5 })]).toEqual([1, 0]);
    expect([...livesIn(trace, { from: 0, to: 50 })]).toEqual([1, 1]);
    const { running, waiting, runnable } = totalsIn(trace, { from: 150, to: 250 });
    expect([...running]).toEqual([50, 40]);
    expect([...waiting]).toEqual([50, 0]);
    expect([...runnable]).toEqual([0, 60]);
    expect([...assistTimesIn(trace, { from: 0, to: 1000 })]).toEqual([0, 0]);
  });

  test('has CPU samples as a profile', () => {
    const profile = profileIn(trace, 'cpu', { from: 240, to: 300 });
    expect(profile.sampleTypes).toEqual([{ type: 'samples', unit: 'count' }]);
    expect(totalOf(profile, 0)).toBe(1);
    expect(totalOf(profileIn(trace, 'cpu', { from: 0, to: 1000 }), 0)).toBe(2);
    const [location] = profile.stackLocations;
    const row = profile.lineFunction[profile.lineStart[location]];
    expect(profile.strings[profile.functionName[row]]).toBe('main.work');
    expect(profile.lineNumber[profile.lineStart[location]]).toBe(21);
  });

  test('knows whom goroutines made runnable meanwhile', () => {
    const { goroutines, intervals } = trace;
    const index = indexWakes(trace);
    const [main, worker] = [0, 1];
    const runs = (row: number) => {
      for (let i = goroutines.interval[row]; ; i++) if (intervals.state[i] === State.running) return i;
    };
    const woken = wokenIn(trace, index, worker, runs(worker), 10);
    expect(woken.count).toBe(1);
    expect(intervals.start[woken.intervals[0]]).toBe(300);
    // To create is to make runnable.
    expect(wokenIn(trace, index, main, runs(main), 10).intervals).toEqual([goroutines.interval[worker]]);
    expect(wokenIn(trace, index, main, runs(main), 0)).toEqual({ count: 1, intervals: [] });
  });
});
