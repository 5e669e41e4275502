import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { FlameOrder } from '#profile';
import { Latest, type ProfileClient } from '../client.ts';
import { frameOpened, frameSelected, lookChanged, wantsSource } from '../events.ts';
import type { FlameBoxes, QueryOf, ViewChoice } from '../messages.ts';
import { originNames, weights } from '../texts.ts';
import { boxAt, type Direction, type Range, scaled, stepFrom, weightAt } from './geometry.ts';
import { paint, rowHeight } from './paint.ts';
import { changeColors, originColors, type Palette, readPalette } from './palette.ts';

/** Depths beyond what is in sight that are fetched with it, so that scrolling shows them at once. */
const overscan = 30;

const directions: Record<string, Direction> = {
  ArrowUp: 'parent',
  ArrowDown: 'child',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/**
 * A flame graph on a canvas, its root at the top. A click zooms, Escape and Backspace go back; arrows move the
 * selection, Enter zooms to it, F12 opens its source, as a double click and a click with Ctrl do.
 */
class FlameGraph extends LitElement {
  static override properties = {
    client: { attribute: false },
    view: { attribute: false },
    unit: { attribute: false },
    total: { attribute: false },
    search: { attribute: false },
    inverted: { attribute: false },
    by: { attribute: false },
    order: { attribute: false },
    isDifference: { attribute: false },
    zoom: { attribute: false },
    boxes: { state: true },
    range: { state: true },
    selected: { state: true },
    hovered: { state: true },
  };
  declare client: ProfileClient;
  declare view: ViewChoice;
  declare unit: string;
  /** What shares are of. */
  declare total: number;
  declare search: string;
  declare inverted: boolean;
  /** Key of a label that it is split by. */
  declare by: string | null;
  declare order: FlameOrder;
  /** Weights are what has changed. */
  declare isDifference: boolean;
  /** What to begin with. */
  declare zoom: Range | null;
  declare boxes: FlameBoxes | null;
  /** `null` is the whole graph. */
  declare range: Range | null;
  /** Node of the call tree; -1 for none. */
  declare selected: number;
  declare hovered: { node: number; x: number; y: number } | null;
  private latest: Latest<QueryOf<'flame'>, FlameBoxes> | undefined;
  /** Counts the graphs, whose nodes mean nothing in another one. */
  private layout = 0;
  private readonly earlier: (Range | null)[] = [];
  private palette: Palette | undefined;
  private frameRequest = 0;
  private readonly resized = new ResizeObserver(() => {
    this.ask();
    this.draw();
  });
  private readonly themed = new MutationObserver(() => {
    this.palette = undefined;
    this.draw();
  });

  constructor() {
    super();
    this.zoom = null;
    this.boxes = null;
    this.range = null;
    this.selected = -1;
    this.hovered = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.themed.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
    this.themed.disconnect();
    cancelAnimationFrame(this.frameRequest);
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const isOther = ['client', 'view', 'inverted', 'by', 'order'].some((name) => changed.has(name));
    if (!isOther) return;
    const layout = ++this.layout;
    const { client } = this;
    this.latest = new Latest(
      (query) => client.ask<'flame'>(query),
      (boxes) => {
        if (layout !== this.layout) return;
        this.boxes = boxes;
        // It was kept from another version of the file.
        if (this.range && this.range.to > boxes.width) this.range = null;
      },
    );
    this.range = this.hasUpdated ? null : this.zoom;
    this.earlier.length = 0;
    this.selected = -1;
    this.hovered = null;
  }

  protected override firstUpdated(): void {
    this.resized.observe(this.scroller);
  }

  protected override updated(changed: PropertyValues): void {
    const asks = ['client', 'view', 'inverted', 'by', 'order', 'search', 'range'];
    if (asks.some((name) => changed.has(name))) this.ask();
    if (changed.has('range') && this.range !== this.zoom) lookChanged(this, { zoom: this.range });
    this.draw();
    this.placeTip();
  }

  protected override render(): TemplateResult {
    const { boxes, range } = this;
    return html`
      <div class="flame-bar">
        <ul class="kinds" aria-label=${l10n.t('Colours')}>
          ${this.colors().map(
            ([color, name]) => html`<li><i .style=${`background: var(${color})`}></i>${name}</li>`,
          )}
        </ul>
        ${boxes?.cut ? html`<span class="note">${l10n.t('It has more calls than can be drawn.')}</span>` : nothing}
        <button class="plain" ?hidden=${!range} @click=${() => this.showRange(null)}>${l10n.t('Reset Zoom')}</button>
      </div>
      <div
        class="flame-scroller"
        tabindex="0"
        role="application"
        data-testid="flame"
        data-title=${l10n.t('Flame Graph')}
        data-frames=${boxes?.node.length ?? 0}
        aria-label=${l10n.t('Flame graph. Arrows move between calls, Enter zooms, Escape goes back, F12 opens the source.')}
        @keydown=${this.onKey}
        @scroll=${this.onScroll}
        @mousemove=${this.onMove}
        @mouseleave=${() => {
          this.hovered = null;
        }}
        @click=${this.onClick}
        @dblclick=${() => this.openSelected(true)}
        @wheel=${this.onWheel}
      >
        <div class="flame-space" .style=${`height: ${(boxes?.depths ?? 0) * rowHeight}px`}>
          <canvas aria-hidden="true"></canvas>
        </div>
      </div>
      ${this.tip()}
    `;
  }

  private get scroller(): HTMLElement {
    return this.querySelector('.flame-scroller') as HTMLElement;
  }

  /** What the colours mean. */
  private colors(): (readonly [variable: string, name: string])[] {
    if (this.isDifference) {
      return [
        [changeColors.grown, l10n.t('▲ more than before')],
        [changeColors.shrunk, l10n.t('▼ less than before')],
      ];
    }
    return (['own', 'library', 'go'] as const).map((origin) => [originColors[origin], originNames[origin]()]);
  }

  private whole(): Range {
    return { from: 0, to: this.boxes?.width ?? 0 };
  }

  private ask(): void {
    const { scrollTop, clientHeight, clientWidth } = this.scroller;
    if (!clientWidth) return;
    const first = Math.floor(scrollTop / rowHeight);
    this.latest?.request({
      kind: 'flame',
      view: this.view,
      inverted: this.inverted,
      by: this.by,
      order: this.order,
      search: this.search,
      range: this.range,
      pixels: clientWidth,
      depthFrom: Math.max(first - overscan, 0),
      depthTo: first + Math.ceil(clientHeight / rowHeight) + overscan,
    });
  }

  private draw(): void {
    cancelAnimationFrame(this.frameRequest);
    this.frameRequest = requestAnimationFrame(() => {
      const canvas = this.querySelector('canvas');
      const context = canvas?.getContext('2d');
      const { boxes, scroller } = this;
      if (!canvas || !context || !boxes) return;
      const { clientWidth: width, clientHeight: height, scrollTop } = scroller;
      const ratio = window.devicePixelRatio || 1;
      if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
        canvas.width = Math.round(width * ratio);
        canvas.height = Math.round(height * ratio);
        canvas.style.width = `${width}px`;
        canvas.style.height = `${height}px`;
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.palette ??= readPalette();
      paint(context, {
        boxes,
        range: this.range ?? this.whole(),
        width,
        height,
        scrollTop,
        palette: this.palette,
        selected: this.selected,
        hovered: this.hovered?.node ?? -1,
        isSearching: this.search.trim() !== '',
        isDifference: this.isDifference,
        root: l10n.t('all'),
      });
    });
  }

  private tip(): TemplateResult | typeof nothing {
    const { boxes, hovered } = this;
    const at = boxes && hovered ? boxes.node.indexOf(hovered.node) : -1;
    if (!boxes || at < 0) return nothing;
    const label = boxes.labels[boxes.label[at]];
    return html`<div id="flame-tip" role="tooltip">
      <b>${label?.name ?? l10n.t('all')}</b>
      <span>${weights({ self: boxes.self[at], total: boxes.total[at] }, this.unit, this.total)}</span>
      ${label ? html`<span class="place">${[originNames[label.origin](), label.file].filter(Boolean).join(' · ')}</span>` : nothing}
    </div>`;
  }

  private placeTip(): void {
    const tip = this.querySelector<HTMLElement>('#flame-tip');
    if (!tip || !this.hovered) return;
    const { x, y } = this.hovered;
    const isBelow = y + 18 + tip.offsetHeight < window.innerHeight;
    tip.style.left = `${Math.max(4, Math.min(x + 12, window.innerWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${isBelow ? y + 18 : y - tip.offsetHeight - 8}px`;
  }

  /** Index of the box under the mouse; -1 for none. */
  private under({ clientX, clientY }: MouseEvent): number {
    const { boxes, scroller } = this;
    if (!boxes) return -1;
    const { left, top } = scroller.getBoundingClientRect();
    const depth = Math.floor((clientY - top + scroller.scrollTop) / rowHeight);
    const weight = weightAt(clientX - left, this.range ?? this.whole(), scroller.clientWidth);
    return boxAt(boxes, depth, weight);
  }

  private onMove(event: MouseEvent): void {
    const at = this.under(event);
    this.hovered =
      at < 0 || !this.boxes ? null : { node: this.boxes.node[at], x: event.clientX, y: event.clientY };
  }

  private onScroll(): void {
    this.hovered = null;
    this.ask();
    this.draw();
  }

  private onClick(event: MouseEvent): void {
    const at = this.under(event);
    if (at < 0) return;
    this.select(at);
    if (wantsSource(event)) this.openSelected(true);
    else if (event.detail === 1) this.zoomTo(at);
  }

  private onWheel(event: WheelEvent): void {
    if (!(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const { scroller } = this;
    const range = this.range ?? this.whole();
    const x = event.clientX - scroller.getBoundingClientRect().left;
    const around = weightAt(x, range, scroller.clientWidth);
    const next = scaled(range, around, event.deltaY > 0 ? 1.25 : 0.8, this.whole().to);
    this.range = next.to - next.from >= this.whole().to ? null : next;
  }

  private select(at: number): void {
    const { boxes } = this;
    if (!boxes || at < 0) return;
    this.selected = boxes.node[at];
    const label = boxes.labels[boxes.label[at]];
    frameSelected(this, label ? { ...label, self: boxes.self[at], total: boxes.total[at] } : null);
    const top = boxes.depth[at] * rowHeight;
    const { scroller } = this;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + rowHeight > scroller.scrollTop + scroller.clientHeight)
      scroller.scrollTop = top + rowHeight - scroller.clientHeight;
  }

  private zoomTo(at: number): void {
    const { boxes } = this;
    if (!boxes) return;
    const { from, to } = this.range ?? this.whole();
    const next = { from: boxes.from[at], to: boxes.to[at] };
    if (next.from === from && next.to === to) return;
    this.showRange(next.from === 0 && next.to === boxes.width ? null : next);
  }

  private showRange(range: Range | null): void {
    this.earlier.push(this.range);
    this.range = range;
  }

  private openSelected(beside: boolean): void {
    const { boxes } = this;
    const at = boxes ? boxes.node.indexOf(this.selected) : -1;
    const label = boxes?.labels[boxes.label[at]];
    if (label) frameOpened(this, label.frame, beside);
  }

  private onKey(event: KeyboardEvent): void {
    const { boxes } = this;
    if (!boxes?.node.length || event.altKey) return;
    const at = boxes.node.indexOf(this.selected);
    const direction = directions[event.key];
    if (direction) this.select(at < 0 ? 0 : stepFrom(boxes, at, direction));
    else if (event.key === 'Home') this.select(0);
    else if (event.key === 'Enter' && at >= 0) this.zoomTo(at);
    else if (event.key === 'F12') this.openSelected(!(event.ctrlKey || event.metaKey));
    else if ((event.key === 'Escape' || event.key === 'Backspace') && (this.earlier.length || this.range))
      this.range = this.earlier.pop() ?? null;
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

customElements.define('unpark-flame', FlameGraph);
