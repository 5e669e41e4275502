import type { Latency } from '../queries.ts';

/** How lengths of time are spread; `null` where there are none. @param times nanoseconds */
export function latencyOf(times: readonly number[]): Latency | null {
  if (times.length === 0) return null;
  const sorted = Float64Array.from(times).sort();
  /** The least value that a share of all does not exceed. */
  const quantile = (share: number) =>
    sorted[Math.min(Math.max(Math.ceil(share * sorted.length) - 1, 0), sorted.length - 1)];
  const powers = sorted.map((time) => Math.floor(Math.log2(Math.max(time, 1))));
  const first = powers[0];
  const histogram = new Array<number>(powers[powers.length - 1] - first + 1).fill(0);
  for (const power of powers) histogram[power - first]++;
  return {
    count: sorted.length,
    least: sorted[0],
    median: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
    most: sorted[sorted.length - 1],
    total: sorted.reduce((sum, time) => sum + time, 0),
    first,
    histogram,
  };
}
