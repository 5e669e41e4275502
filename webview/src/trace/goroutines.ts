import * as l10n from '@vscode/l10n';
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { searchBox } from '../head.ts';
import '../table/element.ts';
import type { Column, Order, Row } from '../table/element.ts';
import { nextOrder } from '../table/sort.ts';
import { Pages } from './pages.ts';
import type { Asker, Span, TableAnswer, TableColumn, TableQuestion } from './queries.ts';
import { durationText } from './time.ts';

type Facts = TableAnswer['rows'][number];
type FactColumn = Column & { key: TableColumn };

/** @param reasons why goroutines wait: a column each */
export function columnsOf(reasons: readonly string[]): FactColumn[] {
  return [
    { key: 'id', label: l10n.t('Goroutine'), isNumeric: true, width: '6em' },
    { key: 'function', label: l10n.t('Start function'), width: 'minmax(15em, 1fr)' },
    { key: 'leaked', label: l10n.t('Leaked?'), width: '5.5em' },
    { key: 'created', label: l10n.t('Created at'), isNumeric: true, width: '6em' },
    { key: 'total', label: l10n.t('Total'), isNumeric: true, width: '4.5em' },
    { key: 'running', label: l10n.t('Running'), isNumeric: true, width: '5em' },
    { key: 'runnable', label: l10n.t('Runnable'), isNumeric: true, width: '5.5em' },
    { key: 'waiting', label: l10n.t('Blocked'), isNumeric: true, width: '5em' },
    ...reasons.map(
      (reason): FactColumn => ({
        key: `wait:${reason}`,
        label: reason || l10n.t('unknown'),
        isNumeric: true,
        width: `${Math.min(Math.max(reason.length * 0.52 + 2, 5), 11)}em`,
      }),
    ),
    { key: 'syscall', label: l10n.t('System calls'), isNumeric: true, width: '6.8em' },
    { key: 'assist', label: l10n.t('GC assist'), isNumeric: true, width: '5.5em' },
    { key: 'alive', label: l10n.t('Alive at end'), width: '6.5em' },
  ];
}

/** Columns that begin with the smallest. */
const ascending = new Set<string>(['id', 'function', 'created']);

/** Nothing is easier to overlook than 0. */
const time = (nanoseconds: number): string => (nanoseconds > 0 ? durationText(nanoseconds) : '');

/** What a row shows of a goroutine. */
export function rowOf(facts: Facts, reasons: readonly string[]): Row {
  const { id, function: name, created, total, running, runnable, waiting, waits, syscall, assist } = facts;
  const byReason = new Map(waits);
  return {
    cells: [
      String(id),
      name || l10n.t('unknown function'),
      facts.leaked ? l10n.t('suspected') : '',
      created === null ? l10n.t('before') : durationText(created),
      ...[total, running, runnable, waiting].map(time),
      ...reasons.map((reason) => time(byReason.get(reason) ?? 0)),
      time(syscall),
      time(assist),
      facts.ended === null ? l10n.t('yes') : l10n.t('no'),
    ],
    look: facts.leaked ? 'leaked' : '',
  };
}

/**
 * The goroutines, of all of the trace or of a window, as a table that the worker sorts and filters. Fires
 * `goroutine-chosen` with a row of the trace.
 */
class Goroutines extends LitElement {
  static override properties = {
    asker: { attribute: false },
    window: { attribute: false },
    reasons: { attribute: false },
    text: { attribute: false },
    question: { state: true },
    total: { state: true },
    row: { state: true },
  };
  declare asker: Asker;
  /** `null`: all of the trace. */
  declare window: Span | null;
  declare reasons: readonly string[];
  /** What is searched for at first. */
  declare text: string;
  declare question: Pick<TableQuestion, 'order' | 'text' | 'leakedOnly'>;
  /** `null` before the first answer. */
  declare total: number | null;
  declare row: (index: number) => Row | undefined;
  /** What the filters leave. */
  private pages: Pages<Facts> = new Pages(() => new Promise(() => {}));

  constructor() {
    super();
    this.window = null;
    this.reasons = [];
    this.text = '';
    this.question = { order: { column: 'leaked', descending: true }, text: '', leakedOnly: false };
    this.total = null;
    this.row = () => undefined;
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('text')) this.question = { ...this.question, text: this.text };
    if (!['question', 'asker', 'window', 'reasons'].some((name) => changed.has(name))) return;
    const { question, window } = this;
    this.pages = new Pages((from, to) => this.asker.ask('table', { ...question, window, from, to }));
    this.need(0, 1);
  }

  protected override render(): TemplateResult {
    const { question, total } = this;
    const hint = l10n.t('Search functions, ids, labels, tasks and regions');
    return html`
      <div class="search" role="search">
        ${searchBox(hint, question.text, (text) => this.change({ text }), { test: 'goroutine-search' })}
        <label>
          <input
            type="checkbox"
            data-testid="leaked-only"
            .checked=${question.leakedOnly}
            @change=${({ target }: Event) => this.change({ leakedOnly: (target as HTMLInputElement).checked })}
          />
          ${l10n.t('Suspects only')}
        </label>
        <span class="found" role="status" data-testid="goroutines-found">
          ${total === null ? '' : total === 1 ? l10n.t('1 goroutine') : l10n.t('{0} goroutines', total.toLocaleString())}
        </span>
        <span class="found">${l10n.t('Enter shows one in the timeline.')}</span>
      </div>
      <unpark-table
        data-testid="goroutines"
        .columns=${columnsOf(this.reasons)}
        .total=${total ?? 0}
        .row=${this.row}
        .order=${question.order}
        .label=${l10n.t('Goroutines')}
        @rows-needed=${({ detail }: CustomEvent<{ from: number; to: number }>) => this.need(detail.from, detail.to)}
        @order-changed=${({ detail }: CustomEvent<string>) => this.sortBy(detail)}
        @row-chosen=${({ detail }: CustomEvent<number>) => this.choose(detail)}
      ></unpark-table>
    `;
  }

  private change(change: Partial<typeof this.question>): void {
    this.question = { ...this.question, ...change };
  }

  private sortBy(column: string): void {
    const order: Order = nextOrder(this.question.order, column, !ascending.has(column));
    this.change({ order: { ...order, column: column as TableColumn } });
  }

  private choose(index: number): void {
    const facts = this.pages.at(index);
    if (facts) this.dispatchEvent(new CustomEvent('goroutine-chosen', { detail: facts.row }));
  }

  private need(from: number, to: number): void {
    const { pages, reasons } = this;
    void pages.need(from, to, () => {
      if (pages !== this.pages) return; // another question has come
      this.total = pages.total;
      this.row = (index) => {
        const facts = pages.at(index);
        return facts && rowOf(facts, reasons);
      };
    });
  }
}

customElements.define('unpark-goroutines', Goroutines);
