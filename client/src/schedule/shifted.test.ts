import { expect, test } from 'vitest';
import { shifted } from './shifted.ts';

const at = (line: number, character: number) => ({ line, character });
const range = (a: number, b: number, c: number, d: number) => ({ start: at(a, b), end: at(c, d) });
const own = range(5, 4, 5, 10);

test('what is edited before moves it: lines, and columns in the same line', () => {
  expect(shifted(own, { range: range(1, 0, 1, 0), text: 'a\nb\r\n' })).toEqual(range(7, 4, 7, 10));
  expect(shifted(own, { range: range(1, 0, 4, 0), text: '' })).toEqual(range(2, 4, 2, 10));
  expect(shifted(own, { range: range(5, 1, 5, 3), text: 'longer' })).toEqual(range(5, 8, 5, 14));
  expect(shifted(own, { range: range(4, 2, 5, 2), text: '' })).toEqual(range(4, 4, 4, 10));
  expect(shifted(own, { range: range(5, 4, 5, 4), text: '\n\t' })).toEqual(range(6, 1, 6, 7));
});

test('what is edited behind or within does not', () => {
  expect(shifted(own, { range: range(5, 10, 6, 0), text: 'x' })).toEqual(own);
  expect(shifted(own, { range: range(5, 6, 5, 8), text: 'xyz' })).toEqual(range(5, 4, 5, 11));
});

test('where its end or its start is gone it ends where they were', () => {
  expect(shifted(own, { range: range(5, 6, 7, 0), text: '' })).toEqual(range(5, 4, 5, 6));
  expect(shifted(own, { range: range(4, 0, 5, 6), text: 'x' })).toEqual(range(4, 0, 4, 5));
});
