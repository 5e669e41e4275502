import type { MetricFamily, MetricSample, Scrape } from '#profile';

/** One metric with one set of labels. */
export interface MetricSeries {
  family: MetricFamily;
  name: string;
  /** `method="GET", code="200"`; empty where there are none. */
  labels: string;
  /** In the order of the file; the last is the current one. */
  values: readonly number[];
  /** Milliseconds since 1970, one for each value; `null` where not all values have a time. */
  times: readonly number[] | null;
}

/** Puts the values of a scrape together by name and labels, in the order of the file. */
export function seriesOf({ families }: Scrape): MetricSeries[] {
  return families.flatMap((family) => {
    const found = new Map<string, MetricSample[]>();
    for (const sample of family.samples) {
      const key = `${sample.name}{${labelsText(sample)}}`;
      const known = found.get(key);
      if (known) known.push(sample);
      else found.set(key, [sample]);
    }
    return [...found.values()].map((samples) => {
      const times = samples.flatMap(({ timeMs }) => (timeMs === undefined ? [] : [timeMs]));
      return {
        family,
        name: samples[0].name,
        labels: labelsText(samples[0]),
        values: samples.map(({ value }) => value),
        times: times.length === samples.length ? times : null,
      };
    });
  });
}

const labelsText = ({ labels }: MetricSample): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ');

/** What tells a series from all others: `go_goroutines{job="a"}`. */
export const keyOf = ({ name, labels }: Pick<MetricSeries, 'name' | 'labels'>): string =>
  labels ? `${name}{${labels}}` : name;

/** Whether it has values of several times, so that it can be plotted. */
export const isPlottable = ({ times }: MetricSeries): boolean => times !== null && new Set(times).size > 1;

/** The value that it has now. */
export const current = ({ values }: MetricSeries): number => values[values.length - 1];
