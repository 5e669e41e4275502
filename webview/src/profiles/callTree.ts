import * as l10n from '@vscode/l10n';
import { html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { formatShare, formatValue } from '#profile';
import { lookChanged } from './events.ts';
import type { ReplyOf, TreeLine } from './messages.ts';
import { type RowFacts, RowList } from './rows.ts';
import { functionCell, weights } from './texts.ts';

/** Who called whom, line by line; inverted, from what the time went to outwards. Arrows open and close. */
class CallTreeView extends RowList<TreeLine, ReplyOf<'tree'>> {
  static override properties: PropertyDeclarations = {
    inverted: { attribute: false },
    by: { attribute: false },
    opened: { attribute: false },
  };
  declare inverted: boolean;
  /** Key of a label that it is split by. */
  declare by: string | null;
  /** What is open to begin with. */
  declare opened: readonly number[] | null;
  protected readonly shapedBy = ['inverted', 'by'];
  protected readonly pattern = 'treegrid';
  /** Nodes; `null` before anybody opened or closed one. */
  private open: readonly number[] | null = null;

  protected get name(): string {
    return l10n.t('Call tree');
  }

  protected override willUpdate(changed: PropertyValues): void {
    // The nodes of another tree are others.
    if (['client', 'view', 'inverted', 'by'].some((name) => changed.has(name)))
      this.open = this.hasUpdated ? null : (this.opened ?? null);
    super.willUpdate(changed);
  }

  protected async fetch(from: number, to: number): Promise<ReplyOf<'tree'>> {
    const { view, inverted, by, search, open } = this;
    const reply = await this.client.ask<'tree'>({ kind: 'tree', view, inverted, by, search, open, from, to });
    if (this.open === open) this.open = reply.open;
    return reply;
  }

  protected header(): TemplateResult {
    return html`
      <span class="number" role="columnheader">${l10n.t('Cumulative')}</span> <span class="number share">%</span>
      <span class="number" role="columnheader">${l10n.t('Flat')}</span>
      <span role="columnheader">${l10n.t('Function')}</span>
    `;
  }

  protected cells(row: TreeLine): TemplateResult {
    const { unit, total } = this;
    const chevron = row.hasChildren ? (row.isOpen ? 'chevron-down' : 'chevron-right') : 'blank';
    return html`
      <span class="number">${formatValue(row.total, unit)}</span>
      <span class="number share">${formatShare(row.total, total)}</span>
      <span class="number">${row.self ? formatValue(row.self, unit) : ''}</span>
      <span class="branch ${row.matches ? 'found' : ''}" .style=${`padding-left: ${(row.level - 1) * 14}px`}>
        <span class="codicon codicon-${chevron}"></span>${functionCell(row)}
      </span>
    `;
  }

  protected facts(row: TreeLine): RowFacts {
    return {
      label: `${row.name}: ${weights(row, this.unit, this.total)}`,
      level: row.level,
      isOpen: row.hasChildren ? row.isOpen : undefined,
    };
  }

  protected override onRow(row: TreeLine, event: KeyboardEvent | MouseEvent): boolean {
    if (event instanceof KeyboardEvent) {
      if (event.key === 'ArrowLeft' && !row.isOpen) return false;
      if (event.key === 'ArrowRight' && row.isOpen) return false;
      if (![' ', 'ArrowLeft', 'ArrowRight'].includes(event.key)) return false;
    } else if (event.detail > 1) return false;
    if (!row.hasChildren) return false;
    this.open = row.isOpen
      ? (this.open ?? []).filter((node) => node !== row.node)
      : [...(this.open ?? []), row.node];
    lookChanged(this, { open: this.open });
    this.refresh();
    return true;
  }
}

customElements.define('unpark-call-tree', CallTreeView);
