import * as l10n from '@vscode/l10n';
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import type { Failure, Summary } from '../jobs.ts';
import '../table/element.ts';
import type { Row } from '../table/element.ts';
import { nextOrder, sorted } from '../table/sort.ts';
import type { SavedArchive } from './saved.ts';

type Entry = NonNullable<Summary['entries']>[number];

type Inner =
  | { state: 'list' }
  | { state: 'loading'; name: string }
  | { state: 'opened'; name: string; summary: Summary }
  | { state: 'failed'; name: string; failure: Failure };

/** Whoever keeps the bytes of the files. */
export interface EntryOpener {
  /** @throws Failure */
  openEntry(index: number): Promise<Summary>;
}

/**
 * The files of an archive; the one that is chosen is shown in their place, as `page` has it. Fires `entry-opened` with
 * its name and summary, and `archive-changed` with what it wants to be kept.
 */
class Archive extends LitElement {
  static override properties = {
    entries: { attribute: false },
    opener: { attribute: false },
    page: { attribute: false },
    inner: { state: true },
    saved: { attribute: false },
  };
  declare entries: readonly Entry[];
  declare opener: EntryOpener;
  declare page: (name: string, summary: Summary) => TemplateResult;
  declare inner: Inner;
  declare saved: SavedArchive;

  constructor() {
    super();
    this.inner = { state: 'list' };
  }

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('opener')) return;
    this.inner = { state: 'list' };
    const index = this.entries.findIndex(({ name }) => name === this.saved.entry);
    if (index >= 0) void this.show(index);
  }

  protected override render(): TemplateResult {
    const { inner } = this;
    if (inner.state === 'list') return this.list();
    return html`
      <div class="page-head back">
        <button
          class="tool"
          data-testid="back"
          @click=${() => {
            this.inner = { state: 'list' };
            this.change({ entry: null });
          }}
        >
          <span class="codicon codicon-arrow-left"></span> ${l10n.t('All files')}
        </button>
        <span>${inner.name}</span>
      </div>
      <div class="panel">${this.content(inner)}</div>
    `;
  }

  private content(inner: Exclude<Inner, { state: 'list' }>): TemplateResult {
    if (inner.state === 'opened') return this.page(inner.name, inner.summary);
    if (inner.state === 'loading')
      return html`<p class="empty" role="status">${l10n.t('Reading {0}…', inner.name)}</p>`;
    return html`<p class="empty" role="alert" data-testid="entry-error">
      ${l10n.t('{0} can’t be shown.', inner.name)} ${inner.failure.message}
    </p>`;
  }

  private list(): TemplateResult {
    const { entries } = this;
    const { order } = this.saved;
    const valueAt = (index: number) => (order.column === 'size' ? entries[index].size : entries[index].name);
    const rows = sorted(entries.length, valueAt, order);
    return html`<unpark-table
      data-testid="entries"
      .columns=${[
        { key: 'name', label: l10n.t('File'), width: 'minmax(20em, 1fr)' },
        { key: 'size', label: l10n.t('Bytes'), isNumeric: true, width: '9em' },
      ]}
      .total=${entries.length}
      .row=${(index: number): Row | undefined => {
        const entry = entries[rows[index]];
        return entry && { cells: [entry.name, entry.size.toLocaleString()] };
      }}
      .order=${order}
      .label=${l10n.t('Files of the archive: Enter opens one')}
      @order-changed=${({ detail }: CustomEvent<string>) => {
        this.change({ order: nextOrder(order, detail, detail === 'size') });
      }}
      @row-chosen=${({ detail }: CustomEvent<number>) => {
        this.change({ entry: entries[rows[detail]].name });
        void this.show(rows[detail]);
      }}
    ></unpark-table>`;
  }

  private change(change: Partial<SavedArchive>): void {
    this.dispatchEvent(new CustomEvent('archive-changed', { detail: { ...this.saved, ...change } }));
  }

  private async show(index: number): Promise<void> {
    const { name } = this.entries[index];
    const loading: Inner = { state: 'loading', name };
    this.inner = loading;
    const inner = await this.opener.openEntry(index).then(
      (summary): Inner => ({ state: 'opened', name, summary }),
      (failure: Failure): Inner => ({ state: 'failed', name, failure }),
    );
    if (this.inner !== loading) return; // somebody went back
    this.inner = inner;
    if (inner.state === 'opened')
      this.dispatchEvent(new CustomEvent('entry-opened', { detail: { name, summary: inner.summary } }));
  }
}

customElements.define('unpark-archive', Archive);
