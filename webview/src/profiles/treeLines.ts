import type { CallTree } from '#profile';

/** Children of every node, heaviest first. */
export interface Children {
  start: Int32Array;
  children: Int32Array;
}

/** Sorts each node's children by their weight without its sign, heaviest first. */
export function heaviestFirst({ total }: CallTree, { start, children }: Children): Children {
  const sorted = children.slice();
  for (let node = 0; node + 1 < start.length; node++) {
    if (start[node + 1] - start[node] < 2) continue;
    sorted
      .subarray(start[node], start[node + 1])
      .sort((a, b) => Math.abs(total[b]) - Math.abs(total[a]) || a - b);
  }
  return { start, children: sorted };
}

/** The nodes that lead along the heaviest calls, as long as one holds half of what is above it. */
export function hotPath({ total }: CallTree, { start, children }: Children): number[] {
  const path: number[] = [];
  for (let node = 0; start[node] < start[node + 1]; ) {
    const next = children[start[node]];
    const isHalf = Math.abs(total[next]) * 2 >= Math.abs(total[node]);
    if ((node !== 0 && !isHalf) || start[next] === start[next + 1]) break;
    path.push(next);
    node = next;
  }
  return path;
}

/** The lines of a tree of which some nodes are open, from the top; its root is not one. Levels are from 1. */
export function openLines(
  { start, children }: Children,
  open: ReadonlySet<number>,
): { nodes: Int32Array; levels: Int32Array } {
  const nodes: number[] = [];
  const levels: number[] = [];
  const stack: { node: number; level: number }[] = [];
  const push = (parent: number, level: number) => {
    for (let i = start[parent + 1] - 1; i >= start[parent]; i--) stack.push({ node: children[i], level });
  };
  push(0, 1);
  for (let next = stack.pop(); next; next = stack.pop()) {
    nodes.push(next.node);
    levels.push(next.level);
    if (open.has(next.node)) push(next.node, next.level + 1);
  }
  return { nodes: Int32Array.from(nodes), levels: Int32Array.from(levels) };
}
