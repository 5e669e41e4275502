import { expect, test } from 'vitest';
import { boxAt, scaled, stepFrom, weightAt, xOf } from './geometry.ts';

/** A root of 10 with children of 6 and 3; the first has children of 2 and 4. */
const boxes = {
  depth: Int32Array.of(0, 1, 1, 2, 2),
  from: Float64Array.of(0, 0, 6, 0, 2),
  to: Float64Array.of(10, 6, 9, 2, 6),
};

test('finds the box at a place', () => {
  expect([boxAt(boxes, 0, 9.5), boxAt(boxes, 1, 0), boxAt(boxes, 1, 6), boxAt(boxes, 2, 5.9)]).toEqual([
    0, 1, 2, 4,
  ]);
  expect([boxAt(boxes, 1, 9.5), boxAt(boxes, 2, 6), boxAt(boxes, 3, 1)]).toEqual([-1, -1, -1]);
});

test('steps to parents, children and beside', () => {
  expect(stepFrom(boxes, 0, 'child')).toBe(1);
  expect(stepFrom(boxes, 1, 'child')).toBe(4);
  expect(stepFrom(boxes, 2, 'child')).toBe(-1);
  expect(stepFrom(boxes, 4, 'parent')).toBe(1);
  expect(stepFrom(boxes, 0, 'parent')).toBe(-1);
  expect(stepFrom(boxes, 1, 'right')).toBe(2);
  expect(stepFrom(boxes, 2, 'right')).toBe(-1);
  expect(stepFrom(boxes, 1, 'left')).toBe(-1);
});

test('zooms around a weight, within the whole', () => {
  expect(scaled({ from: 0, to: 10 }, 5, 0.5, 10)).toEqual({ from: 2.5, to: 7.5 });
  expect(scaled({ from: 0, to: 5 }, 0, 4, 10)).toEqual({ from: 0, to: 10 });
  expect(scaled({ from: 8, to: 10 }, 10, 2, 10)).toEqual({ from: 6, to: 10 });
});

test('weights and pixels', () => {
  const range = { from: 4, to: 8 };
  expect(xOf(5, range, 100)).toBe(25);
  expect(weightAt(25, range, 100)).toBe(5);
});
