import { describe, expect, test } from 'vitest';
import { FormatError } from '../../errors.ts';
import { event, flat, life, tables } from '../../testing/flatTrace.ts';
import { framesOf, leakSuspects, readTrace, State, startFunction, type Trace } from '../index.ts';
import { V1 } from './spec.ts';

const states = ({ goroutines, intervals }: Trace, row: number) =>
  [...intervals.state.subarray(goroutines.interval[row], goroutines.interval[row + 1])].map((state, i) => {
    const at = goroutines.interval[row] + i;
    return [state, intervals.start[at], intervals.reasons[intervals.reason[at]]];
  });

describe('a trace of Go 1.21', () => {
  test('is told in the terms of later ones', async () => {
    const trace = await readTrace(flat([...life, ...tables]));
    expect([trace.version, trace.notes, [...trace.goroutines.id]]).toEqual([21, [], [1, 7]]);
    expect(states(trace, 0)).toEqual([
      [State.running, 0, ''],
      [State.syscall, 27, ''],
      [State.running, 28, ''],
      [State.waiting, 37, 'sleep'],
      [State.runnable, 101, ''],
      [State.running, 111, ''],
      [State.waiting, 121, 'forever'],
    ]);
    expect(states(trace, 1).map(([state]) => state)).toEqual([State.runnable, State.running, State.waiting]);
    expect(startFunction(trace, 1)).toBe('main.work');
    expect(framesOf(trace, trace.goroutines.creationStack[1])).toEqual([
      { function: 'main.main', file: 'main.go', line: 10 },
    ]);
    expect([trace.strings[trace.regions.name[0]], trace.strings[trace.logs.message[0]]]).toEqual([
      'a region',
      'a log',
    ]);
    expect(
      leakSuspects(trace, { threshold: 1 }).map(({ goroutines, certain }) => [goroutines, certain]),
    ).toEqual([
      [[0], true],
      [[1], false],
    ]);
  });

  test('a broken one is refused', async () => {
    const refused = async (parts: readonly number[][], why: RegExp) => {
      await expect(readTrace(flat(parts))).rejects.toThrow(why);
      await expect(readTrace(flat(parts))).rejects.toBeInstanceOf(FormatError);
    };
    await refused([...life.slice(0, -1), ...tables], /does not tell the frequency/);
    await refused([...life.slice(0, 5), event(V1.GoStart, 1, 9, 4), ...life.slice(5)], /no order/);
    await refused([...life.slice(0, 5), event(V1.GoSched, 1), ...life], /./);
    await refused([...life, [60]], /event type 60 is unknown/);
    await refused([event(V1.GoEnd, 1), ...life], /before the first batch/);
    await refused([...life, ...tables, tables[0]], /string 1 is empty, or there twice/);
    await refused([...life, event(V1.Stack, 3, 2, 1, 1, 1, 1)], /a stack has the wrong number/);
    const whole = flat([...life, ...tables]);
    for (let end = 16; end < whole.length; end++) {
      try {
        await readTrace(whole.subarray(0, end));
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }
  });
});

describe('a trace before Go 1.11', () => {
  const older = (version: number) => [
    event(V1.Batch, 0, 1000),
    event(V1.ProcStart, 0, 55),
    event(V1.GoCreate, 1, 1, 1, 0),
    event(V1.GoStart, 1, 1, 1),
    event(V1.Gomaxprocs, 1, 2, 0),
    version < 10 ? event(V1.STWStart, 1) : event(V1.STWStart, 1, 1),
    event(V1.STWDone, 5),
    event(V1.GCSweepStart, 1, 1),
    version < 9 ? event(V1.GCSweepDone, 5) : event(V1.GCSweepDone, 5, 4096, 1024),
    event(V1.GoCreate, 10, 7, 2, 1),
    event(V1.GoStop, 10, 1),
    event(V1.GoStartLocal, 10, 7),
    event(V1.GoBlockRecv, 10, 2),
    event(V1.ProcStop, 1),
    event(V1.Frequency, 1_000_000_000),
  ];

  test.each([7, 8, 9, 10])('of Go 1.%d is read, without what was told later', async (version) => {
    const trace = await readTrace(flat([...older(version), ...tables], version));
    expect([trace.version, trace.notes, [...trace.goroutines.id]]).toEqual([version, [], [1, 7]]);
    expect(states(trace, 1).at(-1)).toEqual([State.waiting, 56, 'chan receive']);
    expect(framesOf(trace, trace.goroutines.creationStack[1])[0].function).toBe('main.main');
    const { ranges, strings } = trace;
    expect([...ranges.text].map((text) => strings[text])).toEqual([
      version < 10 ? 'GC (unknown phase)' : 'GC sweep termination',
      '',
    ]);
    expect([...ranges.end].every((end) => end > 0)).toBe(true);
    expect(ranges.swept[1]).toBe(version < 9 ? 0 : 4096);
  });

  test.each([5, 6])('of Go 1.%d has no names, which is said', async (version) => {
    await expect(readTrace(flat(older(version), version))).rejects.toThrow(/no names of functions/);
  });

  test('knows no events of later versions', async () => {
    const later = [...older(7).slice(0, -1), event(V1.GoBlockGC, 1, 1), ...older(7).slice(-1)];
    await expect(readTrace(flat([...later, ...tables], 7))).rejects.toThrow(/event type 42 is unknown/);
  });
});
