import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';

/** A select with cases and a `default` that is a statement of a loop's body. */
export interface LoopedSelect {
  loop: NodeId;
  select: NodeId;
  /** Its default_case. */
  fallback: NodeId;
  /** The loop's body holds nothing else. */
  isAlone: boolean;
}

export function* loopedSelects(file: SourceFile, part: NodeId): Iterable<LoopedSelect> {
  const { tree } = file;
  for (const select of file.nodesOf(K.select_statement, part)) {
    const list = tree.parent[select];
    const body = tree.parent[list];
    const loop = tree.parent[body];
    if (tree.kind[loop] !== K.for_statement || tree.child(loop, F.body) !== body) continue;
    const cases = tree.children(select);
    const fallback = cases.find((n) => tree.kind[n] === K.default_case);
    if (!fallback || cases.length < 2) continue;
    yield { loop, select, fallback, isAlone: tree.children(list).length === 1 };
  }
}
