import { describe, expect, test } from 'vitest';
import type { FunctionLines } from '#profile';
import { rangesOf, sourceLines } from './sourceLines.ts';

const lines = (startLine: number, ...line: number[]): FunctionLines => ({
  file: '/app/main.go',
  startLine,
  lines: {
    line: Float64Array.from(line),
    flat: Float64Array.from(line, () => 1),
    cum: Float64Array.from(line, () => 2),
  },
});

const file = [
  'package main',
  '',
  'func a() {',
  '\tb()',
  '}',
  '',
  'func b() {',
  '\tc()',
  '\td()',
  '}',
  '',
  '// end',
];
const shown = (its: FunctionLines, of: readonly string[] | null = file) => {
  const ranges = rangesOf(its);
  const texts = of && ranges.map(({ from, to }) => of.slice(from - 1, to));
  return sourceLines(its, ranges, texts).map((row) =>
    row.kind === 'line' ? `${row.line} ${row.cum} ${row.text}` : row.kind,
  );
};

describe('the lines of a function', () => {
  test('from its first to its last, where the profile says where it begins', () => {
    expect(shown(lines(7, 8))).toEqual(['7 0 func b() {', '8 2 \tc()', '9 0 \td()', '10 0 }']);
  });

  test('or where the text does', () => {
    expect(shown(lines(0, 9))).toEqual(['7 0 func b() {', '8 0 \tc()', '9 2 \td()', '10 0 }']);
  });

  test('without a text, those that weigh something', () => {
    expect(shown(lines(7, 8, 9), null)).toEqual(['8 2 ', '9 2 ']);
  });

  test('of a file that has become shorter, all that weigh something', () => {
    expect(shown(lines(7, 8, 14)).slice(-2)).toEqual(['13 0 ', '14 2 ']);
  });

  test('with what is far from all that weighs something left out', () => {
    const long = Array.from({ length: 2_000 }, (_, i) => `\tx(${i + 1})`);
    const rows = shown(lines(0, 100, 1_000), long);
    expect(rows[0]).toBe('95 0 \tx(95)');
    expect(rows.filter((row) => row === 'gap')).toHaveLength(1);
    expect(rows.at(-1)).toBe('1005 0 \tx(1005)');
  });

  test('and no more than anybody reads, whatever a profile claims', () => {
    const claimed = lines(1, ...Array.from({ length: 50_000 }, (_, i) => 1 + i * 150));
    const asked = rangesOf(claimed).reduce((sum, { from, to }) => sum + to - from + 1, 0);
    expect(asked).toBeLessThan(3_500);
    expect(rangesOf(lines(0, 0))).toEqual([]);
    expect(rangesOf(lines(0, 2 ** 53))).toHaveLength(1);
  });
});
