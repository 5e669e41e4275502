import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Scrape } from '#profile';
import { searchBox } from '../head.ts';
import '../plot/element.ts';
import { timePlot } from '../plot/timePlot.ts';
import '../table/element.ts';
import type { Column, Order, Row } from '../table/element.ts';
import { nextOrder, sorted } from '../table/sort.ts';
import { current, isPlottable, type MetricSeries, seriesOf } from './series.ts';
import { knownThreshold, spansAbove, type Threshold } from './thresholds.ts';

const columns = (): Column[] => [
  { key: 'name', label: l10n.t('Metric'), width: 'minmax(16em, 1fr)' },
  { key: 'labels', label: l10n.t('Labels'), width: 'minmax(10em, 1fr)' },
  { key: 'value', label: l10n.t('Value'), isNumeric: true, width: '9em' },
  { key: 'limit', label: l10n.t('Limit'), isNumeric: true, width: '9em' },
  { key: 'type', label: l10n.t('Type'), width: '7em' },
  { key: 'help', label: l10n.t('Help'), width: 'minmax(14em, 1.5fr)' },
];

const cellOf = (series: MetricSeries, column: string): string | number => {
  if (column === 'value') return current(series);
  if (column === 'name' || column === 'labels') return series[column];
  return column === 'type' ? series.family.type : series.family.help;
};

/** A scrape of metrics: their current values as a table, and those with several times as lines. */
class Metrics extends LitElement {
  static override properties = {
    data: { attribute: false },
    plotScript: { attribute: false },
    text: { state: true },
    order: { state: true },
    chosen: { state: true },
    typed: { state: true },
  };
  declare data: Scrape;
  declare plotScript: string;
  declare text: string;
  declare order: Order;
  /** What is plotted; `null` before anybody chose one: the first that can be. */
  declare chosen: MetricSeries | null;
  /** What somebody typed as the threshold of what is plotted; NaN before. */
  declare typed: number;
  private all: readonly MetricSeries[] = [];
  private rows: readonly MetricSeries[] = [];

  constructor() {
    super();
    this.text = '';
    this.order = { column: 'name', descending: false };
    this.chosen = null;
    this.typed = Number.NaN;
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('data')) {
      this.all = seriesOf(this.data);
      this.chosen = null;
    }
    const text = this.text.toLowerCase();
    const found = this.all.filter(({ name, labels, family }) =>
      `${name} ${labels} ${family.help}`.toLowerCase().includes(text),
    );
    const order = sorted(found.length, (index) => this.cell(found[index], this.order.column), this.order);
    this.rows = order.map((index) => found[index]);
  }

  protected override render(): TemplateResult {
    const { rows, text, order } = this;
    const hint = l10n.t('Search names, labels and help');
    return html`
      ${this.plot()}
      <div class="page-head search" role="search">
        ${searchBox(hint, text, (typed) => {
          this.text = typed;
        })}
        <span class="found" role="status">${l10n.t('{0} of {1}', rows.length, this.all.length)}</span>
      </div>
      <unpark-table
        data-testid="metrics"
        .columns=${columns()}
        .total=${rows.length}
        .row=${(index: number): Row | undefined => rows[index] && this.rowOf(rows[index])}
        .order=${order}
        .label=${l10n.t('Metrics')}
        @order-changed=${({ detail }: CustomEvent<string>) => {
          this.order = nextOrder(order, detail, detail === 'value' || detail === 'limit');
        }}
        @row-chosen=${({ detail }: CustomEvent<number>) => {
          if (!isPlottable(rows[detail])) return;
          this.chosen = rows[detail];
          this.typed = Number.NaN;
        }}
      ></unpark-table>
    `;
  }

  private plot(): TemplateResult | typeof nothing {
    const shown = this.chosen ?? this.all.find(isPlottable);
    if (!shown?.times) return nothing;
    const begin = shown.times[0];
    const name = shown.labels ? `${shown.name}{${shown.labels}}` : shown.name;
    const at = shown.times.map((time) => (time - begin) / 1000);
    const threshold = this.threshold(shown);
    const line = threshold && { name: threshold.name, values: at.map(() => threshold.value) };
    return html`<div class="plots">
      ${timePlot(this.plotScript, l10n.t('Over time: Enter in the table plots another'), {
        at,
        series: [{ name, values: shown.values }, ...(line ? [line] : [])],
        marks: threshold ? spansAbove(at, shown.values, threshold.value) : [],
      })}
      <label class="threshold">
        ${l10n.t('Threshold')}
        <input
          type="number"
          data-testid="threshold"
          .value=${threshold ? String(threshold.value) : ''}
          @input=${({ target }: Event) => {
            this.typed = (target as HTMLInputElement).valueAsNumber;
          }}
        />
        ${threshold && current(shown) >= threshold.value ? html`<b role="status">${l10n.t('It is above it now.')}</b>` : nothing}
      </label>
    </div>`;
  }

  /** What somebody typed, or the limit that the program tells. */
  private threshold(series: MetricSeries): Threshold | null {
    if (Number.isFinite(this.typed)) return { name: l10n.t('threshold'), value: this.typed };
    return knownThreshold(series, this.all);
  }

  private cell(series: MetricSeries, column: string): string | number {
    return column === 'limit' ? (knownThreshold(series, this.all)?.value ?? '') : cellOf(series, column);
  }

  private rowOf(series: MetricSeries): Row {
    const cells = columns().map(({ key }) => {
      const cell = this.cell(series, key);
      return typeof cell === 'number' ? cell.toLocaleString(undefined, { maximumFractionDigits: 6 }) : cell;
    });
    return { cells };
  }
}

customElements.define('unpark-metrics', Metrics);
