import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Scrape } from '#profile';
import { searchBox } from '../head.ts';
import '../plot/element.ts';
import { timePlot } from '../plot/timePlot.ts';
import '../table/element.ts';
import type { Row } from '../table/element.ts';
import { nextOrder } from '../table/sort.ts';
import { metricCells, metricColumns, shownSeries } from './rows.ts';
import type { SavedMetrics } from './saved.ts';
import { current, isPlottable, keyOf, type MetricSeries, seriesOf } from './series.ts';
import { knownThreshold, spansAbove, type Threshold } from './thresholds.ts';

/**
 * A scrape of metrics: their current values as a table, and those with several times as lines. Fires `metrics-changed`
 * with what it wants to be kept.
 */
class Metrics extends LitElement {
  static override properties = {
    data: { attribute: false },
    plotScript: { attribute: false },
    saved: { attribute: false },
  };
  declare data: Scrape;
  declare plotScript: string;
  declare saved: SavedMetrics;
  private all: readonly MetricSeries[] = [];
  private rows: readonly MetricSeries[] = [];

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('data')) this.all = seriesOf(this.data);
    this.rows = shownSeries(this.all, this.saved);
  }

  protected override render(): TemplateResult {
    const { rows, all } = this;
    const { search, order } = this.saved;
    const hint = l10n.t('Search names, labels and help');
    return html`
      ${this.plot()}
      <div class="page-head search" role="search">
        ${searchBox(hint, search, (typed) => this.change({ search: typed }))}
        <span class="found" role="status">${l10n.t('{0} of {1}', rows.length, all.length)}</span>
      </div>
      <unpark-table
        data-testid="metrics"
        .columns=${metricColumns()}
        .total=${rows.length}
        .row=${(index: number): Row | undefined => rows[index] && { cells: metricCells(rows[index], all) }}
        .order=${order}
        .label=${l10n.t('Metrics')}
        @order-changed=${({ detail }: CustomEvent<string>) =>
          this.change({ order: nextOrder(order, detail, detail === 'value' || detail === 'limit') })}
        @row-chosen=${({ detail }: CustomEvent<number>) => {
          if (isPlottable(rows[detail])) this.change({ chosen: keyOf(rows[detail]) });
        }}
      ></unpark-table>
    `;
  }

  private plot(): TemplateResult | typeof nothing {
    const { chosen, thresholds } = this.saved;
    const plottable = this.all.filter(isPlottable);
    const shown = plottable.find((series) => keyOf(series) === chosen) ?? plottable[0];
    if (!shown?.times) return nothing;
    const key = keyOf(shown);
    const begin = shown.times[0];
    const at = shown.times.map((time) => (time - begin) / 1000);
    const threshold = this.threshold(shown);
    const line = threshold && { name: threshold.name, values: at.map(() => threshold.value) };
    return html`<div class="plots">
      ${timePlot(this.plotScript, l10n.t('Over time: Enter in the table plots another'), {
        at,
        series: [{ name: key, values: shown.values }, ...(line ? [line] : [])],
        marks: threshold ? spansAbove(at, shown.values, threshold.value) : [],
      })}
      <label class="threshold">
        ${l10n.t('Threshold')}
        <input
          type="number"
          data-testid="threshold"
          .value=${threshold ? String(threshold.value) : ''}
          @input=${({ target }: Event) => {
            const { [key]: _, ...others } = thresholds;
            const value = (target as HTMLInputElement).valueAsNumber;
            this.change({ thresholds: Number.isFinite(value) ? { ...others, [key]: value } : others });
          }}
        />
        ${threshold && current(shown) >= threshold.value ? html`<b role="status">${l10n.t('It is above it now.')}</b>` : nothing}
      </label>
    </div>`;
  }

  /** What somebody typed, or the limit that the program tells. */
  private threshold(series: MetricSeries): Threshold | null {
    const typed = this.saved.thresholds[keyOf(series)];
    return typed === undefined
      ? knownThreshold(series, this.all)
      : { name: l10n.t('threshold'), value: typed };
  }

  private change(change: Partial<SavedMetrics>): void {
    this.dispatchEvent(new CustomEvent('metrics-changed', { detail: { ...this.saved, ...change } }));
  }
}

customElements.define('unpark-metrics', Metrics);
