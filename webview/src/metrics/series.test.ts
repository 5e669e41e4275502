import { expect, test } from 'vitest';
import type { MetricSample } from '#profile';
import { isPlottable, seriesOf } from './series.ts';

const family = (samples: MetricSample[]) => ({
  families: [{ name: 'n', type: 'gauge', help: '', unit: '', samples }],
});

test('values of one name and one set of labels are one series', () => {
  const series = seriesOf(
    family([
      { name: 'n', labels: { a: '1' }, value: 1, timeMs: 1000 },
      { name: 'n', labels: { a: '2' }, value: 5 },
      { name: 'n', labels: { a: '1' }, value: 2, timeMs: 2000 },
    ]),
  );
  expect(series.map(({ labels, values }) => [labels, values])).toEqual([
    ['a="1"', [1, 2]],
    ['a="2"', [5]],
  ]);
  expect(series.map(isPlottable)).toEqual([true, false]);
});

test('values without times, or all of one time, are not plotted', () => {
  const labels = {};
  expect(
    seriesOf(
      family([
        { name: 'n', labels, value: 1 },
        { name: 'n', labels, value: 2 },
      ]),
    ).map(isPlottable),
  ).toEqual([false]);
  const timeMs = 1000;
  const same = family([
    { name: 'n', labels, value: 1, timeMs },
    { name: 'n', labels, value: 2, timeMs },
  ]);
  expect(seriesOf(same).map(isPlottable)).toEqual([false]);
});
