import { expect, test } from 'vitest';
import { subRows } from '../queries.ts';
import { paintBand, paintLane } from '../worker/picture.ts';
import { sharesOf, stackCounts } from './minimap.ts';

test('a lane’s pixels are filled from its bottom, as high as its state', () => {
  const columns = 3;
  const pixels = new Uint32Array(columns * 2 * subRows);
  const color = [10, 20, 30, 255] as const;
  const looks = [undefined, { color, height: 1 }, { color, height: 4 }];
  paintLane(pixels, columns, 1, Uint8Array.of(0, 1, 2), looks);
  const bytes = new Uint8Array(pixels.buffer);
  const filled = (row: number, column: number) => bytes[(row * columns + column) * 4 + 3] === 255;
  const heights = [0, 1, 2].map(
    (column) => Array.from({ length: 2 * subRows }, (_, row) => filled(row, column)).filter(Boolean).length,
  );
  expect(heights).toEqual([0, 1, 4]);
  expect(filled(2 * subRows - 1, 1)).toBe(true);
  expect(filled(subRows - 1, 2)).toBe(false);
});

test('a band is coloured where it is 1', () => {
  const pixels = new Uint32Array(3);
  paintBand(pixels, Uint8Array.of(1, 1, 0), [1, 2, 3, 255]);
  paintBand(pixels, Uint8Array.of(0, 1, 0), [4, 5, 6, 255]);
  expect([...new Uint8Array(pixels.buffer)]).toEqual([1, 2, 3, 255, 4, 5, 6, 255, 0, 0, 0, 0]);
});

test('counts are stacked, and the highest is 1', () => {
  const counts = Array.from({ length: 6 }, () => new Float64Array(2));
  counts[2].set([1, 0]);
  counts[4].set([3, 1]);
  const { tops, most } = stackCounts(counts);
  expect(most).toBe(4);
  expect(tops.map((top) => [...top])).toEqual([
    [0.25, 0],
    [0.25, 0],
    [0.25, 0],
    [0.25, 0],
    [1, 0.25],
  ]);
});

test('the heap is drawn as shares of its largest size, and what is not known stays so', () => {
  expect([...sharesOf(Float64Array.of(Number.NaN, 2, 4))]).toEqual([Number.NaN, 0.5, 1]);
  expect([...sharesOf(new Float64Array(2))]).toEqual([0, 0]);
});
