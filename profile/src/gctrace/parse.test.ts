import { expect, test } from 'vitest';
import { FormatError } from '../errors.ts';
import { parseGcTrace } from './parse.ts';

test('collections of old and new versions, out of other output', () => {
  const { collections } = parseGcTrace(
    'hello\ngc 1 @0.012s 2%: 0.026+0.39+0.10 ms clock, 0.21+0.88/0.52/0+0.80 ms cpu, 4->4->0 MB, 5 MB goal, 8 P\n' +
      'app | gc 12 @1.5s 0%: 0.02+1.3+0.05 ms clock, 0.1+0.2/1.0/2.1+0.3 ms cpu, 40->41->20 MB, 42 MB goal, 1 MB stacks, 2 MB globals, 4 P (forced)\r\n',
  );
  expect(collections).toEqual([
    {
      number: 1,
      at: 0.012,
      percent: 2,
      clock: { sweep: 0.026, mark: 0.39, end: 0.1 },
      cpu: { sweep: 0.21, assist: 0.88, background: 0.52, idle: 0, end: 0.8 },
      heapAtStart: 4,
      heapAtEnd: 4,
      heapLive: 0,
      goal: 5,
      procs: 8,
      forced: false,
    },
    {
      number: 12,
      at: 1.5,
      percent: 0,
      clock: { sweep: 0.02, mark: 1.3, end: 0.05 },
      cpu: { sweep: 0.1, assist: 0.2, background: 1, idle: 2.1, end: 0.3 },
      heapAtStart: 40,
      heapAtEnd: 41,
      heapLive: 20,
      goal: 42,
      stacks: 1,
      globals: 2,
      procs: 4,
      forced: true,
    },
  ]);
});

test('none of it', () => {
  expect(() => parseGcTrace('gc 1 ms clock\n')).toThrow(FormatError);
});
