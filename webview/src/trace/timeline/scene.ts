import type { Bookmark } from '#protocol';
import type { IntervalDetails, Span, TraceOverview } from '../queries.ts';
import type { Theme } from '../theme.ts';
import type { Layout } from './lanes.ts';
import type { StripImage } from './stripImage.ts';
import type { View } from './view.ts';

/** Pixels: the names at the left, the times at the top. */
export const gutter = 190;
export const axisHeight = 38;

/** All that one picture shows. */
export interface Scene {
  width: number;
  height: number;
  /** Pixels that the lanes are scrolled down. */
  scroll: number;
  overview: TraceOverview;
  layout: Layout;
  view: View;
  theme: Theme;
  strips: StripImage | null;
  /** Index of the line that the keyboard is at. */
  activeLine: number;
  selected: IntervalDetails | null;
  range: Span | null;
  bookmarks: readonly Bookmark[];
  isFocused: boolean;
}

/** Where a moment is drawn, in pixels from the left. */
export const xOf = ({ view, width }: Pick<Scene, 'view' | 'width'>, time: number): number =>
  gutter + ((time - view.from) / (view.to - view.from)) * (width - gutter);
