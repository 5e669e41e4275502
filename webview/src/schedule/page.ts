import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type {
  SchedulePageState,
  SchedulePlace,
  ScheduleStep,
  ScheduleToHost,
  ScheduleToPage,
} from '#protocol';
import { drawingOf, laneWidthFor, laneXs, letterOf, type RowBox } from './drawing.ts';
import { drawn, laneHeads } from './lanes.ts';

interface VsCodeApi {
  postMessage(message: ScheduleToHost): void;
  getState(): SchedulePageState | undefined;
  setState(state: SchedulePageState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

/** Narrower lanes show a letter. */
const nameWidth = 84;

/** How a finding comes about: the steps as a list, and beside it a lane for each goroutine. */
class SchedulePage extends LitElement {
  static override properties = {
    message: { state: true },
    selected: { state: true },
    width: { state: true },
    rows: { state: true },
  };
  declare message: ScheduleToPage | null;
  /** Index of the step that is shown in the code; -1 before any is. */
  declare selected: number;
  declare width: number;
  declare rows: readonly RowBox[];
  private readonly resized = new ResizeObserver(() => this.measure());

  constructor() {
    super();
    this.message = null;
    this.selected = api.getState()?.selected ?? -1;
    this.width = window.innerWidth;
    this.rows = [];
    window.addEventListener('message', ({ data }: MessageEvent<ScheduleToPage>) => this.receive(data));
    api.postMessage({ type: 'ready' });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('rows') || changed.size > 1) this.measure();
  }

  private receive(message: ScheduleToPage): void {
    if (message.l10n) l10n.config({ contents: message.l10n });
    const before = this.message;
    this.message = message;
    if (message.type !== 'show') return;
    const { uri, finding } = message;
    const isOther = before?.type === 'show' && (before.uri !== uri || before.finding.rule !== finding.rule);
    const count = finding.schedule.steps.length;
    if (isOther || this.selected >= count) this.selected = -1;
    this.save();
  }

  private save(): void {
    if (this.message?.type !== 'show') return;
    const { uri, finding } = this.message;
    api.setState({ uri, rule: finding.rule, range: finding.range, selected: this.selected });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { message } = this;
    if (!message) return nothing;
    if (message.type === 'gone')
      return html`<div class="notice" role="status">
        <p class="title"><span class="codicon codicon-info"></span> ${l10n.t('There is nothing to show any more.')}</p>
        <p>${l10n.t('Run “Unpark: Show How This Happens” on a finding about channels or locks.')}</p>
      </div>`;
    const { finding, uri, isStale } = message;
    const { lanes, steps } = finding.schedule;
    const laneWidth = laneWidthFor(this.width, lanes.length);
    const isWide = laneWidth >= nameWidth;
    const lanesWidth = laneWidth * lanes.length;
    const height = this.rows.reduce((end, { top, height: own }) => Math.max(end, top + own), 0);
    const drawing = drawingOf(finding.schedule, laneXs(lanes.length, laneWidth), this.rows);
    return html`
      <header>
        <h1>${finding.message}</h1>
        <p class="summary">${finding.rule} · ${shortPlace({ uri, range: finding.range })}</p>
        ${isStale ? this.staleNote() : nothing}
      </header>
      <main class=${isStale ? 'stale' : ''} .style=${`--lanes: ${lanesWidth}px`}>
        ${laneHeads(lanes, laneWidth, isWide)}
        ${
          isWide
            ? nothing
            : html`<div class="letters" aria-hidden="true">
                ${lanes.map((_, lane) => html`<b .style=${`width: ${laneWidth}px`}>${letterOf(lane)}</b>`)}
              </div>`
        }
        <div class="steps">
          <ol aria-label=${l10n.t('Steps, in the order in which they happen')} @keydown=${this.onKey}>
            ${steps.map((step, i) => this.step(step, i, uri))}
          </ol>
          ${drawn(drawing, lanesWidth, height)}
        </div>
        <p class="summary hint">${l10n.t('Arrow keys follow the steps in the code, Enter goes there.')}</p>
      </main>
    `;
  }

  private staleNote(): TemplateResult {
    return html`<p class="note" role="status" data-testid="stale">
      <span class="codicon codicon-history"></span>
      ${l10n.t('Out of date: the code has changed, and Unpark no longer finds this there.')}
    </p>`;
  }

  private step(step: ScheduleStep, i: number, uri: string): TemplateResult {
    const isSelected = i === this.selected;
    const where = shortPlace(step.place, uri);
    return html`<li>
      <button
        class="step ${step.kind} ${isSelected ? 'selected' : ''}"
        data-testid="step"
        tabindex=${i === Math.max(this.selected, 0) ? '0' : '-1'}
        aria-current=${isSelected ? 'step' : nothing}
        title=${step.source}
        @click=${() => this.select(i, false)}
      >
        <span class="number" aria-hidden="true">${i + 1}</span>
        <span class="text">
          ${icon(step)}<span>${step.text}</span>
          <span class="code"><span class="place">${where}</span> <code>${step.source}</code></span>
        </span>
      </button>
      ${step.received ? this.receivedLink(step.received, i, uri) : nothing}
    </li>`;
  }

  /** Where the other goroutine stands at that moment. */
  private receivedLink(place: SchedulePlace, i: number, uri: string): TemplateResult {
    const label = l10n.t('received at {0}', shortPlace(place, uri));
    const tabindex = i === this.selected ? '0' : '-1';
    return html`<button class="plain received" tabindex=${tabindex} @click=${() => this.select(i, false, place)}>
      <span class="codicon codicon-arrow-small-right" aria-hidden="true"></span>${label}
    </button>`;
  }

  private select(step: number, focus: boolean, place?: SchedulePlace): void {
    if (this.message?.type !== 'show') return;
    const at = place ?? this.message.finding.schedule.steps[step]?.place;
    if (!at) return;
    this.selected = step;
    this.save();
    api.postMessage({ type: 'reveal', step, place: at, focus });
  }

  private onKey(event: KeyboardEvent): void {
    if (this.message?.type !== 'show' || event.altKey || event.ctrlKey || event.metaKey) return;
    const last = this.message.finding.schedule.steps.length - 1;
    const at = this.selected;
    const moves: Record<string, number> = {
      ArrowDown: Math.min(at + 1, last),
      ArrowUp: Math.max(at - 1, 0),
      Home: 0,
      End: last,
    };
    if (event.key === 'Enter' && event.target instanceof HTMLElement && event.target.matches('.step'))
      this.select(Math.max(at, 0), true);
    else if (Object.hasOwn(moves, event.key)) {
      this.select(moves[event.key], false);
      this.querySelectorAll<HTMLElement>('.step')[moves[event.key]]?.focus();
    } else return;
    event.preventDefault();
  }

  /** Where the rows have come to lie. */
  private measure(): void {
    this.width = this.clientWidth || window.innerWidth;
    const rows = [...this.querySelectorAll<HTMLElement>('.steps li')].map((item): RowBox => {
      const step = item.querySelector<HTMLElement>('.step');
      return { top: item.offsetTop, height: step?.offsetHeight ?? item.offsetHeight };
    });
    if (JSON.stringify(rows) !== JSON.stringify(this.rows)) this.rows = rows;
  }
}

/** What is not to be told by colour alone. */
function icon({ kind }: ScheduleStep): TemplateResult | typeof nothing {
  const icons: Partial<Record<ScheduleStep['kind'], string>> = {
    blocked: 'circle-slash',
    failed: 'flame',
    condition: 'question',
  };
  const name = icons[kind];
  return name ? html`<span class="codicon codicon-${name}" aria-hidden="true"></span> ` : nothing;
}

/** `fetch.go:12`; of the finding's own file the line only. */
function shortPlace({ uri, range }: SchedulePlace, own?: string): string {
  const line = range.start.line + 1;
  if (uri === own) return l10n.t('line {0}', line);
  return `${decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1))}:${line}`;
}

customElements.define('unpark-schedule', SchedulePage);
