import * as l10n from '@vscode/l10n';
import { html, LitElement, type TemplateResult } from 'lit';
import type { GcCollection, GcTrace } from '#profile';
import '../plot/element.ts';
import { timePlot } from '../plot/timePlot.ts';
import '../table/element.ts';
import type { Row } from '../table/element.ts';

/** How long the world stood still, in milliseconds. */
const pauseOf = ({ clock }: GcCollection): number => clock.sweep + clock.end;

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
        .columns=${[
          { key: 'number', label: l10n.t('Collection'), isNumeric: true, width: '7em' },
          { key: 'at', label: l10n.t('At (s)'), isNumeric: true, width: '7em' },
          { key: 'pause', label: l10n.t('Stopped (ms)'), isNumeric: true, width: '8em' },
          { key: 'mark', label: l10n.t('Marking (ms)'), isNumeric: true, width: '8em' },
          { key: 'start', label: l10n.t('Heap before (MB)'), isNumeric: true, width: '10em' },
          { key: 'live', label: l10n.t('Live (MB)'), isNumeric: true, width: '7em' },
          { key: 'goal', label: l10n.t('Goal (MB)'), isNumeric: true, width: '7em' },
          { key: 'forced', label: l10n.t('Forced'), width: '6em' },
        ]}
        .total=${collections.length}
        .row=${(index: number): Row => rowOf(collections[index])}
        .label=${l10n.t('Collections')}
      ></unpark-table>
    `;
  }
}

const rowOf = (collection: GcCollection): Row => {
  const { number, at, clock, heapAtStart, heapLive, goal, forced } = collection;
  const numbers = [number, at, pauseOf(collection), clock.mark, heapAtStart, heapLive, goal];
  return {
    cells: [...numbers.map((value) => value.toLocaleString()), forced ? l10n.t('yes') : l10n.t('no')],
  };
};

customElements.define('unpark-gctrace', GcTracePage);
