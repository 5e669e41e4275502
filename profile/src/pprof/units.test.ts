import { expect, test } from 'vitest';
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
