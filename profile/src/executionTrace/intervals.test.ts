import { expect, test } from 'vitest';
import { IntervalLog, isLearned, placeOf, stateMask } from './intervals.ts';
import { State } from './model.ts';

/** Row, when, state, stack and peer of a record. */
function recordOf({ chunks }: ReturnType<IntervalLog['finish']>, record: number): number[] {
  const [{ goroutine, low, high, what, stack, peer }, at] = placeOf(chunks, record);
  return [
    goroutine[at],
    low[at] + (high?.[at] ?? 0) * 2 ** 32,
    what[at] & stateMask,
    stack[at],
    peer[at] - 1,
  ];
}

test('rows that two bytes are too few for go into a carriage of their own', () => {
  const log = new IntervalLog();
  log.base = 100;
  const enter = (time: number, row: number, state: number, stack: number, peer: number) => {
    log.time = time;
    log.enter(row, state, 0, stack, peer);
  };
  enter(100, 65535, State.runnable, 3, 65534);
  enter(101, 65535, State.running, 0, 1);
  enter(102, 7, State.runnable, 3, 65535);
  enter(100 + 2 ** 33, 70_000, State.runnable, 4, 7);
  enter(104, 65535, State.waiting, 5, -1);
  const records = log.finish(70_001, 2);
  expect(records.chunks.map(({ length }) => length)).toEqual([2, 3]);
  expect(records.chunks.map(({ peer }) => peer.BYTES_PER_ELEMENT)).toEqual([2, 4]);
  const { first, second, counts } = records;
  expect([counts[65535], counts[7], counts[70_000], counts[3]]).toEqual([3, 1, 1, 0]);
  expect(recordOf(records, first[65535])).toEqual([65535, 0, State.runnable, 3, 65534]);
  expect(recordOf(records, second[65535])).toEqual([65535, 1, State.running, 0, 1]);
  expect(recordOf(records, first[7])).toEqual([7, 2, State.runnable, 3, 65535]);
  expect(recordOf(records, first[70_000])).toEqual([70_000, 2 ** 33, State.runnable, 4, 7]);
  expect([...records.ran]).toEqual([0, 1]);
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
