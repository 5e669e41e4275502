import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import '../plot/element.ts';
import { timePlot } from '../plot/timePlot.ts';
import type { PlotData } from '../plot/types.ts';
import '../table/element.ts';
import type { Column, Row } from '../table/element.ts';
import './phases.ts';
import type { Asker, PlotSeries, Plots, TraceOverview } from './queries.ts';
import { resampled } from './resampled.ts';
import { stateName } from './states.ts';
import { durationText } from './time.ts';

const megabyte = 1e6;
const states = [2, 1, 4, 3, 5];
/** Rows of the table over time. */
const moments = 50;

const bytes = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '' : l10n.t('{0} MB', (value / megabyte).toPrecision(3));

/** Counts of goroutines by state, the heap and the minimum mutator utilisation: as plots, and as tables beside. */
class TracePlots extends LitElement {
  static override properties = {
    asker: { attribute: false },
    overview: { attribute: false },
    plotScript: { attribute: false },
    plots: { state: true },
    table: { state: true },
  };
  declare asker: Asker;
  declare overview: TraceOverview;
  declare plotScript: string;
  declare plots: Plots | null;
  declare table: 'time' | 'utilization' | 'phases';

  constructor() {
    super();
    this.plots = null;
    this.table = 'time';
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('asker') || changed.has('overview')) void this.load();
  }

  protected override render(): TemplateResult {
    const { plots, overview, plotScript } = this;
    const { counts, duration } = overview;
    const buckets = counts[1]?.length ?? 0;
    const at = Array.from({ length: buckets }, (_, i) => ((i + 0.5) * duration) / buckets / 1e9);
    return html`
      <div class="plots" data-testid="trace-plots">
        ${timePlot(plotScript, l10n.t('Goroutines by state'), {
          at,
          series: states.map((state) => ({ name: stateName(state), values: [...counts[state]] })),
        })}
        ${plots && plots.heap.at.length > 0 ? this.heap(plots) : nothing}
        ${plots && plots.utilization.length > 0 ? this.utilization(plots.utilization) : nothing}
      </div>
      <div class="search">
        <label>
          ${l10n.t('As a table')}
          <select
            data-testid="plot-table"
            @change=${({ target }: Event) => {
              this.table = (target as HTMLSelectElement).value as typeof this.table;
            }}
          >
            <option value="time">${l10n.t('Goroutines and heap over time')}</option>
            <option value="utilization">${l10n.t('Minimum mutator utilisation')}</option>
            <option value="phases">${l10n.t('Collector and pauses')}</option>
          </select>
        </label>
      </div>
      ${this.tableShown()}
    `;
  }

  private heap({ heap, heapGoal }: Plots): TemplateResult {
    const inMegabytes = ({ values }: PlotSeries) => Array.from(values, (value) => value / megabyte);
    const goal = heapGoal.at.length > 0 ? resampled(heapGoal, heap.at) : null;
    return timePlot(this.plotScript, l10n.t('Heap, in MB'), {
      at: [...heap.at],
      series: [
        { name: l10n.t('live heap'), values: inMegabytes(heap) },
        ...(goal
          ? [{ name: l10n.t('the collector’s goal'), values: goal.map((value) => value / megabyte) }]
          : []),
      ],
    });
  }

  private utilization(points: Plots['utilization']): TemplateResult {
    const title = l10n.t('Minimum mutator utilisation, by length of window');
    const data: PlotData = {
      names: [],
      times: points.map(([window]) => window),
      isLog: true,
      timeText: durationText,
      series: [
        {
          name: l10n.t('least share for the program'),
          counts: points.map(([, share]) => share),
          isActive: false,
        },
      ],
    };
    return html`<section>
      <h3>${title}</h3>
      <unpark-plot .script=${this.plotScript} .label=${title} .data=${data}></unpark-plot>
    </section>`;
  }

  private tableShown(): TemplateResult {
    if (this.table === 'time') return this.overTime();
    if (this.table === 'utilization') return this.byWindow();
    return html`<unpark-phases .asker=${this.asker} .overview=${this.overview}></unpark-phases>`;
  }

  private overTime(): TemplateResult {
    const { counts, heap, duration } = this.overview;
    const buckets = heap.length;
    const columns: Column[] = [
      { key: 'time', label: l10n.t('Time'), isNumeric: true, width: '6em' },
      ...states.map((state) => ({
        key: `${state}`,
        label: stateName(state),
        isNumeric: true,
        width: '12.5em',
      })),
      { key: 'heap', label: l10n.t('live heap'), isNumeric: true, width: '8em' },
    ];
    const step = buckets / moments;
    const row = (index: number): Row => {
      const [from, to] = [Math.floor(index * step), Math.max(Math.floor((index + 1) * step), 1)];
      const average = (values: Float64Array) =>
        values.subarray(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
      return {
        cells: [
          durationText((index * step * duration) / buckets),
          ...states.map((state) =>
            average(counts[state]).toLocaleString(undefined, { maximumFractionDigits: 1 }),
          ),
          bytes(heap[to - 1]),
        ],
      };
    };
    return this.tableOf(columns, moments, row, l10n.t('Goroutines and heap over time'));
  }

  private byWindow(): TemplateResult {
    const points = this.plots?.utilization ?? [];
    const columns: Column[] = [
      { key: 'window', label: l10n.t('Length of window'), isNumeric: true, width: '10em' },
      { key: 'share', label: l10n.t('least share for the program'), isNumeric: true, width: '16em' },
    ];
    const row = (index: number): Row => {
      const [window, share] = points[index];
      return { cells: [durationText(window), `${(share * 100).toFixed(1)} %`] };
    };
    return this.tableOf(columns, points.length, row, l10n.t('Minimum mutator utilisation'));
  }

  private tableOf(
    columns: Column[],
    total: number,
    row: (index: number) => Row,
    label: string,
  ): TemplateResult {
    return html`<unpark-table
      .columns=${columns}
      .total=${total}
      .row=${row}
      .order=${null}
      .label=${label}
    ></unpark-table>`;
  }

  private async load(): Promise<void> {
    this.plots = await this.asker.ask('plots', {});
  }
}

customElements.define('unpark-trace-plots', TracePlots);
