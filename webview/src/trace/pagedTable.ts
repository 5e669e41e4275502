import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import '../table/element.ts';
import type { Column, Row } from '../table/element.ts';
import { Pages } from './pages.ts';

/** A table of rows that the worker has in an order of their own. */
export abstract class PagedTable<Item> extends LitElement {
  private pages: Pages<Item> = new Pages(() => new Promise(() => {}));

  /** Names of the properties that make it another table. */
  protected abstract readonly shapedBy: readonly string[];
  protected abstract readonly label: string;
  protected abstract columns(): Column[];
  protected abstract ask(
    from: number,
    to: number,
  ): Promise<{ total: number; from: number; rows: readonly Item[] }>;
  protected abstract show(item: Item): Row;
  protected chosen(_item: Item): void {}

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.shapedBy.some((name) => changed.has(name))) return;
    this.pages = new Pages((from, to) => this.ask(from, to));
    this.need(0, 1);
  }

  protected override render(): TemplateResult {
    const { pages } = this;
    return html`<unpark-table
      .columns=${this.columns()}
      .total=${pages.total ?? 0}
      .row=${this.rows()}
      .order=${null}
      .label=${this.label}
      @rows-needed=${({ detail }: CustomEvent<{ from: number; to: number }>) => this.need(detail.from, detail.to)}
      @row-chosen=${({ detail }: CustomEvent<number>) => {
        const item = pages.at(detail);
        if (item) this.chosen(item);
      }}
    ></unpark-table>`;
  }

  /** A new function each time: rows may have come. */
  private rows(): (index: number) => Row | undefined {
    const { pages } = this;
    return (index) => {
      const item = pages.at(index);
      return item && this.show(item);
    };
  }

  private need(from: number, to: number): void {
    const { pages } = this;
    void pages.need(from, to, () => {
      if (pages === this.pages) this.requestUpdate();
    });
  }
}
