import { beforeAll, describe, expect, test } from 'vitest';
import { executionTrace } from '#profile';
import { requestTrace } from '../../../../profile/src/testing/requestTrace.ts';
import type { AnswerTo, Question, QuestionKind } from '../queries.ts';
import { knownOf } from './facts.ts';
import { latencyOf } from './latency.ts';
import { TraceSession } from './session.ts';
import { stripsOf } from './strips.ts';
import { bucketsOf } from './totals.ts';

/** Main serves requests and waits for goroutine 2 from 200 to 300; see `requestTrace`. */
describe('a trace with tasks', () => {
  let trace: executionTrace.Trace;
  let session: TraceSession;
  const ask = <K extends QuestionKind>(kind: K, question: Question<K>) =>
    session.answer({ kind, question } as never) as AnswerTo<K>;

  beforeAll(async () => {
    trace = await executionTrace.readTrace(requestTrace());
    session = new TraceSession(trace);
  });

  test('has them as a tree: by name the longest first, then what belongs to each by time', () => {
    const lines = (open: string[], text = '') =>
      ask('tasks', { open, text, from: 0, to: 100 }).rows.map(
        ({ kind, level, name, id }) => `${'  '.repeat(level - 1)}${kind} ${name} ${id ?? ''}`,
      );
    expect(lines([])).toEqual(['type request ', 'type query ']);
    const { rows } = ask('tasks', { open: ['tasks:request'], text: '', from: 1, to: 3 });
    expect(rows).toMatchObject([
      { id: 3, start: 420, end: null, hasChildren: false, goroutine: 1 },
      { id: 1, start: 20, end: 120, hasChildren: true },
    ]);
    expect(lines(['tasks:request', rows[1].key, 'task:1'])).toEqual([
      'type request ',
      '  task request 3',
      '  task request 1',
      '    region outer ',
      '    task query 2',
      '      log db: slow ',
      'type query ',
    ]);
    expect(lines([], 'slow')).toEqual(['type query ']);
    expect(lines(['tasks:request'], '1')).toEqual(['type request ', '  task request 1']);
  });

  test('tells how long those of one name took that began and ended in it', () => {
    const [type] = ask('tasks', { open: [], text: '', from: 0, to: 1 }).rows;
    expect(type).toMatchObject({ count: 2, latency: { count: 1, median: 100, most: 100 } });
  });

  test('finds tasks, regions and goroutines, each with where to look', () => {
    expect(ask('find', { text: 'query', index: 0 })).toMatchObject({ count: 1, span: { from: 40, to: 100 } });
    expect(ask('find', { text: 'OUTER', index: 0 })).toMatchObject({ count: 1, text: 'outer' });
    const first = ask('find', { text: 'main.', index: 0 });
    expect(first).toMatchObject({ index: 0, count: 2, span: null });
    expect(ask('find', { text: 'main.', index: -1 })).toMatchObject({ index: 1 });
    expect(ask('find', { text: 'main.', index: 2 })).toEqual(first);
    expect(ask('find', { text: 'nothing', index: 0 })).toMatchObject({ count: 0, interval: -1 });
    expect(ask('find', { text: ' ', index: 0 })).toBeNull();
  });

  test('links who woke to who was woken, both ways', () => {
    const waiting = ask('at', { position: positionOf(1), from: 200, to: 300 });
    expect(waiting).toMatchObject({ state: executionTrace.State.waiting, incoming: { id: 2, time: 300 } });
    const waker = ask('interval', { interval: waiting?.incoming?.interval ?? -1 });
    expect(waker).toMatchObject({ state: executionTrace.State.running, proc: 0, thread: 100 });
    expect(waker.outgoing).toMatchObject([{ id: 1, time: 300, position: positionOf(1) }]);
    expect(waker.outgoingCount).toBe(1);
    // What runs has no stack of its own: it tells where it went on to wait.
    expect(waker.stack).toMatchObject([{ function: 'main.work', line: 21 }]);
    const runs = ask('goroutine', { id: 1, time: 500 });
    expect(runs).toMatchObject({ incoming: { id: 2, time: 300 }, outgoing: [] });
    expect(ask('goroutine', { id: 77, time: null })).toBeNull();
  });

  const positionOf = (id: number) => ask('goroutine', { id, time: null })?.goroutine.position ?? -1;

  test('adds up what happens in a range', () => {
    const totals = ask('window', { from: 100, to: 400 });
    expect(totals).toMatchObject({ goroutines: 2, created: 0, ended: 0, samples: 2 });
    expect(totals.states[executionTrace.State.running]).toBe(100 + 190);
    expect(totals.waits).toEqual([['chan receive', 100]]);
    expect(totals.busy).toBeCloseTo(290 / 300);
    expect(totals.heap).toEqual({ least: 1e6, most: 1e6 });
    expect(ask('window', { from: 0, to: 5 }).heap).toEqual({ least: 1e6, most: 1e6 });
  });

  test('sorts goroutines by what they did in a range', () => {
    const table = (column: Question<'table'>['order']['column'], window: Question<'table'>['window']) =>
      ask('table', {
        order: { column, descending: true },
        ...{ text: '', leakedOnly: false, window, from: 0, to: 10 },
      }).rows;
    expect(table('running', { from: 210, to: 400 }).map(({ id }) => id)).toEqual([2, 1]);
    expect(table('running', null).map(({ id }) => id)).toEqual([1, 2]);
    expect(table('wait:chan receive', null).map(({ id }) => id)).toEqual([2, 1]);
    expect(table('wait:chan receive', { from: 0, to: 400 })[0]).toMatchObject({ id: 1, waiting: 100 });
    expect(table('total', { from: 0, to: 5 })).toMatchObject([{ id: 1, total: 5 }]);
  });

  test('finds goroutines in its table by task and region', () => {
    const found = (text: string) =>
      ask('table', {
        order: { column: 'id', descending: false },
        ...{ text, leakedOnly: false, window: null, from: 0, to: 10 },
      }).rows.map(({ id }) => id);
    expect(found('request')).toEqual([1]);
    expect(found('slow')).toEqual([1]);
    expect(found('2')).toEqual([2]);
    expect(found('')).toEqual([1, 2]);
  });

  test('judges anew who leaks', () => {
    expect(session.overview().leaked).toBe(1);
    const none = ask('verdict', { threshold: 700 });
    expect(none.overview).toMatchObject({ leaked: 0, threshold: 700 });
    expect(none.groups.every(({ suspicion }) => suspicion < 0.35)).toBe(true);
    expect(ask('at', { position: 0, from: 0, to: 1 })?.goroutine.leaked).toBe(false);
    const again = ask('verdict', { threshold: 500 });
    expect(again.overview.leaked).toBe(1);
    expect(again.overview.groups[0].function).toBe('main.work');
    expect(again.groups[0].suspicion).toBeGreaterThanOrEqual(0.35);
  });

  test('draws threads as what their processors did, with names where there is room', () => {
    const { threads } = session.overview();
    expect(threads).toEqual([100]);
    const strips = stripsOf(knownOf(trace), {
      ...{ positions: [0, 1], procs: [0], threads: [0], from: 0, to: 1000, columns: 1000 },
    });
    const [proc, thread] = [strips.busy.subarray(0, 1000), strips.busy.subarray(1000)];
    // That it had its processor before is told with the first event.
    expect(thread.subarray(1)).toEqual(proc.subarray(1));
    expect(strips.labels.filter(({ lane }) => lane === 2).map(({ text }) => text)).toEqual([
      '1 main.main',
      '2 main.work',
      '1 main.main',
    ]);
    expect(strips.labels.some(({ text }) => text === 'chan receive')).toBe(true);
    expect(ask('at', { thread: 0, from: 250, to: 251 })?.goroutine.id).toBe(2);
  });

  test('has rows by start function, and plots', () => {
    const rows = ask('functions', {});
    expect(rows.map(({ function: name, count, running }) => [name, count, running])).toContainEqual([
      'main.work',
      1,
      190,
    ]);
    const { heap } = ask('plots', {});
    expect([...heap.values]).toEqual([1e6, 3e6]);
  });

  test('lists what a goroutine did, and the phases of the collector', () => {
    const row = ask('goroutine', { id: 1, time: null })?.goroutine.row ?? -1;
    const life = ask('life', { row, from: 0, to: 10 });
    expect(life.rows.map(({ start, end, waker }) => [start, end, waker])).toEqual([
      [0, 200, null],
      [200, 300, null],
      [300, 410, 2],
      [410, 1001, null],
    ]);
    expect(life.rows[1]).toMatchObject({
      reason: 'chan receive',
      frame: { function: 'main.main', line: 10 },
    });
    expect(ask('life', { row, from: 2, to: 3 })).toMatchObject({ total: 4, from: 2, rows: [{ start: 300 }] });
    expect(ask('phases', { from: 0, to: 10 })).toEqual({ total: 0, from: 0, rows: [] });
  });

  test('makes profiles of a range', () => {
    const overview = (kind: 'cpu' | 'synchronization', window: Question<'window'> | null) =>
      ask('profile', {
        of: { kind, window, function: null },
        query: { kind: 'overview', search: '', view: { type: kind === 'cpu' ? 0 : 1, label: null } },
      });
    expect(overview('cpu', null)).toMatchObject({ total: 2 });
    expect(overview('synchronization', { from: 200, to: 250 })).toMatchObject({ total: 50 });
  });
});

describe('lengths of time', () => {
  test('are spread over bars of which each is twice as wide', () => {
    expect(latencyOf([4, 5, 8, 100])).toEqual({
      ...{ count: 4, least: 4, median: 5, p95: 100, p99: 100, most: 100, total: 117 },
      ...{ first: 2, histogram: [2, 1, 0, 0, 1] },
    });
    expect(latencyOf([])).toBeNull();
    expect(latencyOf([0])).toMatchObject({ first: 0, histogram: [1] });
  });

  test('values hold until the next', () => {
    const series = { time: Float64Array.of(25, 50, 55), value: Float64Array.of(1, 5, 2) };
    expect([...bucketsOf(series, 100, 4)]).toEqual([Number.NaN, 1, 5, 2]);
  });
});
