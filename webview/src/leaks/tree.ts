import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { openFrame } from '../frames.ts';
import type { Bundle } from './bundles.ts';
import type { Compared } from './compare.ts';
import { type Item, itemsOf } from './items.ts';
import { bundleLabel, bundleLine, foldLine, frameLabel, frameLine, groupLabel, groupLine } from './lines.ts';
import { SourceHover, type SourceLine } from './sourceHover.ts';

type Options = VirtualizerOptions<HTMLElement, HTMLElement>;

/** Pixels of a line before it is measured. */
const guesses: Record<Item['kind'], number> = { bundle: 30, group: 26, frame: 24, fold: 24 };

/**
 * The bundles as a tree (https://www.w3.org/WAI/ARIA/apg/patterns/treeview/), of which only what is in sight is drawn:
 * so the focus stays on the tree, and `aria-activedescendant` tells the line. Arrows move, open and close, Enter opens
 * a frame's source. Fires `open-changed` with the keys of what is open, and `active-changed` with the bundle's key.
 */
export class GroupTree extends LitElement {
  static override properties = {
    bundles: { attribute: false },
    compared: { attribute: false },
    open: { attribute: false },
    active: { state: true },
    source: { state: true },
  };
  declare bundles: readonly Bundle[];
  /** By the bundle's key; empty where one snapshot is shown. */
  declare compared: ReadonlyMap<string, Compared>;
  declare open: ReadonlySet<string>;
  /** Key of the line that the keyboard is at. */
  declare active: string;
  declare source: SourceLine | null;
  private items: Item[] = [];
  private keyAt: (index: number) => string = () => '';
  private readonly hover = new SourceHover((line) => {
    this.source = line;
  });
  private readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  private unmount: () => void = () => {};

