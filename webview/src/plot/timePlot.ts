import { html, type TemplateResult } from 'lit';

/** Values over time. */
export interface TimeSeries {
  /** Seconds. */
  at: readonly number[];
  series: readonly { name: string; values: readonly number[] }[];
  /** Spans of time to be marked. */
  marks?: readonly (readonly [from: number, to: number])[];
}

/** A titled plot over time. */
export const timePlot = (script: string, title: string, { at, series, marks }: TimeSeries): TemplateResult =>
  html`<section>
    <h3>${title}</h3>
    <unpark-plot
      .script=${script}
      .label=${title}
      .data=${{
        names: [],
        times: at,
        marks: marks ?? [],
        series: series.map(({ name, values }) => ({ name, counts: values, isActive: false })),
      }}
    ></unpark-plot>
  </section>`;
