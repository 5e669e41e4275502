import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detailedProcStrip, detailedStrip, detailedThreadStrip, detailOf } from './detail.ts';
import { readTrace } from './index.ts';
import { State, type Trace } from './model.ts';
import { intervalEnd } from './query.ts';
import { goroutineOf, goroutineStrip, indexHolds, procStrip, threadStrip } from './strips.ts';

const recorded = path.join(
  path.dirname(fileURLToPath(import.meta.url)),
  '../../../test/data/leak/execution.trace',
);

/** Goroutines that run in turn, for random times, on one processor. */
function turns(lengths: readonly number[], goroutines: number): Trace {
  const starts: number[][] = Array.from({ length: goroutines }, () => []);
  const states: number[][] = Array.from({ length: goroutines }, () => []);
  let time = 0;
  lengths.forEach((length, at) => {
    const row = at % goroutines;
    starts[row].push(time, time + length);
    states[row].push(State.running, at % 3 ? State.waiting : State.runnable);
    time += length;
  });
  const interval = new Uint32Array(goroutines + 1);
  starts.forEach((own, row) => {
    interval[row + 1] = interval[row] + own.length;
  });
  const start = Float64Array.from(starts.flat());
  const state = Uint8Array.from(states.flat());
  const ran = [...start.keys()]
    .filter((at) => state[at] === State.running)
    .sort((a, b) => start[a] - start[b]);
  return {
    duration: time,
    goroutines: {
      id: Float64Array.from(starts.keys()),
      end: new Float64Array(goroutines).fill(Number.NaN),
      interval,
    },
    intervals: { start, state },
    procs: {
      id: Float64Array.of(0),
      run: Uint32Array.of(0, ran.length),
      interval: Uint32Array.from(ran),
    },
  } as unknown as Trace;
}

test('sums say the same as a look at each interval, wherever the window is', () => {
  const length = fc.integer({ min: 1, max: 1000 });
  const lengths = fc.array(length, { minLength: 1500, maxLength: 3000 });
  const share = fc.double({ min: 0, max: 0.3, noNaN: true });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 3 }), share, share, (all, goroutines, left, right) => {
      const trace = turns(all, goroutines);
      const { duration, intervals } = trace;
      const window = { from: left * duration, to: (1 - right) * duration, columns: 7 };
      const detail = detailOf(trace);
      const width = (window.to - window.from) / window.columns;
      /** How much of a column something takes. */
      const taken = (column: number, row: number, counts: (interval: number) => boolean) => {
        let time = 0;
        for (let i = trace.goroutines.interval[row]; i < trace.goroutines.interval[row + 1]; i++) {
          if (!counts(i)) continue;
          const from = Math.max(intervals.start[i], window.from + column * width);
          time += Math.max(
            0,
            Math.min(intervalEnd(trace, row, i), window.from + (column + 1) * width) - from,
          );
        }
        return time;
      };
      for (let row = 0; row < goroutines; row++) {
        const quick = detailedStrip(trace, detail, row, window);
        expect(quick).not.toBeNull();
        goroutineStrip(trace, row, window).forEach((state, column) => {
          const of = (wanted: number) => taken(column, row, (i) => intervals.state[i] === wanted);
          expect(of(quick?.[column] ?? 0)).toBeCloseTo(of(state), 3);
        });
      }
      const quick = detailedProcStrip(trace, detail, 0, window);
      procStrip(trace, 0, window).forEach((interval, column) => {
        const of = (wanted: number) => taken(column, goroutineOf(trace, wanted), (i) => i === wanted);
        expect(of(quick[column])).toBeCloseTo(of(interval), 3);
      });
    }),
    { numRuns: 30 },
  );
});

test('few intervals are looked at one by one', () => {
  const trace = turns([5, 5, 5], 1);
  const window = { from: 0, to: 15, columns: 10 };
  const detail = detailOf(trace);
  expect(detailedStrip(trace, detail, 0, window)).toBeNull();
});

test('processors and threads of a recorded trace have the longest of each column', async () => {
  const trace = await readTrace(readFileSync(recorded));
  const detail = detailOf(trace);
  const index = indexHolds(trace);
  for (const columns of [1, 10, 333]) {
    const window = { from: trace.duration / 9, to: trace.duration, columns };
    for (let proc = 0; proc < trace.procs.id.length; proc++)
      expect(detailedProcStrip(trace, detail, proc, window)).toEqual(procStrip(trace, proc, window));
    for (let thread = 0; thread < trace.threads.length; thread++)
      expect(detailedThreadStrip(trace, detail, index, thread, window)).toEqual(
        threadStrip(trace, index, thread, window),
      );
  }
});
