import { freshArchive, type SavedArchive } from './archive/saved.ts';
import { freshMetrics, type SavedMetrics } from './metrics/saved.ts';

/** How the pages of smaller kinds of file are looked at; outlives the page. */
export interface SavedPages {
  metrics: SavedMetrics;
  archive: SavedArchive;
}

export const freshPages: SavedPages = { metrics: freshMetrics, archive: freshArchive };
