import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { Latest, type ProfileClient } from './client.ts';
import { frameOpened, frameSelected, wantsSource } from './events.ts';
import type { ViewChoice, Weighed } from './messages.ts';
import { rangeInSight } from './sight.ts';

/** Pixels. */
const lineHeight = 24;
const overscan = 10;

export interface Piece<Row> {
  /** How many there are in all. */
  count: number;
  from: number;
  rows: readonly Row[];
  /** Index of the row to begin at; the first without. */
  start?: number;
}

interface Ask {
  from: number;
  to: number;
}

/** What a row is, for those who don't see it. */
export interface RowFacts {
  label: string;
  level?: number;
  isOpen?: boolean | undefined;
}

/**
 * Rows of which only those in sight are fetched and drawn: so the focus stays on the list, and `aria-activedescendant`
 * tells the row. Arrows move, Enter and F12 open the source.
 */
export abstract class RowList<Row extends Weighed, P extends Piece<Row> = Piece<Row>> extends LitElement {
  static override properties: PropertyDeclarations = {
    client: { attribute: false },
    view: { attribute: false },
    unit: { attribute: false },
    total: { attribute: false },
    search: { attribute: false },
    piece: { state: true },
    active: { state: true },
  };
  declare client: ProfileClient;
  declare view: ViewChoice;
  declare unit: string;
  /** What shares are of. */
  declare total: number;
  declare search: string;
  declare piece: P | null;
  /** Index of the row that the keyboard is at. */
  declare active: number;
  private latest: Latest<Ask, P> | undefined;
  /** It is another list, and none of it was drawn yet. */
  private isFresh = true;
  /** The active row is told once it is there. */
  private isToTell = false;
  private readonly resized = new ResizeObserver(() => this.refresh());

  constructor() {
    super();
    this.piece = null;
    this.active = 0;
  }

  /** Names of the properties that make it another list. */
  protected abstract readonly shapedBy: readonly string[];
  protected abstract readonly pattern: 'grid' | 'treegrid';
  protected abstract readonly name: string;
  protected abstract fetch(from: number, to: number): Promise<P>;
  protected abstract header(): TemplateResult;
  protected abstract cells(row: Row): TemplateResult;
  protected abstract facts(row: Row): RowFacts;

  /** A click or key on a row that means more than to select it; `true` where it was used. */
  protected onRow(_row: Row, _event: KeyboardEvent | MouseEvent): boolean {
    return false;
  }

  /** A double click, Enter or F12 on a row. */
  protected openRow({ frame }: Row, beside: boolean): void {
    frameOpened(this, frame, beside);
  }

