import type { Frame } from '../../model.ts';
import { type CallTree, childrenOf } from './callTree.ts';

/**
 * Boxes of a flame graph in columns: parents before their children, and boxes of one depth from left to right. Widths
 * are weights without their sign, so that a difference can be drawn: what grew and what shrank both take room.
 */
export interface FlameLayout {
  size: number;
  /** Row in the tree. */
  node: Int32Array;
  /** 0 is the root's. */
  depth: Int32Array;
  /** In weights: the root's box goes from 0 to `width`. */
  from: Float64Array;
  to: Float64Array;
  /** Index into the view's frames; -1 for the root. */
  frame: Int32Array;
  self: Float64Array;
  total: Float64Array;
  width: number;
  /** Boxes of depth `d` are the rows from `depthStart[d]` to `depthStart[d + 1]`. */
  depthStart: Int32Array;
}

export type FlameOrder =
  /** Heaviest first: «left-heavy». */
  | 'weight'
  | 'name'
  /** As the profile has them. */
  | 'given';

/**
 * Lays out a tree. Boxes narrower than `narrowest` (in weights) are left out with all above them.
 *
 * @param frames the view's frames, by which names are sorted.
 */
export function flameLayout(
  tree: CallTree,
  frames: readonly Frame[],
  { order = 'weight', narrowest = 0 }: { order?: FlameOrder; narrowest?: number } = {},
): FlameLayout {
  const { size, parent, self, total } = tree;
  const width = Float64Array.from(self, Math.abs);
  for (let node = size - 1; node > 0; node--) width[parent[node]] += width[node];
  const { start, children } = childrenOf(tree);
  const byName = order === 'name' ? namesInOrder(frames) : null;

  const rows = new Int32Array(size);
  const depth = new Int32Array(size);
  const from = new Float64Array(size);
  const depths: number[] = [0];
  let length = 1;
  // Breadth first: a depth's boxes follow each other, in the order of their parents.
  for (let row = 0, level = 0; row < length; row++) {
    if (depth[row] > level) {
      level = depth[row];
      depths.push(row);
    }
    const node = rows[row];
    const own = children.subarray(start[node], start[node + 1]);
    if (own.length > 1) {
      if (byName) own.sort((a, b) => byName[tree.frame[a]] - byName[tree.frame[b]]);
      else if (order === 'weight') own.sort((a, b) => width[b] - width[a] || a - b);
    }
    let at = from[row];
    for (let i = 0; i < own.length; i++) {
      const child = own[i];
      if (width[child] > 0 && width[child] >= narrowest) {
        rows[length] = child;
        depth[length] = depth[row] + 1;
        from[length] = at;
        length++;
      }
      at += width[child];
    }
  }
  depths.push(length);
  const node = rows.subarray(0, length);
  const pick = (column: Float64Array) => Float64Array.from(node, (its) => column[its]);
  return {
    size: length,
    node: node.slice(),
    depth: depth.slice(0, length),
    from: from.slice(0, length),
    to: Float64Array.from(node, (its, row) => from[row] + width[its]),
    frame: Int32Array.from(node, (its) => tree.frame[its]),
    self: pick(self),
    total: pick(total),
    width: width[0] ?? 0,
    depthStart: Int32Array.from(depths),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Frame → its place in the alphabet. */
function namesInOrder(frames: readonly Frame[]): Int32Array {
  const order = frames
    .map((_, i) => i)
    .sort((a, b) => compare(frames[a].function, frames[b].function) || a - b);
  const place = new Int32Array(frames.length);
  for (let i = 0; i < order.length; i++) place[order[i]] = i;
  return place;
}
