import { expect, test } from 'vitest';
import { nextOrder, sorted } from './sort.ts';

test('numbers are sorted by size, NaN at one end, and what is equal stays in its order', () => {
  const values = [3, Number.NaN, 10, 3, Number.NEGATIVE_INFINITY];
  const order = (descending: boolean) => sorted(5, (at) => values[at], { column: 'x', descending });
  expect(order(false)).toEqual([4, 0, 3, 2, 1]);
  expect(order(true)).toEqual([1, 2, 0, 3, 4]);
});

test('texts are sorted by their letters', () => {
  const values = ['b', 'a', 'c'];
  expect(sorted(3, (at) => values[at], { column: 'x', descending: false })).toEqual([1, 0, 2]);
});

test('a column that is chosen again turns round', () => {
  const first = nextOrder({ column: 'a', descending: false }, 'n', true);
  expect(first).toEqual({ column: 'n', descending: true });
  expect(nextOrder(first, 'n', true)).toEqual({ column: 'n', descending: false });
});
