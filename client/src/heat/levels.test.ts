import { describe, expect, test } from 'vitest';
import { hotLines, shortWeight } from './levels.ts';

const file = (rows: [line: number, flat: number, cum: number][]) => ({
  file: 'a.go',
  line: Float64Array.from(rows, ([line]) => line),
  flat: Float64Array.from(rows, ([, flat]) => flat),
  cum: Float64Array.from(rows, ([, , cum]) => cum),
});

describe('hot lines', () => {
  test('by their share of the heaviest, also of what became less', () => {
    const lines = hotLines(
      file([
        [3, 0, 100],
        [4, 5, 50],
        [9, 0, -12],
        [10, 0, 1],
        [11, 0, 0],
        [0, 9, 9],
      ]),
    );
    expect(lines.map(({ line, level }) => [line, level])).toEqual([
      [2, 2],
      [3, 2],
      [8, 1],
      [9, 0],
    ]);
  });

  test('no more than can be drawn, and the lightest go', () => {
    const lines = hotLines(file(Array.from({ length: 9_000 }, (_, i) => [i + 1, 0, i + 1])));
    expect(lines).toHaveLength(5_000);
    expect(lines[0].line).toBe(4_000);
  });

  test('are told in their unit', () => {
    expect(shortWeight(1.2e9, { unit: 'nanoseconds', total: 4e9 })).toBe('1.2 s (30%)');
  });
});
