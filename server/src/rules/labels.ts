import type { TextEdit } from '../findings.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { insertLabel, startsLine } from './edits.ts';

/**
 * The label of a loop: the one that it has, or a new one and the edit that puts it there. `undefined` where the line
 * has no room for it.
 */
export function labelOf(
  file: SourceFile,
  loop: NodeId,
  fn: NodeId,
): { label: string; edits: TextEdit[] } | undefined {
  const { tree } = file;
  const outer = tree.parent[loop];
  if (tree.kind[outer] === K.labeled_statement)
    return { label: tree.text(tree.child(outer, F.label)), edits: [] };
  if (!startsLine(file, loop)) return undefined;
  const taken = new Set(
    file
      .nodesOf(K.label_name)
      .filter((n) => tree.within(n, fn))
      .map((n) => tree.text(n)),
  );
  let label = 'loop';
  for (let i = 2; taken.has(label); i++) label = `loop${i}`;
  return { label, edits: [insertLabel(file, loop, label)] };
}
