import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { post } from '../host.ts';

type Options = VirtualizerOptions<HTMLElement, HTMLElement>;

export interface Column {
  key: string;
  label: string;
  /** Stands at the right of its column. */
  isNumeric?: boolean;
  /** A track of a CSS grid. */
  width: string;
}

export interface Row {
  /** What a column shows, mostly text. */
  cells: readonly (string | TemplateResult)[];
  /** Of a tree's line: how deep it is, from 1. */
  level?: number;
  /** Of a tree's line that has others below it. */
  isOpen?: boolean;
  /** Class of the row's element. */
  look?: string;
}

export interface Order {
  column: string;
  descending: boolean;
}

const rowHeight = 24;
let tables = 0;

/**
 * A table of any length (https://www.w3.org/WAI/ARIA/apg/patterns/grid/), of which only what is in sight is drawn: so
 * the focus stays on the table, and `aria-activedescendant` tells the row. Fires `rows-needed` with `{from, to}` of
 * rows that `row` does not know yet, `order-changed` with a column's key, `row-chosen` with an index, `row-active` with
 * the index that the keyboard has come to, and of a tree `row-toggled` with that of a line to open or close. Ctrl+C
 * copies the row as text, with tabs.
 */
class Table extends LitElement {
  static override properties = {
    columns: { attribute: false },
    total: { attribute: false },
    row: { attribute: false },
    order: { attribute: false },
    label: { attribute: false },
    isTree: { attribute: false },
    active: { state: true },
  };
  declare columns: readonly Column[];
  declare total: number;
  /** `undefined` while it is not known. A new function means that rows have changed. */
  declare row: (index: number) => Row | undefined;
  /** `null` where the table can't be sorted. */
  declare order: Order | null;
  declare label: string;
  /** Rows have levels (https://www.w3.org/WAI/ARIA/apg/patterns/treegrid/). */
  declare isTree: boolean;
  declare active: number;
  private readonly name = `table-${tables++}`;
  private readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  private unmount: () => void = () => {};

