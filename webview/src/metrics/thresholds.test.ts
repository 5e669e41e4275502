import { expect, test } from 'vitest';
import type { MetricSeries } from './series.ts';
import { knownThreshold, spansAbove } from './thresholds.ts';

const series = (name: string, value: number, labels = ''): MetricSeries => ({
  family: { name, type: 'gauge', help: '', unit: '', samples: [] },
  name,
  labels,
  values: [value],
  times: null,
});

test('a limit that the same scrape tells', () => {
  const open = series('process_open_fds', 12, 'job="a"');
  const all = [open, series('process_max_fds', 64, 'job="b"'), series('process_max_fds', 1024, 'job="a"')];
  expect(knownThreshold(open, all)).toEqual({ name: 'process_max_fds', value: 1024 });
  expect(knownThreshold(series('process_open_fds', 1), all.slice(0, 2))?.value).toBe(64);
  expect(knownThreshold(series('process_open_fds', 1), all)).toBeNull();
  expect(knownThreshold(series('go_goroutines', 1), all)).toBeNull();
  const memory = series('process_resident_memory_bytes', 1);
  expect(knownThreshold(memory, [series('go_gc_gomemlimit_bytes', 9.223372036854776e18)])).toBeNull();
});

test('when a line is above it', () => {
  expect(spansAbove([0, 10, 20, 30], [0, 20, 20, 0], 10)).toEqual([[5, 25]]);
  expect(spansAbove([0, 10, 20], [10, 0, 20], 10)).toEqual([
    [0, 0],
    [15, 20],
  ]);
  expect(spansAbove([0, 10], [1, 2], 10)).toEqual([]);
  expect(spansAbove([0, 10], [Number.NaN, 20], 10)).toEqual([[10, 10]]);
  expect(spansAbove([], [], 10)).toEqual([]);
});
