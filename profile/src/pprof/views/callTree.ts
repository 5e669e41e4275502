import { Doubles, Ints } from '../../columns.ts';
import { PairTable } from '../../intern.ts';
import { eachStack, type View } from './frames.ts';

/**
 * A tree of calls in columns, a row a node. Row 0 is the root, which stands for the whole; a parent's row is less than
 * those of its children.
 */
export interface CallTree {
  size: number;
  /** Index into the view's frames; -1 for the root. */
  frame: Int32Array;
  parent: Int32Array;
  /** What ends here. */
  self: Float64Array;
  /** With all below. */
  total: Float64Array;
  /** It was cut at so many nodes: what is beyond counts in the `self` of what it hangs on. */
  cut: boolean;
}

/** More nodes than can be drawn or walked in reasonable time. */
const maxNodes = 4_000_000;

/** Who called whom, from the outermost call inwards; with `inverted`, from the innermost outwards. */
export function callTree(view: View, inverted = false): CallTree {
  const children = new PairTable();
  const frame = new Ints();
  const parent = new Ints();
  const self = new Doubles();
  frame.push(-1);
  parent.push(-1);
  self.push(0);
  let cut = false;
  eachStack(view, (frames, length, value) => {
    let node = 0;
    for (let i = 0; i < length; i++) {
      if (frame.length >= maxNodes) {
        cut = true;
        break;
      }
      const next = frames[inverted ? i : length - 1 - i];
      const child = children.add(node, next) + 1;
      if (child === frame.length) {
        frame.push(next);
        parent.push(node);
        self.push(0);
      }
      node = child;
    }
    self.data[node] += value;
  });
  const size = frame.length;
  const total = self.done();
  const parents = parent.done();
  for (let node = size - 1; node > 0; node--) total[parents[node]] += total[node];
  return { size, frame: frame.done(), parent: parents, self: self.done(), total, cut };
}

/** The children of every node, between `start[node]` and `start[node + 1]`, by rising row. */
export function childrenOf({ size, parent }: CallTree): { start: Int32Array; children: Int32Array } {
  const start = new Int32Array(size + 1);
  for (let node = 1; node < size; node++) start[parent[node] + 1]++;
  for (let node = 0; node < size; node++) start[node + 1] += start[node];
  const next = start.slice(0, size);
  const children = new Int32Array(Math.max(size - 1, 0));
  for (let node = 1; node < size; node++) children[next[parent[node]]++] = node;
  return { start, children };
}
