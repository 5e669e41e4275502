import * as l10n from '@vscode/l10n';
import { html, LitElement, type TemplateResult } from 'lit';
import type { GcCollection, GcTrace } from '#profile';
import '../plot/element.ts';
import { timePlot } from '../plot/timePlot.ts';
import '../table/element.ts';
import type { Row } from '../table/element.ts';
import { collectionCells, collectionColumns, pauseOf } from './texts.ts';

/** GODEBUG=gctrace: the heap and the pauses over time, and every collection. */
class GcTracePage extends LitElement {
  static override properties = { data: { attribute: false }, plotScript: { attribute: false } };
  declare data: GcTrace;
  declare plotScript: string;

  /** The page's style sheets apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { collections } = this.data;
    const at = collections.map((collection) => collection.at);
    const plot = (title: string, series: Record<string, (collection: GcCollection) => number>) =>
      timePlot(this.plotScript, title, {
        at,
        series: Object.entries(series).map(([name, value]) => ({ name, values: collections.map(value) })),
      });
    return html`
      <div class="plots">
        ${plot(l10n.t('Heap (MB)'), {
          [l10n.t('when collecting began')]: ({ heapAtStart }) => heapAtStart,
          [l10n.t('live')]: ({ heapLive }) => heapLive,
          [l10n.t('goal')]: ({ goal }) => goal,
        })}
        ${plot(l10n.t('Milliseconds a collection'), {
          [l10n.t('world stopped')]: pauseOf,
          [l10n.t('marking')]: ({ clock }) => clock.mark,
        })}
      </div>
      <unpark-table
        .columns=${collectionColumns()}
        .total=${collections.length}
        .row=${(index: number): Row => ({ cells: collectionCells(collections[index]) })}
        .label=${l10n.t('Collections')}
      ></unpark-table>
    `;
  }
}

customElements.define('unpark-gctrace', GcTracePage);
