import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from './sourceFile.ts';

/** The expression inside any parentheses. */
export function unparen(file: SourceFile, node: NodeId): NodeId {
  let n = node;
  while (file.tree.kind[n] === K.parenthesized_expression) n = file.tree.firstChild[n];
  return n;
}

/** The node that declares a definition: its parent, or the one above the list that it stands in. */
export function declaration(file: SourceFile, definition: NodeId): NodeId {
  const { tree } = file;
  const parent = tree.parent[definition];
  return tree.kind[parent] === K.expression_list ? tree.parent[parent] : parent;
}

/** Whether a variable is assigned to after its declaration. */
export function isAssigned(file: SourceFile, definition: NodeId): boolean {
  const { tree } = file;
  return file.uses(definition).some((n) => {
    const list = tree.parent[n];
    return n !== definition && tree.kind[list] === K.expression_list && tree.field[list] === F.left;
  });
}

/** Whether an expression that is evaluated once, for a variable, is the same function wherever that is called. */
export function isLasting(file: SourceFile, value: NodeId): boolean {
  const { tree } = file;
  if (tree.kind[value] === K.func_literal || tree.kind[value] === K.identifier) return true;
  if (tree.kind[value] !== K.selector_expression) return false;
  // A method value keeps the receiver that it was made with: a field may be another one by then.
  const receiver = file.definition(unparen(file, tree.child(value, F.operand)));
  return receiver !== 0 && !isAssigned(file, receiver);
}

/** What `var f func()`, as recursive literals need it, is assigned later and once; 0 for other variables. */
export function onlyAssigned(file: SourceFile, definition: NodeId): NodeId {
  const { tree } = file;
  const owner = tree.parent[definition];
  if (tree.kind[owner] !== K.var_spec || tree.child(owner, F.value)) return 0;
  let value = 0;
  for (const use of file.uses(definition)) {
    const list = tree.parent[use];
    if (isAddressTaken(file, use)) return 0;
    if (tree.kind[list] !== K.expression_list || tree.field[list] !== F.left) continue;
    const right = tree.child(tree.parent[list], F.right);
    if (value || tree.firstChild[list] !== use || tree.nextSibling[use] || !right) return 0;
    value = tree.firstChild[right];
  }
  return value;
}

/** `&x`. */
export function isAddressTaken(file: SourceFile, node: NodeId): boolean {
  const { tree } = file;
  let parent = tree.parent[node];
  while (tree.kind[parent] === K.parenthesized_expression) parent = tree.parent[parent];
  return tree.kind[parent] === K.unary_expression && operatorOf(tree, parent) === '&';
}
