import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { executionTrace } from '#profile';
import type { TableAnswer, TableQuestion, TraceOverview } from '../queries.ts';
import { stuck } from '../queries.ts';
import { knownOf, longestIn } from './facts.ts';
import { TraceSession } from './session.ts';
import { bandOf, stripsOf } from './strips.ts';

const file = fileURLToPath(new URL('../../../../test/data/leak/execution.trace', import.meta.url));

describe('a recorded trace', () => {
  let trace: executionTrace.Trace;
  let session: TraceSession;
  let overview: TraceOverview;
  beforeAll(async () => {
    trace = await executionTrace.readTrace(await readFile(file));
    session = new TraceSession(trace);
    overview = session.overview();
  });
  const ask: TraceSession['answer'] = (question) => session.answer(question);
  const table = (question: Partial<TableQuestion>) =>
    ask({
      kind: 'table',
      question: {
        order: { column: 'id', descending: false },
        ...{ text: '', leakedOnly: false, window: null, from: 0, to: 1000 },
        ...question,
      },
    }) as TableAnswer;

  test('has each goroutine in one group, and leaking groups first', () => {
    expect(overview.goroutines).toBe(trace.goroutines.id.length);
    expect(overview.groups.reduce((sum, { count }) => sum + count, 0)).toBe(overview.goroutines);
    let next = 0;
    for (const { first, count } of overview.groups) {
      expect(first).toBe(next);
      next += count;
    }
    const leaks = overview.groups.map(({ leaked }) => leaked);
    expect(leaks[0]).toBeGreaterThan(0);
    expect(leaks).toEqual([...leaks].sort((a, b) => b - a));
    expect(overview.leaked).toBe(leaks.reduce((sum, one) => sum + one, 0));
    expect(overview.groups.at(-1)?.function).toMatch(/^(runtime\.|$)/);
  });

  test('draws strips that end in a leaked goroutine’s wait', () => {
    const question = {
      ...{ positions: [0], procs: overview.procs.map((_, at) => at), threads: [] },
      ...{ from: 0, to: overview.duration, columns: 200 },
    };
    const strips = stripsOf(knownOf(trace), question);
    expect(strips.leaked[0]).toBe(1);
    expect(strips.states).toHaveLength(200);
    expect(strips.states[199]).toBe(stuck);
    expect(strips.busy.some((value) => value > 0)).toBe(true);
  });

  test('tells where a leaked goroutine waits and where it was started', () => {
    const [{ id }] = table({ leakedOnly: true }).rows;
    const row = trace.goroutines.id.indexOf(id);
    const last = ask({ kind: 'last', question: { row } });
    if (!last || !('goroutine' in last)) throw new Error('no details');
    expect(last.goroutine.leaked).toBe(true);
    expect(last.state).toBe(executionTrace.State.waiting);
    expect(last.end).toBe(trace.duration);
    expect(last.next).toBe(-1);
    expect(last.stack.some((frame) => frame.function.startsWith('main.'))).toBe(true);
    expect(last.goroutine.creation.some((frame) => frame.file.endsWith('.go'))).toBe(true);
    const position = { position: last.goroutine.position, from: last.start, to: last.end };
    expect(ask({ kind: 'at', question: position })).toEqual(last);
    const previous = ask({ kind: 'interval', question: { interval: last.previous } });
    expect(previous).toMatchObject({ next: last.interval, end: last.start });
  });

  test('sorts and filters its goroutines', () => {
    const { rows, total } = table({ order: { column: 'running', descending: true } });
    expect(total).toBe(overview.goroutines);
    const running = rows.map((row) => row.running);
    expect(running).toEqual([...running].sort((a, b) => b - a));
    const leaked = table({ leakedOnly: true });
    expect(leaked.total).toBe(overview.leaked);
    expect(leaked.rows.every((row) => row.leaked)).toBe(true);
    expect(table({ text: String(rows[0].id) }).rows.map(({ id }) => id)).toContain(rows[0].id);
    const names = table({ text: 'MAIN.' }).rows.map((row) => row.function);
    expect(names.length).toBeGreaterThan(0);
    expect(names.every((name) => name.toLowerCase().includes('main.'))).toBe(true);
    expect(table({ from: 1, to: 3 }).rows).toHaveLength(2);
  });

  test('the longest interval of a window is the one that takes the most of it', () => {
    const { goroutines, intervals, duration } = trace;
    for (let row = 0; row < goroutines.id.length; row++) {
      const times = [];
      for (let i = goroutines.interval[row]; i < goroutines.interval[row + 1]; i++)
        times.push(executionTrace.intervalEnd(trace, row, i) - intervals.start[i]);
      const found = longestIn(trace, row, 0, duration);
      if (times.length === 0) expect(found).toBe(-1);
      else expect(times[found - goroutines.interval[row]]).toBe(Math.max(...times));
    }
  });
});

test('a band shows ranges however short they are, and those that outlast the trace', () => {
  const none = new Float64Array(3);
  const ranges = {
    kind: Uint8Array.of(1, 1, 0),
    start: Float64Array.of(10, 95, 50),
    end: Float64Array.of(10.001, Number.NaN, 60),
    ...{ subject: new Int32Array(3), stack: new Uint32Array(3), text: new Uint32Array(3) },
    ...{ swept: none, reclaimed: none },
  };
  const band = bandOf({ ranges, duration: 100 }, 1, { from: 0, to: 100, columns: 10 });
  expect([...band]).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
});
