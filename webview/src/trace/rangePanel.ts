import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { tabBar } from '../tabs.ts';
import './goroutines.ts';
import './profile.ts';
import { copyButtons } from './copyButtons.ts';
import type { Asker, RangeTotal, Span, TraceOverview, WindowTotals } from './queries.ts';
import type { Sheet } from './sheet.ts';
import { stateName } from './states.ts';
import { durationText, exactText } from './time.ts';

type Time = (nanoseconds: number) => string;

const megabytes = (bytes: number): string => l10n.t('{0} MB', (bytes / 1e6).toPrecision(3));

const phase = ({ count, time }: RangeTotal, text: Time): string =>
  count === 0 ? l10n.t('none') : l10n.t('{0} in {1} phases', text(time), count.toLocaleString());

/** Name and value of each total. */
function factsOf(totals: WindowTotals, { from, to }: Span, time: Time): [string, string][] {
  const { goroutines, created, ended, busy, heap, samples } = totals;
  const facts: [string, string][] = [
    [l10n.t('From'), time(from)],
    [l10n.t('To'), time(to)],
    [l10n.t('Duration'), time(to - from)],
    [l10n.t('Goroutines'), goroutines.toLocaleString()],
    [l10n.t('Created'), created.toLocaleString()],
    [l10n.t('Ended'), ended.toLocaleString()],
    [l10n.t('Processors busy'), `${(busy * 100).toFixed(1)} %`],
    [l10n.t('Collector marks'), phase(totals.marking, time)],
    [l10n.t('World stopped'), phase(totals.stopped, time)],
    [l10n.t('GC assist'), phase(totals.assisting, time)],
  ];
  if (heap) facts.push([l10n.t('Live heap'), `${megabytes(heap.least)} – ${megabytes(heap.most)}`]);
  if (samples > 0) facts.push([l10n.t('CPU samples'), samples.toLocaleString()]);
  return facts;
}

/** How long all goroutines together were in each state, and what they waited for. */
function timesOf(
  { states, waits }: WindowTotals,
  time: Time,
): { states: [string, string][]; waits: [string, string][] } {
  return {
    states: [2, 1, 3, 5, 4].map((state) => [stateName(state), time(states[state] ?? 0)]),
    waits: waits.map(([reason, length]) => [reason || l10n.t('unknown'), time(length)]),
  };
}

export function sheetOf(totals: WindowTotals, span: Span): Sheet {
  const { states, waits } = timesOf(totals, exactText);
  return {
    title: l10n.t('Range from {0} to {1}', durationText(span.from), durationText(span.to)),
    facts: [
      ...factsOf(totals, span, exactText),
      ...states,
      ...waits.map(([reason, time]): [string, string] => [l10n.t('Blocked: {0}', reason), time]),
    ],
    stacks: [],
  };
}

/**
 * What happened in a range of time: totals, a profile, the goroutines. Fires `range-changed` with a span,
 * `range-shown`, `goroutine-chosen` with a row, and `closed`.
 */
class RangePanel extends LitElement {
  static override properties = {
    asker: { attribute: false },
    overview: { attribute: false },
    range: { attribute: false },
    totals: { state: true },
    tab: { state: true },
  };
  declare asker: Asker;
  declare overview: TraceOverview;
  declare range: Span;
  declare totals: WindowTotals | null;
  declare tab: string;

  constructor() {
    super();
    this.totals = null;
    this.tab = 'totals';
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('asker') || changed.has('range') || changed.has('overview')) void this.load();
  }

  protected override render(): TemplateResult {
    const { range, totals } = this;
    const tabs = [
      { key: 'totals', label: l10n.t('Totals') },
      { key: 'profile', label: l10n.t('Flame Graph') },
      { key: 'goroutines', label: l10n.t('Goroutines') },
    ];
    const close = l10n.t('Close');
    return html`
      <div class="title">
        <h2 data-testid="range">
          ${l10n.t('Range from {0} to {1}', durationText(range.from), durationText(range.to))}
          <span class="place">${durationText(range.to - range.from)}</span>
        </h2>
        <div class="tools">
          ${this.edge('from', l10n.t('From, ms'))} ${this.edge('to', l10n.t('To, ms'))}
          <button class="tool" title=${l10n.t('Zoom to it (Z)')} aria-label=${l10n.t('Zoom to it (Z)')} @click=${() => this.tell('range-shown')}>
            <span class="codicon codicon-zoom-in"></span>
          </button>
          ${totals ? copyButtons(() => sheetOf(totals, range)) : nothing}
          <button class="tool" title=${close} aria-label=${close} @click=${() => this.tell('closed')}>
            <span class="codicon codicon-close"></span>
          </button>
        </div>
      </div>
      ${tabBar(tabs, this.tab, l10n.t('Views of the range'), (key) => {
        this.tab = key;
      })}
      <div class="panel" role="tabpanel" aria-label=${tabs.find(({ key }) => key === this.tab)?.label ?? ''}>
        ${this.content()}
      </div>
    `;
  }

  private content(): TemplateResult | typeof nothing {
    const { asker, overview, range, totals } = this;
    if (this.tab === 'profile')
      return html`<unpark-trace-profile
        .asker=${asker}
        .window=${range}
        .trace=${overview}
      ></unpark-trace-profile>`;
    if (this.tab === 'goroutines')
      return html`<unpark-goroutines
        .asker=${asker}
        .window=${range}
        .reasons=${overview.reasons}
        @goroutine-chosen=${({ detail }: CustomEvent<number>) => this.tell('goroutine-chosen', detail)}
      ></unpark-goroutines>`;
    if (!totals) return nothing;
    const { states, waits } = timesOf(totals, durationText);
    return html`<div class="totals" data-testid="totals">
      <dl>${factsOf(totals, range, durationText).map(fact)}</dl>
      <section>
        <h3>${l10n.t('All goroutines together')}</h3>
        <dl>${states.map(fact)}</dl>
      </section>
      <section>
        <h3>${l10n.t('Blocked, without the runtime’s own')}</h3>
        <dl>${waits.length > 0 ? waits.map(fact) : l10n.t('none')}</dl>
      </section>
    </div>`;
  }

  /** An edge of the range as a number of milliseconds. */
  private edge(name: 'from' | 'to', label: string): TemplateResult {
    const { range, overview } = this;
    return html`<label>
      ${label}
      <input
        type="number"
        step="any"
        min="0"
        data-testid=${`range-${name}`}
        .value=${String(Number((range[name] / 1e6).toFixed(6)))}
        @change=${({ target }: Event) => {
          const time = Number((target as HTMLInputElement).value) * 1e6;
          const wanted = { ...range, [name]: Math.min(Math.max(time, 0), overview.duration) };
          if (wanted.from < wanted.to) this.tell('range-changed', wanted);
          else this.requestUpdate();
        }}
      />
    </label>`;
  }

  private async load(): Promise<void> {
    const { range } = this;
    const totals = await this.asker.ask('window', { from: range.from, to: range.to });
    if (range === this.range) this.totals = totals;
  }

  private tell(type: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

const fact = ([name, value]: readonly [string, string]): TemplateResult =>
  html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

customElements.define('unpark-range', RangePanel);
