import { current, type MetricSeries } from './series.ts';

/** What a program exports of its limits, by what comes up to them. */
const limits: readonly (readonly [metric: string, limit: string])[] = [
  ['process_open_fds', 'process_max_fds'],
  ['process_virtual_memory_bytes', 'process_virtual_memory_max_bytes'],
  ['process_resident_memory_bytes', 'go_gc_gomemlimit_bytes'],
  ['go_memstats_sys_bytes', 'go_gc_gomemlimit_bytes'],
  ['go_memstats_heap_inuse_bytes', 'go_gc_gomemlimit_bytes'],
  ['go_memory_classes_total_bytes', 'go_gc_gomemlimit_bytes'],
];

/** Without GOMEMLIMIT the limit is the largest number that there is; no such one is told. */
const unlimited = 2 ** 62;

export interface Threshold {
  /** The metric that tells it. */
  name: string;
  value: number;
}

/** The limit that a series comes up to, where the same scrape tells it; with the same labels where there are several. */
export function knownThreshold(series: MetricSeries, all: readonly MetricSeries[]): Threshold | null {
  const [, name] = limits.find(([metric]) => metric === series.name) ?? [];
  const named = name ? all.filter((other) => other.name === name) : [];
  const its =
    named.find(({ labels }) => labels === series.labels) ?? (named.length === 1 ? named[0] : undefined);
  const value = its ? current(its) : 0;
  return name && value > 0 && value < unlimited ? { name, value } : null;
}

/** When a line through values is at or above a threshold: spans of the unit of `at`, which rises. */
export function spansAbove(
  at: readonly number[],
  values: readonly number[],
  threshold: number,
): [from: number, to: number][] {
  const spans: [number, number][] = [];
  const isAbove = (i: number) => values[i] >= threshold;
  const crossing = (i: number) => {
    const share = (threshold - values[i]) / (values[i + 1] - values[i]);
    return at[i] + share * (at[i + 1] - at[i]);
  };
  for (let i = 0; i < at.length; i++) {
    if (!isAbove(i)) continue;
    const from = i > 0 && Number.isFinite(values[i - 1]) ? crossing(i - 1) : at[i];
    let last = i;
    while (last + 1 < at.length && isAbove(last + 1)) last++;
    const to = last + 1 < at.length && Number.isFinite(values[last + 1]) ? crossing(last) : at[last];
    spans.push([from, to]);
    i = last;
  }
  return spans;
}
