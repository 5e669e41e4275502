import type { CreatorNode } from '#profile';

/** More than anybody opens. */
const mostNodes = 5_000;
const deepest = 60;

/** A tree of creators with no more nodes, and no deeper, than a page can show: the lightest are left out. */
export function shallow(root: CreatorNode): CreatorNode {
  let left = mostNodes;
  const cut = (node: CreatorNode, depth: number): CreatorNode => {
    const kept: CreatorNode[] = [];
    for (const child of depth < deepest ? node.children : []) {
      if (left-- <= 0) break;
      kept.push(child);
    }
    return { ...node, children: kept.map((child) => cut(child, depth + 1)) };
  };
  return cut(root, 0);
}