  /** What stands above the list. */
  protected above(): TemplateResult | typeof nothing {
    return nothing;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!['client', 'view', 'search', ...this.shapedBy].some((name) => changed.has(name))) return;
    const latest: Latest<Ask, P> = new Latest(
      ({ from, to }) => this.fetch(from, to),
      (piece) => {
        if (latest === this.latest) this.take(piece);
      },
    );
    this.latest = latest;
    this.active = 0;
    this.isFresh = true;
  }

  protected override firstUpdated(): void {
    this.resized.observe(this.scroller);
  }

  protected override updated(changed: PropertyValues): void {
    if (!['client', 'view', 'search', ...this.shapedBy].some((name) => changed.has(name))) return;
    this.scroller.scrollTop = 0;
    this.refresh();
  }

  protected override render(): TemplateResult {
    const { piece, active } = this;
    const isDrawn = piece && active >= piece.from && active < piece.from + piece.rows.length;
    return html`
      ${this.above()}
      <div class="row-head cells" role="row">${this.header()}</div>
      <div
        class="row-scroller"
        tabindex="0"
        role=${this.pattern}
        aria-label=${this.name}
        aria-rowcount=${piece?.count ?? 0}
        aria-activedescendant=${isDrawn ? `row-${active}` : nothing}
        @scroll=${() => this.refresh()}
        @keydown=${this.onKey}
      >
        <div role="rowgroup" .style=${`height: ${(piece?.count ?? 0) * lineHeight}px`}>
          ${piece?.rows.map((row, at) => this.row(row, piece.from + at))}
        </div>
      </div>
    `;
  }

  /** Fetches what is in sight. */
  protected refresh(): void {
    const { scrollTop, clientHeight } = this.scroller;
    this.latest?.request(rangeInSight(scrollTop, clientHeight, lineHeight, overscan));
  }

  private get scroller(): HTMLElement {
    return this.querySelector('.row-scroller') as HTMLElement;
  }

  private take(piece: P): void {
    this.piece = piece;
    this.active = Math.max(0, Math.min(this.active, piece.count - 1));
    if (this.isFresh) this.begin(piece);
    if (this.isToTell) this.tell();
  }

  private begin({ start, count }: P): void {
    this.isFresh = false;
    if (!start) return;
    this.active = start;
    const { scroller } = this;
    // The list has its new height once it is drawn.
    void this.updateComplete.then(() => {
      if ((start + 2) * lineHeight <= scroller.clientHeight) return;
      scroller.scrollTop = Math.min(start, count) * lineHeight - scroller.clientHeight / 2;
      this.refresh();
    });
  }

  private rowAt(index: number): Row | undefined {
    return this.piece?.rows[index - this.piece.from];
  }

  private tell(): void {
    const row = this.rowAt(this.active);
    this.isToTell = !row;
    if (row) frameSelected(this, row);
  }

  private row(row: Row, index: number): TemplateResult {
    const isActive = index === this.active;
    const { label, level, isOpen } = this.facts(row);
    return html`<div
      id=${`row-${index}`}
      class="profile-row cells ${isActive ? 'active' : ''}"
      role="row"
      data-testid="row"
      aria-rowindex=${index + 1}
      aria-selected=${isActive ? 'true' : 'false'}
      aria-level=${level ?? nothing}
      aria-expanded=${isOpen === undefined ? nothing : String(isOpen)}
      aria-label=${label}
      .style=${`transform: translateY(${index * lineHeight}px)`}
      @click=${(event: MouseEvent) => this.onClick(row, index, event)}
      @dblclick=${() => this.openRow(row, true)}
    >
      ${this.cells(row)}
    </div>`;
  }

  private onClick(row: Row, index: number, event: MouseEvent): void {
    this.active = index;
    this.tell();
    if (wantsSource(event)) this.openRow(row, true);
    else this.onRow(row, event);
  }

  private moveTo(index: number): void {
    if (!this.piece?.count) return;
    this.active = Math.max(0, Math.min(index, this.piece.count - 1));
    const { scroller } = this;
    const top = this.active * lineHeight;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + lineHeight > scroller.scrollTop + scroller.clientHeight)
      scroller.scrollTop = top + lineHeight - scroller.clientHeight;
    this.tell();
    if (this.isToTell) this.refresh();
  }

  private onKey(event: KeyboardEvent): void {
    const row = this.rowAt(this.active);
    if (event.altKey || !this.piece) return;
    const pageful = Math.max(1, Math.floor(this.scroller.clientHeight / lineHeight) - 1);
    if (row && this.onRow(row, event)) {
      // It was the row's own.
    } else if (event.key === 'ArrowDown') this.moveTo(this.active + 1);
    else if (event.key === 'ArrowUp') this.moveTo(this.active - 1);
    else if (event.key === 'PageDown') this.moveTo(this.active + pageful);
    else if (event.key === 'PageUp') this.moveTo(this.active - pageful);
    else if (event.key === 'Home') this.moveTo(0);
    else if (event.key === 'End') this.moveTo(this.piece.count - 1);
    else if ((event.key === 'Enter' || event.key === 'F12') && row)
      this.openRow(row, !(event.ctrlKey || event.metaKey));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
