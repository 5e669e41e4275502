import { describe, expect, test } from 'vitest';
import { nextBookmark, toggled } from './bookmarks.ts';
import { resampled } from './resampled.ts';
import { toMarkdown, toText } from './sheet.ts';
import { nanosecondsOf, thresholdOf } from './threshold.ts';
import { exactText } from './time.ts';

describe('bookmarks', () => {
  const mark = (time: number, goroutine: number | null = null) => ({ time, text: '', goroutine });
  const marks = [10, 20, 30].map((time) => mark(time));

  test('are kept by time, and removed where they are set again', () => {
    expect(toggled(marks, mark(15)).map(({ time }) => time)).toEqual([10, 15, 20, 30]);
    expect(toggled(marks, mark(20)).map(({ time }) => time)).toEqual([10, 30]);
    expect(toggled(marks, mark(20, 7))).toHaveLength(4);
  });

  test('are gone through both ways, around the ends', () => {
    expect(nextBookmark(marks, 20, false)?.time).toBe(30);
    expect(nextBookmark(marks, 30, false)?.time).toBe(10);
    expect(nextBookmark(marks, 20, true)?.time).toBe(10);
    expect(nextBookmark(marks, 10, true)?.time).toBe(30);
    expect(nextBookmark([], 10, true)).toBeUndefined();
  });
});

test('a threshold is seconds, or a share of the trace', () => {
  expect(nanosecondsOf({ value: 10, unit: 'seconds' }, 5e9)).toBe(10e9);
  expect(nanosecondsOf({ value: 25, unit: 'percent' }, 4e9)).toBe(1e9);
  expect(thresholdOf(10e9, 60e9)).toEqual({ value: 10, unit: 'seconds' });
  expect(thresholdOf(2e9, 4e9)).toEqual({ value: 50, unit: 'percent' });
  expect(thresholdOf(0, 0)).toEqual({ value: 0, unit: 'seconds' });
});

describe('what is copied', () => {
  const frame = { function: 'main.work', file: '/src/main.go', line: 21 };
  const sheet = {
    title: 'goroutine 7',
    facts: [['State', 'waiting: a | b']] as const,
    stacks: [{ title: 'Where it is', frames: [frame] }],
  };

  test('is text with each frame and its place', () => {
    expect(toText(sheet)).toBe(
      'goroutine 7\nState: waiting: a | b\n\nWhere it is:\n  main.work\n    /src/main.go:21\n',
    );
  });

  test('or Markdown whose table stays one', () => {
    expect(toMarkdown(sheet)).toBe(
      '### goroutine 7\n\n| | |\n|---|---|\n| State | waiting: a \\| b |\n\nWhere it is:\n\n```\nmain.work\n    /src/main.go:21\n```\n',
    );
  });

  test('has times with their unit and exactly', () => {
    expect([0, 999, 1500, 2_345_678].map(exactText)).toEqual([
      '0',
      '999 ns',
      '1.5 µs (1500 ns)',
      '2.35 ms (2345678 ns)',
    ]);
  });
});

test('a series has the last value that it had', () => {
  const series = { at: Float64Array.of(1, 2), values: Float64Array.of(10, 20) };
  expect(resampled(series, Float64Array.of(0, 1, 1.5, 2, 9))).toEqual([Number.NaN, 10, 10, 20, 20]);
});
