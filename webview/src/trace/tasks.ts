import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { searchBox } from '../head.ts';
import '../table/element.ts';
import type { Column, Row } from '../table/element.ts';
import { Pages } from './pages.ts';
import type { Asker, Latency, TaskLine } from './queries.ts';
import { durationText } from './time.ts';

const columns = (): Column[] => [
  { key: 'name', label: l10n.t('Task, region or log'), width: 'minmax(13em, 1.2fr)' },
  { key: 'when', label: l10n.t('Over time'), width: 'minmax(12em, 1fr)' },
  { key: 'id', label: l10n.t('Task'), isNumeric: true, width: '5em' },
  { key: 'goroutine', label: l10n.t('Goroutine'), isNumeric: true, width: '6em' },
  { key: 'count', label: l10n.t('Count'), isNumeric: true, width: '5em' },
  { key: 'start', label: l10n.t('Begin'), isNumeric: true, width: '5.5em' },
  { key: 'duration', label: l10n.t('Duration'), isNumeric: true, width: '6em' },
  { key: 'median', label: l10n.t('Median'), isNumeric: true, width: '5.5em' },
  { key: 'p95', label: '95 %', isNumeric: true, width: '5em' },
  { key: 'most', label: l10n.t('Longest'), isNumeric: true, width: '5.5em' },
];

/** Where a span lies in the trace, as a bar; of a log, a stroke. */
function bar({ start, end, kind }: TaskLine, duration: number): TemplateResult | string {
  if (kind === 'type') return '';
  const left = ((start ?? 0) / duration) * 100;
  const width = (((end ?? duration) - (start ?? 0)) / duration) * 100;
  return html`<span class="bar-track" aria-hidden="true">
    <span
      class="bar ${kind} ${start === null ? 'from-before' : ''} ${end === null ? 'to-after' : ''}"
      .style=${`left: ${Math.min(left, 99.5)}%; width: max(${width}%, 2px)`}
    ></span>
  </span>`;
}

function rowOf(line: TaskLine, duration: number): Row {
  const { kind, name, id, goroutine, start, end, latency, level, hasChildren, isOpen } = line;
  const isSpan = kind === 'task' || kind === 'region';
  const length = (end ?? duration) - (start ?? 0);
  const isCut = isSpan && (start === null || end === null);
  const time = (value: number | undefined) => (value === undefined ? '' : durationText(value));
  return {
    cells: [
      name || l10n.t('without a name'),
      bar(line, duration || 1),
      id === null ? '' : String(id),
      goroutine === null ? '' : String(goroutine),
      kind === 'type' ? line.count.toLocaleString() : '',
      kind === 'type' ? '' : start === null ? l10n.t('before') : durationText(start),
      isSpan ? `${isCut ? '≥ ' : ''}${durationText(length)}` : '',
      time(latency?.median),
      time(latency?.p95),
      time(latency?.most),
    ],
    level,
    ...(hasChildren ? { isOpen } : {}),
    look: `task-${kind}`,
  };
}

/**
 * Tasks, their regions and logs as a tree over time, by name, with how long those of one name took. Fires
 * `span-wanted` with a goroutine's id and a span.
 */
class Tasks extends LitElement {
  static override properties = {
    asker: { attribute: false },
    overview: { attribute: false },
    text: { state: true },
    open: { state: true },
    total: { state: true },
    row: { state: true },
    active: { state: true },
  };
  declare asker: Asker;
  declare overview: { duration: number };
  declare text: string;
  declare open: readonly string[];
  declare total: number | null;
  declare row: (index: number) => Row | undefined;
  declare active: number;
  private pages: Pages<TaskLine> = new Pages(() => new Promise(() => {}));

