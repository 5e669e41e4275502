import { describe, expect, test } from 'vitest';
import { durationText, ticksOf } from './time.ts';

test('a length of time stands in its largest unit', () => {
  expect([0, 7, 1500, 2_345_678, 12e9, 4321e9].map(durationText)).toEqual([
    '0',
    '7 ns',
    '1.5 µs',
    '2.35 ms',
    '12 s',
    `${(4321).toLocaleString()} s`,
  ]);
});

describe('ticks', () => {
  test('are round, in one unit', () => {
    expect(ticksOf(0, 300e6, 8).map(({ text }) => text)).toEqual([
      '0',
      '50 ms',
      '100 ms',
      '150 ms',
      '200 ms',
      '250 ms',
      '300 ms',
    ]);
  });

  test('far into a trace have the digits that tell them apart', () => {
    const texts = ticksOf(2e9, 2e9 + 100, 3).map(({ text }) => text);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts[0]).toBe('2000.00000 ms');
  });

  test('are not more than asked for, but for the one at the edge', () => {
    for (const width of [100, 999, 12_345, 5e9])
      expect(ticksOf(17, 17 + width, 6).length).toBeLessThanOrEqual(7);
  });
});
