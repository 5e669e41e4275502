import type { PlotSeries } from './queries.ts';

/** The value of a series at each of rising moments: the last that it had. NaN before its first. */
export function resampled({ at, values }: PlotSeries, times: Float64Array): number[] {
  let next = 0;
  return Array.from(times, (time) => {
    while (next < at.length && at[next] <= time) next++;
    return next === 0 ? Number.NaN : values[next - 1];
  });
}
