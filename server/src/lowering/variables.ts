import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { isAddressTaken } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';

/** The local variables of functions around a literal that it uses, in the order of their definitions. */
export function capturedBy(file: SourceFile, literal: NodeId): NodeId[] {
  const { tree } = file;
  const captured = new Set<NodeId>();
  for (let n = literal; n <= tree.last(literal); n++) {
    if (tree.kind[n] !== K.identifier) continue;
    const definition = file.definition(n);
    if (definition && definition < literal) captured.add(definition);
  }
  return [...captured].sort((a, b) => a - b);
}

/**
 * Whether a variable has to be a cell of its own, as several functions see it change, or something points to it.
 *
 * @param perIteration loops make their variables anew each turn (Go 1.22)
 */
export function isShared(
  file: SourceFile,
  definition: NodeId,
  isObject: boolean,
  perIteration: boolean,
): boolean {
  const owner = functionOf(file, definition);
  const uses = file.uses(definition);
  if (!isObject && uses.some((use) => isAddressTaken(file, use))) return true;
  if (uses.every((use) => functionOf(file, use) === owner)) return false;
  return uses.some((use) => {
    if (use === definition || !isAssigned(file, use)) return false;
    const isOwnStep = perIteration && isLoopStep(file, use, definition);
    return !isOwnStep;
  });
}

function isAssigned({ tree }: SourceFile, use: NodeId): boolean {
  const parent = tree.parent[use];
  const kind = tree.kind[parent];
  if (kind === K.inc_statement || kind === K.dec_statement) return true;
  return kind === K.expression_list && tree.field[parent] === F.left;
}

/** `i++` in the clause of the loop that declares `i`. */
function isLoopStep({ tree }: SourceFile, use: NodeId, definition: NodeId): boolean {
  const clause = tree.ancestor(definition, K.for_clause, K.block);
  return tree.kind[clause] === K.for_clause && tree.within(use, tree.child(clause, F.update));
}