  constructor() {
    super();
    this.text = '';
    this.open = [];
    this.total = null;
    this.row = () => undefined;
    this.active = 0;
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!['asker', 'overview', 'text', 'open'].some((name) => changed.has(name))) return;
    const { open, text } = this;
    this.pages = new Pages((from, to) => this.asker.ask('tasks', { open, text, from, to }));
    this.need(0, 1);
  }

  protected override render(): TemplateResult {
    const { total } = this;
    if (total === 0 && !this.text)
      return html`<p class="empty" data-testid="no-tasks">
        ${l10n.t('The program made no tasks and no regions: runtime/trace has NewTask, WithRegion and Log for that.')}
      </p>`;
    const hint = l10n.t('Search tasks, ids, regions and logs');
    return html`
      <div class="search" role="search">
        ${searchBox(
          hint,
          this.text,
          (text) => {
            this.text = text;
          },
          { test: 'task-search' },
        )}
        <span class="found">${l10n.t('Right and left open and close, Enter shows one in the timeline.')}</span>
      </div>
      <unpark-table
        data-testid="tasks"
        .columns=${columns()}
        .total=${total ?? 0}
        .row=${this.row}
        .order=${null}
        .isTree=${true}
        .label=${l10n.t('Tasks and regions')}
        @rows-needed=${({ detail }: CustomEvent<{ from: number; to: number }>) => this.need(detail.from, detail.to)}
        @row-toggled=${({ detail }: CustomEvent<number>) => this.toggle(detail)}
        @row-active=${({ detail }: CustomEvent<number>) => {
          this.active = detail;
        }}
        @row-chosen=${({ detail }: CustomEvent<number>) => this.choose(detail)}
      ></unpark-table>
      ${this.distribution()}
    `;
  }

  /** How long those of the active line's name took. */
  private distribution(): TemplateResult | typeof nothing {
    const line = this.pages.at(this.active);
    if (!line?.latency) return nothing;
    const { name, latency } = line;
    const { count, least, median, p95, p99, most } = latency;
    const facts: [string, string][] = [
      [l10n.t('Count'), count.toLocaleString()],
      [l10n.t('Shortest'), durationText(least)],
      [l10n.t('Median'), durationText(median)],
      ['95 %', durationText(p95)],
      ['99 %', durationText(p99)],
      [l10n.t('Longest'), durationText(most)],
    ];
    return html`<section class="distribution" data-testid="distribution" aria-live="polite">
      <h3>${l10n.t('How long {0} took', name)}</h3>
      <dl>${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
      ${histogram(latency)}
    </section>`;
  }

  private toggle(index: number): void {
    const line = this.pages.at(index);
    if (!line) return;
    const { key } = line;
    this.open = this.open.includes(key) ? this.open.filter((one) => one !== key) : [...this.open, key];
  }

  private choose(index: number): void {
    const line = this.pages.at(index);
    if (!line) return;
    if (line.kind === 'type' || line.goroutine === null) return this.toggle(index);
    const { duration } = this.overview;
    const span = { from: line.start ?? 0, to: line.end ?? duration };
    this.dispatchEvent(new CustomEvent('span-wanted', { detail: { goroutine: line.goroutine, span } }));
  }

  private need(from: number, to: number): void {
    const { pages } = this;
    const { duration } = this.overview;
    void pages.need(from, to, () => {
      if (pages !== this.pages) return; // another question has come
      this.total = pages.total;
      this.row = (index) => {
        const line = pages.at(index);
        return line && rowOf(line, duration);
      };
    });
  }
}

/** Bars of how many took how long: each bar's bound is twice that of the one before. */
export function histogram({ first, histogram: bars }: Latency): TemplateResult {
  const most = Math.max(...bars);
  return html`<ol class="histogram" aria-label=${l10n.t('How many took how long')}>
    ${bars.map((count, at) => {
      const text = `${durationText(2 ** (first + at))} – ${durationText(2 ** (first + at + 1))}: ${count.toLocaleString()}`;
      return html`<li title=${text} aria-label=${text}>
        <span class="column" .style=${`height: ${count === 0 ? 0 : Math.max((count / most) * 100, 3)}%`}></span>
        <span class="bound">${durationText(2 ** (first + at))}</span>
      </li>`;
    })}
  </ol>`;
}

customElements.define('unpark-tasks', Tasks);
