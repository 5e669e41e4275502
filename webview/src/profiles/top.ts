import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { formatShare, formatValue } from '#profile';
import { lookChanged } from './events.ts';
import type { ReplyOf, TopOrder, Weighed } from './messages.ts';
import { type RowFacts, RowList } from './rows.ts';
import { freshProfile, type Sorting } from './state.ts';
import { functionCell, weights } from './texts.ts';

/** Functions by weight, sorted by any column, and only those that the search finds. */
class TopTableView extends RowList<Weighed, ReplyOf<'top'>> {
  static override properties: PropertyDeclarations = {
    sorting: { attribute: false },
    order: { state: true },
    rising: { state: true },
  };
  /** What to begin with. */
  declare sorting: Sorting;
  declare order: TopOrder;
  declare rising: boolean;
  protected readonly shapedBy = ['order', 'rising'];
  protected readonly pattern = 'grid';

  constructor() {
    super();
    this.sorting = freshProfile.sorting;
    this.order = 'self';
    this.rising = false;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.hasUpdated) Object.assign(this, this.sorting);
    super.willUpdate(changed);
  }

  protected get name(): string {
    return l10n.t('Functions by weight');
  }

  protected fetch(from: number, to: number): Promise<ReplyOf<'top'>> {
    const { view, order, rising, search } = this;
    return this.client.ask<'top'>({ kind: 'top', view, order, rising, search, from, to });
  }

  protected header(): TemplateResult {
    return html`
      ${this.column('self', l10n.t('Flat'))} <span class="number share">%</span>
      ${this.column('total', l10n.t('Cumulative'))} <span class="number share">%</span>
      ${this.column('name', l10n.t('Function'))}
    `;
  }

  protected cells(row: Weighed): TemplateResult {
    const { unit, total } = this;
    return html`
      <span class="number">${formatValue(row.self, unit)}</span>
      <span class="number share">${formatShare(row.self, total)}</span>
      <span class="number">${formatValue(row.total, unit)}</span>
      <span class="number share">${formatShare(row.total, total)}</span>
      ${functionCell(row)}
    `;
  }

  protected facts(row: Weighed): RowFacts {
    return { label: `${row.name}: ${weights(row, this.unit, this.total)}` };
  }

  private column(order: TopOrder, label: string): TemplateResult {
    const isBy = this.order === order;
    const icon = isBy
      ? html`<span class="codicon codicon-${this.rising ? 'arrow-up' : 'arrow-down'}"></span>`
      : nothing;
    return html`<span
      role="columnheader"
      class=${order === 'name' ? '' : 'number'}
      aria-sort=${isBy ? (this.rising ? 'ascending' : 'descending') : 'none'}
    >
      <button class="tool" data-testid=${`by-${order}`} @click=${() => this.sort(order)}>
        ${order === 'name' ? html`${label} ${icon}` : html`${icon} ${label}`}
      </button>
    </span>`;
  }

  private sort(order: TopOrder): void {
    this.rising = this.order === order ? !this.rising : order === 'name';
    this.order = order;
    lookChanged(this, { sorting: { order, rising: this.rising } });
  }
}

customElements.define('unpark-top', TopTableView);
