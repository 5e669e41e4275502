import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Frame, LeakGroup } from '#profile';
import { post } from './host.ts';
import { counted, isOwn, keyOf, type Level, levelOf, mainFrame, shortPlace, waitOf } from './rows.ts';

/** So many groups are drawn at once; a button draws more. */
const page = 200;

const levels: Record<Level, { icon: string; word: () => string }> = {
  certain: { icon: 'error', word: () => l10n.t('stuck for ever') },
  suspicious: { icon: 'warning', word: () => l10n.t('suspicious') },
  quiet: { icon: 'circle-outline', word: () => '' },
};

/**
 * The groups as a tree (https://www.w3.org/WAI/ARIA/apg/patterns/treeview/): one tab stop, arrows to move, open and
 * close, Enter to open a frame's source. Fires `open-changed` when a group was opened or closed.
 */
export class GroupTree extends LitElement {
  static override properties = {
    groups: { attribute: false },
    open: { attribute: false },
    shown: { state: true },
  };
  declare groups: readonly LeakGroup[];
  /** Keys of the open groups. */
  declare open: ReadonlySet<string>;
  declare shown: number;

  constructor() {
    super();
    this.groups = [];
    this.open = new Set();
    this.shown = page;
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const drawn = this.groups.slice(0, this.shown);
    const left = this.groups.length - drawn.length;
    const label = l10n.t('Goroutines with the same stack and state, most suspicious first');
    return html`
      <ul role="tree" aria-label=${label} @keydown=${this.onKey}>
        ${repeat(drawn, uniqueKeys(), (group) => this.group(group))}
      </ul>
      ${left > 0 ? html`<button class="more" @click=${this.showMore}>${l10n.t('Show {0} more groups', Math.min(left, page))}</button>` : nothing}
    `;
  }

  /** One tab stop is left, whatever was taken away. */
  protected override updated(): void {
    const items = this.items();
    if (items.length > 0 && !items.some(({ tabIndex }) => tabIndex === 0)) items[0].tabIndex = 0;
  }

  private group(group: LeakGroup): TemplateResult {
    const key = keyOf(group);
    const isOpen = this.open.has(key);
    const level = levelOf(group);
    const frame = mainFrame(group);
    const wait = waitOf(group);
    const word = levels[level].word();
    const spoken = [counted.goroutines(group.count), group.state, wait, word, frame?.function];
    return html`
      <li
        role="treeitem"
        data-testid="group"
        aria-level="1"
        aria-expanded=${isOpen ? 'true' : 'false'}
        aria-label=${spoken.filter(Boolean).join(', ')}
        aria-description=${isOpen ? group.reason : nothing}
        tabindex="-1"
        @focus=${this.onFocus}
      >
        <div class="row ${level}" @click=${() => this.toggle(key)}>
          <span class="codicon codicon-chevron-${isOpen ? 'down' : 'right'}"></span>
          <span class="count">${group.count.toLocaleString()} ×</span>
          <span class="level codicon codicon-${levels[level].icon}" title=${word || nothing}></span>
          <span class="state" title=${group.state}>${group.state}</span>
          <span class="function" title=${frame?.function ?? nothing}>${frame?.function ?? ''}</span>
          <span class="place">${frame ? shortPlace(frame) : ''}</span>
          <span class="wait">${wait}</span>
        </div>
        ${isOpen ? this.details(group) : nothing}
      </li>
    `;
  }

  private details({ reason, stack, createdBy }: LeakGroup): TemplateResult {
    return html`
      <div class="details">
        <p class="reason">${reason}</p>
        <ul role="group">
          ${stack.map((frame) => this.frame(frame, ''))}
          ${createdBy ? this.frame(createdBy, l10n.t('created by')) : nothing}
        </ul>
      </div>
    `;
  }

  private frame(frame: Frame, lead: string): TemplateResult {
    return html`
      <li
        role="treeitem"
        data-testid="frame"
        class="frame ${isOwn(frame) ? 'own' : 'library'}"
        aria-level="2"
        tabindex="-1"
        title=${frame.file ? `${frame.file}:${frame.line}` : nothing}
        @click=${(event: MouseEvent) => openFrame(frame, event)}
        @focus=${this.onFocus}
      >
        ${lead ? html`<span class="lead">${lead}</span>` : nothing}
        <span class="function">${frame.function || l10n.t('unknown function')}</span>
        <span class="place">${shortPlace(frame)}</span>
      </li>
    `;
  }

  private toggle(key: string): void {
    const open = new Set(this.open);
    if (!open.delete(key)) open.add(key);
    this.open = open;
    this.dispatchEvent(new CustomEvent('open-changed', { detail: open }));
  }

  private showMore(): void {
    this.shown += page;
  }

  /** Keeps one tab stop in the tree: the item that had the focus last. */
  private onFocus({ currentTarget }: FocusEvent): void {
    for (const item of this.items()) item.tabIndex = item === currentTarget ? 0 : -1;
  }

  private items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[role=treeitem]')];
  }

  private onKey(event: KeyboardEvent): void {
    const item = (event.target as HTMLElement).closest<HTMLElement>('[role=treeitem]');
    if (!item || event.altKey) return;
    const items = this.items();
    const at = items.indexOf(item);
    const isGroup = item.ariaLevel === '1';
    const isOpen = item.ariaExpanded === 'true';
    const flip = () => item.querySelector<HTMLElement>('.row')?.click();
    switch (event.key) {
      case 'ArrowDown':
        items[at + 1]?.focus();
        break;
      case 'ArrowUp':
        items[at - 1]?.focus();
        break;
      case 'Home':
        items[0]?.focus();
        break;
      case 'End':
        items.at(-1)?.focus();
        break;
      case 'ArrowRight':
        if (isGroup && isOpen) items[at + 1]?.focus();
        else if (isGroup) flip();
        break;
      case 'ArrowLeft':
        if (isGroup && isOpen) flip();
        else if (!isGroup) item.parentElement?.closest<HTMLElement>('[role=treeitem]')?.focus();
        break;
      case 'Enter':
      case ' ':
        if (isGroup) flip();
        else item.dispatchEvent(new MouseEvent('click', { ctrlKey: event.ctrlKey, metaKey: event.metaKey }));
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

/** `keyOf`, told apart where groups differ in what it leaves out; for one pass over the groups in order. */
function uniqueKeys(): (group: LeakGroup) => string {
  const seen = new Map<string, number>();
  return (group) => {
    const key = keyOf(group);
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return `${times}|${key}`;
  };
}

/** Beside by default; with Ctrl or Cmd in the page's own group. */
function openFrame({ file, line, function: name }: Frame, event: MouseEvent): void {
  post({
    type: 'openFrame',
    place: { file, line, function: name },
    beside: !(event.ctrlKey || event.metaKey),
  });
}

customElements.define('unpark-groups', GroupTree);
