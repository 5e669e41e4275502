import { stateLooks } from './states.ts';
import type { Theme } from './theme.ts';
import type { View } from './view.ts';

/** From the bottom upwards. */
const order = [2, 3, 5, 1, 4];

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

/** Draws how many goroutines there are over the whole trace, and the window that is looked at. */
export function paintMinimap(
  context: CanvasRenderingContext2D,
  { width, height }: { width: number; height: number },
  tops: readonly Float64Array[],
  { from, to }: View,
  duration: number,
  theme: Theme,
): void {
  context.clearRect(0, 0, width, height);
  for (let at = tops.length - 1; at >= 0; at--) {
    const { color, fallback } = stateLooks[order[at]];
    const top = tops[at];
    context.fillStyle = theme.css(color, fallback);
    context.globalAlpha = order[at] === 4 ? 0.45 : 1;
    context.beginPath();
    context.moveTo(0, height);
    for (let i = 0; i < top.length; i++) {
      const y = height - top[i] * (height - 2);
      context.lineTo((i / top.length) * width, y);
      context.lineTo(((i + 1) / top.length) * width, y);
    }
    context.lineTo(width, height);
    context.fill();
  }
  context.globalAlpha = 1;
  const left = (from / duration) * width;
  const right = (to / duration) * width;
  context.fillStyle = theme.background;
  context.globalAlpha = 0.6;
  context.fillRect(0, 0, left, height);
  context.fillRect(right, 0, width - right, height);
  context.globalAlpha = 1;
  context.strokeStyle = theme.focus;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, 0.5, Math.max(right - left - 1, 2), height - 1);
}
