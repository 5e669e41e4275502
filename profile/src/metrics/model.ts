/** What a scrape of `/metrics` holds. */
export interface Scrape {
  families: readonly MetricFamily[];
}

export interface MetricFamily {
  name: string;
  /** `counter`, `gauge`, `histogram`, `summary`, `untyped`, and OpenMetrics' others. */
  type: string;
  help: string;
  unit: string;
  samples: readonly MetricSample[];
}

export interface MetricSample {
  /** The family's name, with `_bucket`, `_sum`, `_count`, `_total` or the like behind it in some types. */
  name: string;
  labels: Readonly<Record<string, string>>;
  /** May be NaN or infinite. */
  value: number;
  /** Milliseconds since 1970, where the scrape says so. */
  timeMs?: number;
}