  constructor() {
    super();
    this.columns = [];
    this.total = 0;
    this.row = () => undefined;
    this.order = null;
    this.label = '';
    this.isTree = false;
    this.active = 0;
    this.virtualizer = new Virtualizer(this.options());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.unmount = this.virtualizer._didMount();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unmount();
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('total')) this.active = Math.max(0, Math.min(this.active, this.total - 1));
    if (changed.has('order') && changed.get('order')) {
      this.active = 0;
      this.scrollTop = 0;
    }
    this.virtualizer.setOptions(this.options());
  }

  protected override updated(): void {
    this.virtualizer._willUpdate();
    const drawn = this.virtualizer.getVirtualItems();
    const unknown = drawn.filter(({ index }) => this.row(index) === undefined);
    if (unknown.length === 0) return;
    const detail = { from: unknown[0].index, to: unknown[unknown.length - 1].index + 1 };
    this.dispatchEvent(new CustomEvent('rows-needed', { detail }));
  }

  protected override render(): TemplateResult {
    const drawn = this.virtualizer.getVirtualItems();
    const isDrawn = drawn.some(({ index }) => index === this.active);
    const tracks = this.columns.map(({ width }) => width).join(' ');
    return html`
      <div
        role=${this.isTree ? 'treegrid' : 'grid'}
        tabindex="0"
        .style=${`--tracks: ${tracks}`}
        aria-label=${this.label}
        aria-rowcount=${this.total + 1}
        aria-colcount=${this.columns.length}
        aria-activedescendant=${isDrawn ? `${this.name}-${this.active}` : nothing}
        @keydown=${this.onKey}
      >
        <div class="table-row table-head" role="row" aria-rowindex="1">
          ${this.columns.map((column) => this.head(column))}
        </div>
        <div class="table-body" role="rowgroup" .style=${`height: ${this.virtualizer.getTotalSize()}px`}>
          ${repeat(
            drawn,
            ({ index }) => index,
            ({ index, start }) => this.line(index, start),
          )}
        </div>
      </div>
    `;
  }

  private options(): Options {
    return {
      count: this.total,
      getScrollElement: () => this,
      estimateSize: () => rowHeight,
      scrollMargin: 0,
      overscan: 8,
      scrollPaddingStart: 0,
      scrollPaddingEnd: rowHeight + 6,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => this.requestUpdate(),
    };
  }

  private head({ key, label, isNumeric }: Column): TemplateResult {
    const { order } = this;
    const isSorted = order?.column === key;
    const sort = isSorted ? (order.descending ? 'descending' : 'ascending') : 'none';
    return html`<div
      role="columnheader"
      class=${isNumeric ? 'numeric' : ''}
      aria-sort=${order ? sort : nothing}
    >
      ${
        order
          ? html`<button class="head" data-testid=${`sort-${key}`} @click=${() => this.sortBy(key)}>
            <span>${label}</span>
            ${
              isSorted
                ? html`<span class="codicon codicon-arrow-${order.descending ? 'down' : 'up'}"></span>`
                : nothing
            }
          </button>`
          : label
      }
    </div>`;
  }

  private sortBy(key: string): void {
    this.dispatchEvent(new CustomEvent('order-changed', { detail: key }));
  }

  private line(index: number, start: number): TemplateResult {
    const row = this.row(index);
    return html`<div
      id=${`${this.name}-${index}`}
      role="row"
      class=${`table-row ${row?.look ?? ''} ${index === this.active ? 'active' : ''}`}
      data-testid="row"
      aria-rowindex=${index + 2}
      aria-selected=${String(index === this.active)}
      aria-level=${row?.level ?? nothing}
      aria-expanded=${row?.isOpen === undefined ? nothing : String(row.isOpen)}
      .style=${`transform: translateY(${start}px)`}
      @click=${() => this.goTo(index)}
      @dblclick=${() => this.choose(index)}
    >
      ${this.columns.map(
        ({ isNumeric }, at) =>
          html`<div role="gridcell" class=${isNumeric ? 'numeric' : ''} title=${titleOf(row?.cells[at])}>
            ${row && at === 0 && row.level ? this.twisty(row, index) : nothing}${row ? row.cells[at] : at === 0 ? '…' : ''}
          </div>`,
      )}
    </div>`;
  }

  /** The indent of a tree's line, and what opens it. */
  private twisty({ level = 1, isOpen }: Row, index: number): TemplateResult {
    const icon = isOpen === undefined ? 'blank' : isOpen ? 'chevron-down' : 'chevron-right';
    return html`<span
      class="twisty codicon codicon-${icon}"
      aria-hidden="true"
      .style=${`margin-left: ${(level - 1) * 16}px`}
      @click=${() => isOpen !== undefined && this.toggle(index)}
    ></span>`;
  }

  private toggle(index: number): void {
    this.dispatchEvent(new CustomEvent('row-toggled', { detail: index }));
  }

  private goTo(index: number): void {
    this.active = index;
    if (index < this.total) this.dispatchEvent(new CustomEvent('row-active', { detail: index }));
  }

  private copyRow(): void {
    const cells = this.querySelectorAll(`#${this.name}-${this.active} [role=gridcell]`);
    const text = Array.from(cells, (cell) => (cell.textContent ?? '').trim()).join('\t');
    if (text) post({ type: 'copy', text });
  }

  private choose(index: number): void {
    this.active = index;
    if (index < this.total) this.dispatchEvent(new CustomEvent('row-chosen', { detail: index }));
  }

  private onKey(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget) return; // a header's button
    const page = Math.max(1, Math.floor(this.clientHeight / rowHeight) - 2);
    const to: Record<string, number> = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + page,
      PageUp: this.active - page,
      Home: 0,
      End: this.total - 1,
    };
    const row = this.row(this.active);
    const side = event.key === 'ArrowRight' ? true : event.key === 'ArrowLeft' ? false : null;
    if (event.key === 'Enter') this.choose(this.active);
    else if ((event.ctrlKey || event.metaKey) && event.key === 'c') {
      if (window.getSelection()?.toString()) return; // that is copied
      this.copyRow();
    } else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (this.isTree && side !== null && row?.isOpen === !side) this.toggle(this.active);
    else if (event.key in to) {
      this.goTo(Math.max(0, Math.min(to[event.key], this.total - 1)));
      this.virtualizer.scrollToIndex(this.active, { align: 'auto' });
    } else return;
    event.preventDefault();
  }
}

const titleOf = (cell: string | TemplateResult | undefined): string => (typeof cell === 'string' ? cell : '');

customElements.define('unpark-table', Table);
