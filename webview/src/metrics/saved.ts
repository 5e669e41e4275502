import type { Order } from '../table/element.ts';

/** How metrics are looked at; outlives the page. */
export interface SavedMetrics {
  search: string;
  order: Order;
  /** Key of the series that is plotted; `null` is the first that can be. */
  chosen: string | null;
  /** What somebody typed, by the key of a series. */
  thresholds: Readonly<Record<string, number>>;
}

export const freshMetrics: SavedMetrics = {
  search: '',
  order: { column: 'name', descending: false },
  chosen: null,
  thresholds: {},
};