  constructor() {
    super();
    this.bundles = [];
    this.compared = new Map();
    this.open = new Set();
    this.active = '';
    this.source = null;
    this.virtualizer = new Virtualizer(this.options());
    this.addEventListener('scroll', () => this.hover.leave());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.unmount = this.virtualizer._didMount();
    this.hover.connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.hover.disconnect();
    this.unmount();
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('bundles')) this.hover.forget();
    if (changed.has('bundles') || changed.has('open')) {
      this.items = itemsOf(this.bundles, this.open);
      // Another function: what was measured holds for other lines.
      this.keyAt = (index) => this.items[index]?.key ?? '';
      if (!this.items.some(({ key }) => key === this.active)) this.active = this.items[0]?.key ?? '';
    }
    this.virtualizer.setOptions(this.options());
  }

  protected override updated(): void {
    this.virtualizer._willUpdate();
    for (const line of this.querySelectorAll<HTMLElement>('[data-index]'))
      this.virtualizer.measureElement(line);
    this.placeHover();
  }

  protected override render(): TemplateResult {
    const label = l10n.t('Goroutines with the same stack and state, most suspicious first');
    const drawn = this.virtualizer.getVirtualItems();
    const at = drawn.findIndex(({ index }) => this.items[index]?.key === this.active);
    return html`
      <ul
        role="tree"
        tabindex="0"
        aria-label=${label}
        aria-activedescendant=${at < 0 ? nothing : `line-${drawn[at].index}`}
        .style=${`height: ${this.virtualizer.getTotalSize()}px`}
        @keydown=${this.onKey}
        @mouseleave=${() => this.hover.leave()}
        @blur=${() => this.hover.leave()}
      >
        ${repeat(
          drawn,
          ({ key }) => key,
          ({ index, start }) => this.line(this.items[index], index, start),
        )}
      </ul>
      ${
        this.source
          ? html`<div id="source-line" role="tooltip" data-testid="source">
            ${this.source.text ? html`<code>${this.source.text}</code>` : nothing}
            <span class="place">${this.source.place}</span>
          </div>`
          : nothing
      }
    `;
  }

  private options(): Options {
    return {
      count: this.items.length,
      getScrollElement: () => this,
      estimateSize: (index) => guesses[this.items[index]?.kind ?? 'frame'],
      getItemKey: this.keyAt,
      overscan: 8,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => this.requestUpdate(),
    };
  }

  private line(item: Item | undefined, index: number, start: number): TemplateResult | typeof nothing {
    if (!item) return nothing;
    const isActive = item.key === this.active;
    const { content, label, test } = this.content(item);
    return html`
      <li
        id=${`line-${index}`}
        role="treeitem"
        class=${`line ${item.kind} level-${item.level} ${isActive ? 'active' : ''}`}
        data-testid=${test}
        data-index=${index}
        aria-level=${item.level}
        aria-posinset=${item.position}
        aria-setsize=${item.size}
        aria-expanded=${'isOpen' in item ? String(item.isOpen) : nothing}
        aria-selected=${isActive ? 'true' : 'false'}
        aria-label=${label}
        aria-describedby=${isActive && this.source ? 'source-line' : nothing}
        .style=${`transform: translateY(${start}px)`}
        @click=${(event: MouseEvent) => this.onClick(item, event)}
        @mouseenter=${() => (item.kind === 'frame' ? this.hover.enter(item.frame) : this.hover.leave())}
      >
        ${content}
      </li>
    `;
  }

  private content(item: Item): { content: TemplateResult; label: string; test: string } {
    switch (item.kind) {
      case 'bundle': {
        const compared = this.compared.get(item.key);
        return {
          content: bundleLine(item.bundle, item.isOpen, compared),
          label: bundleLabel(item.bundle, compared),
          test: 'group',
        };
      }
      case 'group':
        return {
          content: groupLine(item.group, item.isOpen),
          label: groupLabel(item.group),
          test: 'subgroup',
        };
      case 'frame':
        return { content: frameLine(item), label: frameLabel(item), test: 'frame' };
      case 'fold':
        return { ...foldLine(item), test: 'fold' };
    }
  }

  private onClick(item: Item, event: MouseEvent): void {
    this.activate(item);
    if (item.kind === 'frame') openFrame(item.frame, event);
    else this.toggle(item.key);
  }

  private toggle(key: string): void {
    const open = new Set(this.open);
    if (!open.delete(key)) open.add(key);
    this.open = open;
    this.dispatchEvent(new CustomEvent('open-changed', { detail: open }));
  }

  private activate(item: Item): void {
    this.active = item.key;
    this.dispatchEvent(new CustomEvent('active-changed', { detail: item.key.split('\n', 1)[0] }));
  }

  private moveTo(index: number): void {
    const item = this.items[index];
    if (!item) return;
    this.activate(item);
    this.virtualizer.scrollToIndex(index, { align: 'auto' });
    if (item.kind === 'frame') this.hover.enter(item.frame);
    else this.hover.leave();
  }

  private onKey(event: KeyboardEvent): void {
    const at = this.items.findIndex(({ key }) => key === this.active);
    const item = this.items[at];
    if (!item || event.altKey) return;
    const isOpen = 'isOpen' in item ? item.isOpen : undefined;
    const pageful = Math.max(1, Math.floor(this.clientHeight / guesses.bundle) - 1);
    switch (event.key) {
      case 'ArrowDown':
        this.moveTo(at + 1);
        break;
      case 'ArrowUp':
        this.moveTo(at - 1);
        break;
      case 'PageDown':
        this.moveTo(Math.min(at + pageful, this.items.length - 1));
        break;
      case 'PageUp':
        this.moveTo(Math.max(at - pageful, 0));
        break;
      case 'Home':
        this.moveTo(0);
        break;
      case 'End':
        this.moveTo(this.items.length - 1);
        break;
      case 'ArrowRight':
        if (isOpen) this.moveTo(at + 1);
        else if (isOpen === false) this.toggle(item.key);
        break;
      case 'ArrowLeft':
        if (isOpen) this.toggle(item.key);
        else this.moveTo(this.items.findLastIndex(({ level }, n) => n < at && level < item.level));
        break;
      case 'Escape':
        this.hover.leave();
        break;
      case 'Enter':
      case ' ':
        if (item.kind === 'frame') openFrame(item.frame, event);
        else this.toggle(item.key);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** On the line that is looked at, behind its text; where there is no room, below or above. */
  private placeHover(): void {
    const tip = this.querySelector<HTMLElement>('#source-line');
    const line =
      this.querySelector<HTMLElement>('.line.frame:hover') ?? this.querySelector<HTMLElement>('.line.active');
    if (!tip || !line) return;
    const { left, top, bottom } = line.getBoundingClientRect();
    const behind = (line.querySelector('.place')?.getBoundingClientRect().right ?? left) + 24;
    const isBeside = behind + tip.offsetWidth + 8 < window.innerWidth;
    const isBelow = bottom + tip.offsetHeight + 4 < window.innerHeight;
    const beside = Math.min((top + bottom - tip.offsetHeight) / 2, window.innerHeight - tip.offsetHeight);
    tip.style.left = `${isBeside ? behind : Math.max(8, window.innerWidth - tip.offsetWidth - 8)}px`;
    tip.style.top = `${isBeside ? beside : isBelow ? bottom + 4 : top - tip.offsetHeight - 4}px`;
  }
}

customElements.define('unpark-groups', GroupTree);
