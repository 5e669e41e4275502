import { expect, test } from 'vitest';
import { IntervalLog, isLearned, placeOf, procPeer, stateMask } from './intervals.ts';
import { State } from './model.ts';

type Records = ReturnType<IntervalLog['finish']>;

/** Row, when, state, stack and peer of a record. */
function recordOf({ chunks }: Records, record: number): number[] {
  const [{ row, end, low, high, what, stack, peer }, at] = placeOf(chunks, record);
  const run = end.findIndex((behind) => at < behind);
  return [row[run], low[at] + (high?.[at] ?? 0) * 2 ** 32, what[at] & stateMask, stack[at], peer[at]];
}

/** The records of a goroutine, in their order: when, and stack. */
const recordsOf = ({ chunks }: Records, goroutine: number) =>
  chunks.flatMap(({ row, end, low, stack }) =>
    [...row].flatMap((own, run) => {
      const from = run === 0 ? 0 : end[run - 1];
      if (own !== goroutine) return [];
      return Array.from({ length: end[run] - from }, (_, i) => [low[from + i], stack[from + i]]);
    }),
  );

test('records stand by goroutine, in the order in which they came', () => {
  const log = new IntervalLog();
  log.base = 10;
  log.rows = 3000;
  const expected = new Map<number, number[][]>();
  const ran: number[][] = [];
  // More goroutines, and more of one of them, than what is fresh has room for.
  for (let i = 0; i < 60_000; i++) {
    const row = i % 3 === 0 ? 7 : (i * 7919) % 500;
    const runs = i % 5 === 0;
    log.time = 10 + i;
    log.enter(row, runs ? State.running : State.waiting, i % 4, i % 100, runs ? i % 3 : -1);
    const own = expected.get(row) ?? [];
    expected.set(row, own);
    own.push([i, i % 100]);
    if (runs) ran.push([i, procPeer(i % 3)]);
  }
  const records = log.finish(3000, 3);
  for (const [row, own] of expected) {
    expect(recordsOf(records, row)).toEqual(own);
    expect(records.counts[row]).toBe(own.length);
    expect(recordOf(records, records.first[row]).slice(0, 2)).toEqual([row, own[0][0]]);
    if (own.length > 1) expect(recordOf(records, records.second[row]).slice(0, 2)).toEqual([row, own[1][0]]);
  }
  expect(
    records.chunks.flatMap(({ ran, ranLength, low, peer }) =>
      [...ran.subarray(0, ranLength)].map((record) => [low[record], peer[record]]),
    ),
  ).toEqual(ran);
  expect([...records.ran]).toEqual(
    [0, 1, 2].map((proc) => ran.filter(([, peer]) => peer === procPeer(proc)).length),
  );
});

test('rows that two bytes are too few for go into a carriage of their own', () => {
  const log = new IntervalLog();
  log.base = 100;
  const enter = (time: number, row: number, state: number, stack: number, peer: number) => {
    log.time = time;
    log.enter(row, state, 0, stack, peer);
  };
  // Enough for what is fresh to be put away.
  log.rows = 2100;
  for (let row = 0; row < 2100; row++) enter(100, row, State.running, 1, 1);
  log.rows = 70_001;
  enter(100, 65535, State.runnable, 3, 65534);
  enter(101, 65535, State.running, 0, 1);
  enter(100 + 2 ** 33, 70_000, State.runnable, 40_000, 7);
  enter(104, 65535, State.waiting, 5, -1);
  const records = log.finish(70_001, 2);
  expect(records.chunks.map(({ peer }) => peer.BYTES_PER_ELEMENT)).toEqual([2, 4]);
  const { first, second, counts } = records;
  expect([counts[65535], counts[2099], counts[70_000], counts[3000]]).toEqual([3, 1, 1, 0]);
  expect(recordOf(records, first[65535])).toEqual([65535, 0, State.runnable, 3, 65535]);
  expect(recordOf(records, second[65535])).toEqual([65535, 1, State.running, 0, procPeer(1)]);
  expect(recordOf(records, first[2099])).toEqual([2099, 0, State.running, 1, procPeer(1)]);
  expect(recordOf(records, first[70_000])).toEqual([70_000, 2 ** 33, State.runnable, 40_000, 8]);
  expect([...records.ran]).toEqual([0, 2101]);
});

test('a stack that becomes known belongs to the latest interval, if that has none', () => {
  const log = new IntervalLog();
  log.enter(0, State.syscallBlocked, 0, 0, -1);
  log.enter(1, State.waiting, 0, 8, -1);
  log.learnStack(0, 9);
  log.learnStack(1, 9);
  log.learnStack(0, 10);
  const records = log.finish(2, 0);
  expect([...records.chunks[0].stack.subarray(0, 2)]).toEqual([9, 8]);
  expect(records.chunks[0].what[0] & isLearned).toBe(isLearned);
  expect(records.chunks[0].what[1] & isLearned).toBe(0);
});

test('a stack that becomes known late belongs to an interval that was put away', () => {
  const log = new IntervalLog();
  for (let row = 0; row < 3000; row++) log.enter(row, State.syscallBlocked, 0, 0, -1);
  log.learnStack(0, 9);
  log.learnStack(1, 40_000);
  const records = log.finish(3000, 0);
  expect(recordOf(records, records.first[0])[3]).toBe(9);
  expect(recordOf(records, records.first[1])[3]).toBe(40_000);
  expect(recordOf(records, records.first[2])[3]).toBe(0);
});
