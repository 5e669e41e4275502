import { expect, test } from 'vitest';
import { shortName } from './names.ts';
import { rangeInSight } from './sight.ts';
import { formatShare, formatValue } from './units.ts';

test.each([
  [1_250_000_000, 'nanoseconds', '1.25 s'],
  [999, 'ns', '999 ns'],
  [20, 'milliseconds', '20 ms'],
  [90, 'seconds', '1.5 min'],
  [-1500, 'ns', '-1.5 µs'],
  [524344, 'bytes', '512 kB'],
  [1023, 'bytes', '1,023 B'],
  [3 * 1024, 'kB', '3 MB'],
  [0, 'bytes', '0'],
  [12345, 'count', '12,345'],
  [7, 'requests', '7 requests'],
])('%d %s is %s', (value, unit, text) => {
  expect(formatValue(value, unit)).toBe(text);
});

test('shares', () => {
  expect(formatShare(1, 3)).toBe('33.3%');
  expect(formatShare(1, 100_000)).toBe('< 0.01%');
  expect(formatShare(0, 3)).toBe('0%');
  expect(formatShare(3, 0)).toBe('0%');
});

test('short names keep type arguments', () => {
  expect(shortName('example.com/a/queue.(*Pool).Get')).toBe('queue.(*Pool).Get');
  expect(shortName('example.com/a.Map[go.shape.struct { a/b.T }]')).toBe('a.Map[go.shape.struct { a/b.T }]');
  expect(shortName('main.main')).toBe('main.main');
});

test('a list fetches what is in sight and some beyond', () => {
  expect(rangeInSight(0, 100, 24, 2)).toEqual({ from: 0, to: 7 });
  expect(rangeInSight(2400, 100, 24, 2)).toEqual({ from: 98, to: 107 });
});
