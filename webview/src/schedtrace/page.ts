import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { SchedSample, SchedTrace } from '#profile';
import '../plot/element.ts';
import { timePlot } from '../plot/timePlot.ts';
import '../table/element.ts';
import type { Row } from '../table/element.ts';
import './queues.ts';
import { queuesOf } from './queues.ts';
import { queued, type Stall, stallsOf } from './stalls.ts';

const localQueues = (sample: SchedSample): number => queued(sample) - sample.runqueue;

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
                ${l10n.t('At no time were all processors busy while the run queues grew.')}
              </p>`
            : html`<ul>${stalls.map((stall) => this.stall(stall))}</ul>`
        }
      </div>
      <unpark-table
        .columns=${[
          { key: 'ms', label: l10n.t('Milliseconds'), isNumeric: true, width: '7em' },
          { key: 'gomaxprocs', label: 'GOMAXPROCS', isNumeric: true, width: '9em' },
          { key: 'idle', label: l10n.t('idle processors'), isNumeric: true, width: '9.5em' },
          { key: 'threads', label: l10n.t('threads'), isNumeric: true, width: '6em' },
          { key: 'idlethreads', label: l10n.t('idle threads'), isNumeric: true, width: '8em' },
          { key: 'global', label: l10n.t('global queue'), isNumeric: true, width: '8em' },
          { key: 'local', label: l10n.t('queues of processors'), isNumeric: true, width: '13em' },
        ]}
        .total=${samples.length}
        .row=${(index: number): Row => rowOf(samples[index])}
        .label=${l10n.t('Samples')}
      ></unpark-table>
    `;
  }

  private stall({ first, last, from, to }: Stall): TemplateResult {
    const { samples } = this.data;
    return html`<li>
      ${l10n.t('{0} ms to {1} ms: no processor idle, goroutines that wait for one grow from {2} to {3}', samples[first].ms, samples[last].ms, from, to)}
    </li>`;
  }
}

const rowOf = (sample: SchedSample): Row => ({
  cells: [
    sample.ms,
    sample.gomaxprocs,
    sample.idleprocs,
    sample.threads,
    sample.idlethreads,
    sample.runqueue,
    localQueues(sample),
  ].map((value) => value.toLocaleString()),
});

customElements.define('unpark-schedtrace', SchedTracePage);
