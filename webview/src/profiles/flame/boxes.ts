import type { FlameLayout } from '#profile';

/** What of a flame graph is in sight. */
export interface Window {
  /** In weights. */
  from: number;
  to: number;
  pixels: number;
  /** The first depth, and the one behind the last. */
  depthFrom: number;
  depthTo: number;
}

/**
 * The rows of a layout that take a pixel or more of what is in sight, and down to which depth there are such ones.
 * What a box is too narrow for, its children are too: the walk ends at the first depth that has none.
 */
export function boxesIn(
  { from, to, depthStart }: FlameLayout,
  window: Window,
): { rows: Int32Array; depths: number } {
  const least = (window.to - window.from) / Math.max(window.pixels, 1);
  const rows: number[] = [];
  let depth = 0;
  for (; depth + 1 < depthStart.length; depth++) {
    const end = depthStart[depth + 1];
    const isDrawn = depth >= window.depthFrom && depth < window.depthTo;
    let isSeen = false;
    for (let row = firstBehind(to, depthStart[depth], end, window.from); row < end; row++) {
      if (from[row] >= window.to) break;
      const width = Math.min(to[row], window.to) - Math.max(from[row], window.from);
      // A box of just one pixel may come out a hair narrower.
      if (width <= 0 || width < least * 0.999) continue;
      isSeen = true;
      if (!isDrawn) break;
      rows.push(row);
    }
    if (!isSeen) break;
  }
  return { rows: Int32Array.from(rows), depths: depth };
}

/** The first row between two whose box ends behind a weight; boxes of one depth lie side by side. */
function firstBehind(to: Float64Array, start: number, end: number, weight: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (to[middle] > weight) high = middle;
    else low = middle + 1;
  }
  return low;
}
