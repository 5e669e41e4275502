import { expect, test } from 'vitest';
import type { SchedSample } from '#profile';
import { queued, stallsOf } from './stalls.ts';

const sample = (idleprocs: number, runqueue: number, local: number[] = []): SchedSample => ({
  ms: 0,
  gomaxprocs: 4,
  idleprocs,
  threads: 5,
  spinningthreads: 0,
  idlethreads: 0,
  runqueue,
  local,
});

test('the queues of processors count too', () => {
  expect(queued(sample(0, 2, [1, 3]))).toBe(6);
  const proc = { id: 0, status: 1, schedtick: 0, syscalltick: 0, m: null, gfreecnt: 0, timerslen: 0 };
  const { local: _, ...detailed } = sample(0, 1);
  expect(queued({ ...detailed, procs: [{ ...proc, runqsize: 4 }] })).toBe(5);
});

test('a stall lasts while all processors are busy and the queues never shrink', () => {
  const samples = [
    sample(2, 0),
    sample(0, 1),
    sample(0, 1),
    sample(0, 4, [2]),
    sample(1, 9),
    sample(0, 3),
    sample(0, 5),
  ];
  expect(stallsOf(samples)).toEqual([{ first: 1, last: 3, from: 1, to: 6 }]);
});

test('full queues that do not grow are no stall, nor are idle processors', () => {
  expect(stallsOf([sample(0, 5), sample(0, 5), sample(0, 5)])).toEqual([]);
  expect(stallsOf([sample(1, 1), sample(1, 2), sample(1, 3)])).toEqual([]);
  expect(stallsOf([])).toEqual([]);
});

test('a stall may last until the end', () => {
  expect(stallsOf([sample(0, 1), sample(0, 2), sample(0, 3)])).toEqual([
    { first: 0, last: 2, from: 1, to: 3 },
  ]);
});
