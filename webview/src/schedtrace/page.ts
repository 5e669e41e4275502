import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { SchedSample, SchedTrace } from '#profile';
import '../plot/element.ts';
import { timePlot } from '../plot/timePlot.ts';
import '../table/element.ts';
import type { Row } from '../table/element.ts';
import './queues.ts';
import { queuesOf } from './queues.ts';
import { stallsOf } from './stalls.ts';
import { localQueues, noStalls, sampleCells, sampleColumns, stallText } from './texts.ts';

/** GODEBUG=schedtrace: threads, processors and run queues over time, with stalls marked, and every sample. */
class SchedTracePage extends LitElement {
  static override properties = { data: { attribute: false }, plotScript: { attribute: false } };
  declare data: SchedTrace;
  declare plotScript: string;

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { samples } = this.data;
    const stalls = stallsOf(samples);
    const at = samples.map(({ ms }) => ms / 1000);
    const marks = stalls.map(({ first, last }) => [at[first], at[last]] as const);
    const plot = (title: string, series: Record<string, (sample: SchedSample) => number>) =>
      timePlot(this.plotScript, title, {
        at,
        marks,
        series: Object.entries(series).map(([name, value]) => ({ name, values: samples.map(value) })),
      });
    return html`
      <div class="plots">
        ${plot(l10n.t('Run queues'), {
          [l10n.t('global queue')]: ({ runqueue }) => runqueue,
          [l10n.t('queues of processors')]: localQueues,
        })}
        ${plot(l10n.t('Processors'), {
          [l10n.t('idle processors')]: ({ idleprocs }) => idleprocs,
          GOMAXPROCS: ({ gomaxprocs }) => gomaxprocs,
        })}
        ${plot(l10n.t('Threads'), {
          [l10n.t('threads')]: ({ threads }) => threads,
          [l10n.t('idle threads')]: ({ idlethreads }) => idlethreads,
          [l10n.t('spinning threads')]: ({ spinningthreads }) => spinningthreads,
        })}
        ${
          samples.some((sample) => queuesOf(sample).length > 0)
            ? html`<unpark-queues .samples=${samples}></unpark-queues>`
            : nothing
        }
      </div>
      <div class="page-head" data-testid="stalls">
        <h2>${l10n.t('Stalls')}</h2>
        ${
          stalls.length === 0
            ? html`<p class="place">
                ${noStalls()}
              </p>`
            : html`<ul>${stalls.map((stall) => html`<li>${stallText(stall, samples)}</li>`)}</ul>`
        }
      </div>
      <unpark-table
        .columns=${sampleColumns()}
        .total=${samples.length}
        .row=${(index: number): Row => ({ cells: sampleCells(samples[index]) })}
        .label=${l10n.t('Samples')}
      ></unpark-table>
    `;
  }
}

customElements.define('unpark-schedtrace', SchedTracePage);
