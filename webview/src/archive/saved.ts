import type { Order } from '../table/element.ts';

/** How an archive is looked at; outlives the page. */
export interface SavedArchive {
  order: Order;
  /** Name of the file that is shown; `null` is the list. */
  entry: string | null;
}

export const freshArchive: SavedArchive = { order: { column: 'name', descending: false }, entry: null };
