import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isExternal } from '../types/type.ts';

/** The definitions of the contexts that have a name where a node stands, the nearest first. */
export function contextsAt(types: Types, file: SourceFile, node: NodeId): NodeId[] {
  const { tree } = file;
  const names = new Set<string>();
  const found: NodeId[] = [];
  let outer = functionOf(file, node);
  for (let fn = outer; fn; fn = functionOf(file, fn)) outer = fn;
  for (let n = node; outer && n > outer; n--) {
    if (tree.kind[n] !== K.identifier || file.definition(n) !== n || !isVisible(file, n, node)) continue;
    const name = tree.text(n);
    // The nearest one of a name hides the others, whatever it is.
    if (names.has(name)) continue;
    names.add(name);
    if (name !== '_' && isExternal(types.of(file, n), 'context', 'Context')) found.push(n);
  }
  return found;
}

/** Whether a variable that is declared before a node can be named there. */
function isVisible(file: SourceFile, definition: NodeId, node: NodeId): boolean {
  const { tree } = file;
  const scope = tree.ancestor(
    definition,
    K.statement_list,
    K.parameter_list,
    K.for_statement,
    K.if_statement,
    K.expression_switch_statement,
    K.type_switch_statement,
    K.communication_case,
  );
  const isParameter = tree.kind[scope] === K.parameter_list;
  return tree.within(node, isParameter ? tree.parent[scope] : scope);
}
