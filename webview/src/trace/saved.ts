import type { Span } from './queries.ts';
import type { Threshold } from './threshold.ts';

/** How a trace is looked at: what outlives the page, which VS Code throws away while it is hidden. */
export interface SavedTrace {
  threshold: Threshold | null;
  /** The window of time that the timeline shows; `null` is all of it. */
  view: Span | null;
  range: Span | null;
  /** A goroutine's id, and a moment of what it does then. */
  selected: { id: number; time: number } | null;
}

export const freshTrace: SavedTrace = { threshold: null, view: null, range: null, selected: null };
