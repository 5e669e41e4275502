import type { FlameBoxes } from '../messages.ts';

/** What is in sight, in weights. */
export interface Range {
  from: number;
  to: number;
}

export type Direction = 'parent' | 'child' | 'left' | 'right';

type Boxes = Pick<FlameBoxes, 'depth' | 'from' | 'to'>;

/** Where a weight lies on so many pixels. */
export const xOf = (weight: number, { from, to }: Range, pixels: number): number =>
  ((weight - from) / (to - from)) * pixels;

export const weightAt = (x: number, { from, to }: Range, pixels: number): number =>
  from + (x / pixels) * (to - from);

/** Index of the box at a depth and a weight; -1 for none. */
export function boxAt({ depth, to, from }: Boxes, atDepth: number, weight: number): number {
  const at = lowerBound(depth.length, (i) => depth[i] > atDepth || (depth[i] === atDepth && to[i] > weight));
  return depth[at] === atDepth && from[at] <= weight ? at : -1;
}

/** Index of the box beside, above or below one; the heaviest of its children; -1 for none. */
export function stepFrom(boxes: Boxes, at: number, direction: Direction): number {
  const { depth, from, to } = boxes;
  switch (direction) {
    case 'left':
      return depth[at - 1] === depth[at] ? at - 1 : -1;
    case 'right':
      return depth[at + 1] === depth[at] ? at + 1 : -1;
    case 'parent':
      return boxAt(boxes, depth[at] - 1, (from[at] + to[at]) / 2);
    case 'child': {
      const below = depth[at] + 1;
      let best = -1;
      const first = lowerBound(
        depth.length,
        (i) => depth[i] > below || (depth[i] === below && from[i] >= from[at]),
      );
      for (let i = first; depth[i] === below && from[i] < to[at]; i++) {
        if (best < 0 || to[i] - from[i] > to[best] - from[best]) best = i;
      }
      return best;
    }
  }
}

/** A range wider or narrower by a factor around one of its weights, within the whole. */
export function scaled({ from, to }: Range, around: number, factor: number, whole: number): Range {
  const width = Math.min((to - from) * factor, whole);
  const start = Math.min(Math.max(around - (around - from) * (width / (to - from)), 0), whole - width);
  return { from: start, to: start + width };
}

/** The first index for which something holds that holds for all behind it; `length` for none. */
function lowerBound(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
