import * as l10n from '@vscode/l10n';
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { searchBox } from '../head.ts';
import '../table/element.ts';
import type { Column, Order, Row } from '../table/element.ts';
import { nextOrder, sorted } from '../table/sort.ts';
import type { Asker, FunctionRow } from './queries.ts';
import { durationText } from './time.ts';

type Key = keyof FunctionRow | 'latency';

const columns = (): (Column & { key: Key })[] => [
  { key: 'function', label: l10n.t('Start function'), width: 'minmax(16em, 1fr)' },
  { key: 'count', label: l10n.t('Goroutines'), isNumeric: true, width: '6.5em' },
  { key: 'alive', label: l10n.t('Alive at end'), isNumeric: true, width: '7.5em' },
  { key: 'leaked', label: l10n.t('Leaked?'), isNumeric: true, width: '5.5em' },
  { key: 'total', label: l10n.t('Total'), isNumeric: true, width: '5em' },
  { key: 'running', label: l10n.t('Running'), isNumeric: true, width: '6.2em' },
  { key: 'runnable', label: l10n.t('Runnable'), isNumeric: true, width: '6em' },
  { key: 'latency', label: l10n.t('Runnable each'), isNumeric: true, width: '8.5em' },
  { key: 'waiting', label: l10n.t('Blocked'), isNumeric: true, width: '5.5em' },
  { key: 'syscall', label: l10n.t('System calls'), isNumeric: true, width: '7.8em' },
  { key: 'assist', label: l10n.t('GC assist'), isNumeric: true, width: '6em' },
];

const texts = new Set<Key>(['function']);
const counts = new Set<Key>(['count', 'alive', 'leaked']);

const cellOf = (row: FunctionRow, key: Key): string | number =>
  key === 'latency' ? row.runnable / row.count : row[key];

function rowOf(row: FunctionRow): Row {
  const cells = columns().map(({ key }) => {
    const value = cellOf(row, key);
    if (typeof value === 'string') return value || l10n.t('unknown function');
    if (value === 0) return '';
    return counts.has(key) ? value.toLocaleString() : durationText(value);
  });
  return { cells };
}

/**
 * Goroutine analysis: the goroutines by the function that they began with. Fires `function-chosen` with its name, and
 * `profile-wanted` likewise.
 */
class Functions extends LitElement {
  static override properties = {
    asker: { attribute: false },
    overview: { attribute: false },
    rows: { state: true },
    order: { state: true },
    text: { state: true },
    active: { state: true },
  };
  declare asker: Asker;
  /** Another one means that there is something new to ask for. */
  declare overview: unknown;
  /** `null` before the answer. */
  declare rows: readonly FunctionRow[] | null;
  declare order: Order;
  declare text: string;
  declare active: number;
  private shown: readonly FunctionRow[] = [];

  constructor() {
    super();
    this.rows = null;
    this.order = { column: 'running', descending: true };
    this.text = '';
    this.active = 0;
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('asker') || changed.has('overview')) void this.load();
    const wanted = this.text.trim().toLowerCase();
    const found = (this.rows ?? []).filter((row) => row.function.toLowerCase().includes(wanted));
    const key = this.order.column as Key;
    this.shown = sorted(found.length, (at) => cellOf(found[at], key), this.order).map((at) => found[at]);
  }

  protected override render(): TemplateResult {
    const { shown, order } = this;
    const hint = l10n.t('Search start functions');
    const active = shown[this.active];
    return html`
      <div class="search" role="search">
        ${searchBox(
          hint,
          this.text,
          (text) => {
            this.text = text;
          },
          { test: 'function-search' },
        )}
        <span class="found" role="status">${l10n.t('{0} start functions', shown.length.toLocaleString())}</span>
        <button class="plain" ?disabled=${!active} @click=${() => active && this.tell('function-chosen', active)}>
          ${l10n.t('Show its goroutines')}
        </button>
        <button
          class="plain"
          data-testid="function-profile"
          ?disabled=${!active}
          @click=${() => active && this.tell('profile-wanted', active)}
        >
          ${l10n.t('Show where it blocks')}
        </button>
      </div>
      <unpark-table
        data-testid="functions"
        .columns=${columns()}
        .total=${shown.length}
        .row=${(index: number): Row | undefined => shown[index] && rowOf(shown[index])}
        .order=${order}
        .label=${l10n.t('Goroutines by start function')}
        @order-changed=${({ detail }: CustomEvent<string>) => {
          this.order = nextOrder(order, detail, !texts.has(detail as Key));
          this.active = 0;
        }}
        @row-active=${({ detail }: CustomEvent<number>) => {
          this.active = detail;
        }}
        @row-chosen=${({ detail }: CustomEvent<number>) => this.tell('function-chosen', shown[detail])}
      ></unpark-table>
    `;
  }

  private async load(): Promise<void> {
    this.rows = await this.asker.ask('functions', {});
  }

  private tell(type: string, { function: name }: FunctionRow): void {
    this.dispatchEvent(new CustomEvent(type, { detail: name }));
  }
}

customElements.define('unpark-functions', Functions);
