import { stateLooks } from '../states.ts';
import type { Theme } from '../theme.ts';
import type { View } from './view.ts';

/** From the bottom upwards. */
const order = [2, 3, 5, 1, 4];

/** Pixels: counts of goroutines above, the heap below. */
export const minimapHeight = 58;
const countsHeight = 38;

/** What the minimap shows of the whole trace, in buckets of equal length. */
export interface Profile {
  /** `tops[i][bucket]` is the height up to state `order[i]`, 0 to 1. */
  tops: readonly Float64Array[];
  /** Share of the largest heap; NaN where the trace does not tell. */
  heap: Float64Array;
}

/** States that are stacked on each other: `tops[i][bucket]` is the height up to state `order[i]`, 0 to 1. */
export function stackCounts(counts: readonly Float64Array[]): { tops: Float64Array[]; most: number } {
  const buckets = counts[order[0]]?.length ?? 0;
  const sum = new Float64Array(buckets);
  const tops = order.map((state) => {
    for (let i = 0; i < buckets; i++) sum[i] += counts[state][i];
    return sum.slice();
  });
  const most = sum.reduce((max, value) => Math.max(max, value), 0);
  for (const top of tops) for (let i = 0; i < buckets; i++) top[i] /= most || 1;
  return { tops, most };
}

/** Values as shares of the largest; NaN stays. */
export function sharesOf(values: Float64Array): Float64Array {
  const most = values.reduce((max, value) => Math.max(max, value || 0), 0) || 1;
  return values.map((value) => value / most);
}

/** The minimap; what it shows of the trace is painted once, and the window that is looked at with each frame. */
export class Minimap {
  private picture: OffscreenCanvas | null = null;
  private painted: readonly unknown[] = [];

  paint(
    context: CanvasRenderingContext2D,
    width: number,
    profile: Profile,
    view: View,
    duration: number,
    theme: Theme,
  ): void {
    const scale = window.devicePixelRatio;
    const now = [profile, theme, width, scale];
    if (!this.picture || now.some((value, i) => value !== this.painted[i])) {
      this.painted = now;
      this.picture = new OffscreenCanvas(Math.round(width * scale), Math.round(minimapHeight * scale));
      const own = this.picture.getContext('2d');
      own?.scale(scale, scale);
      if (own) paintProfile(own, width, profile, theme);
    }
    context.clearRect(0, 0, width, minimapHeight);
    context.drawImage(this.picture, 0, 0, width, minimapHeight);
    const left = (view.from / duration) * width;
    const right = (view.to / duration) * width;
    context.fillStyle = theme.background;
    context.globalAlpha = 0.6;
    context.fillRect(0, 0, left, minimapHeight);
    context.fillRect(right, 0, width - right, minimapHeight);
    context.globalAlpha = 1;
    context.strokeStyle = theme.focus;
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, 0.5, Math.max(right - left - 1, 2), minimapHeight - 1);
  }
}

/** Draws goroutines and heap over the whole trace. */
function paintProfile(
  context: OffscreenCanvasRenderingContext2D,
  width: number,
  { tops, heap }: Profile,
  theme: Theme,
): void {
  const height = minimapHeight;
  const hasHeap = heap.some((value) => value > 0);
  const bottom = hasHeap ? countsHeight : height;
  for (let at = tops.length - 1; at >= 0; at--) {
    const { color, fallback } = stateLooks[order[at]];
    context.fillStyle = theme.css(color, fallback);
    context.globalAlpha = order[at] === 4 ? 0.45 : 1;
    paintSteps(context, tops[at], width, bottom, bottom - 2);
  }
  if (hasHeap) {
    context.fillStyle = theme.heap;
    context.globalAlpha = 0.75;
    paintSteps(context, heap, width, height, height - countsHeight - 3);
  }
}

/** Fills below steps. @param bottom pixels from the top to where a value of 0 is; 1 is `high` pixels above */
function paintSteps(
  context: OffscreenCanvasRenderingContext2D,
  values: Float64Array,
  width: number,
  bottom: number,
  high: number,
): void {
  context.beginPath();
  context.moveTo(0, bottom);
  for (let i = 0; i < values.length; i++) {
    const y = bottom - (values[i] || 0) * high;
    context.lineTo((i / values.length) * width, y);
    context.lineTo(((i + 1) / values.length) * width, y);
  }
  context.lineTo(width, bottom);
  context.fill();
}
