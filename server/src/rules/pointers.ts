import type { TextEdit } from '../findings.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { Type } from '../types/type.ts';
import { replace } from './rule.ts';

/** Whether `&` may stand before an expression (https://go.dev/ref/spec#Address_operators). */
export function isAddressable(types: Types, file: SourceFile, expression: NodeId): boolean {
  const { tree } = file;
  const node = unparen(file, expression);
  if (tree.kind[node] === K.identifier) return true;
  if (tree.kind[node] === K.unary_expression) return operatorOf(tree, node) === '*';
  if (tree.kind[node] !== K.selector_expression && tree.kind[node] !== K.index_expression) return false;
  const operand = tree.child(node, F.operand);
  if (types.importPath(file, operand)) return true; // another package's variable
  const type = types.underlying(types.of(file, operand));
  if (type.kind === 'pointer') return true;
  if (tree.kind[node] === K.selector_expression) return isAddressable(types, file, operand);
  return type.kind === 'slice' || (type.kind === 'array' && isAddressable(types, file, operand));
}

/** Makes an expression its own address: `x` → `&x`, `*p` → `p`; `null` where it has none. */
export function addressOf(types: Types, file: SourceFile, expression: NodeId): TextEdit | null {
  const { tree } = file;
  const node = unparen(file, expression);
  const start = tree.start[node];
  if (tree.kind[node] === K.unary_expression && operatorOf(tree, node) === '*')
    return replace(file, start, tree.start[tree.child(node, F.operand)], '');
  if (tree.kind[node] !== K.composite_literal && !isAddressable(types, file, node)) return null;
  return replace(file, start, start, '&');
}

/** What a use of a variable is once the variable has become a pointer. */
export type PointerUse =
  /** Its fields and methods are reached as before. */
  | { kind: 'same' }
  /** `&x` becomes `x`. */
  | { kind: 'edit'; edit: TextEdit }
  /** It stands in a call's arguments. */
  | { kind: 'argument'; list: NodeId }
  | { kind: 'other' };

/** What becomes of a use of a variable whose type becomes a pointer to it. */
export function pointerUse(file: SourceFile, use: NodeId): PointerUse {
  const { tree } = file;
  const parent = tree.parent[use];
  if (tree.kind[parent] === K.selector_expression && tree.field[use] === F.operand) return { kind: 'same' };
  if (tree.kind[parent] === K.unary_expression && operatorOf(tree, parent) === '&') {
    const around = tree.parent[parent];
    const whole = tree.kind[around] === K.parenthesized_expression ? around : parent; // `(&x).Lock()`
    return { kind: 'edit', edit: replace(file, tree.start[whole], tree.end[whole], tree.text(use)) };
  }
  return tree.kind[parent] === K.argument_list ? { kind: 'argument', list: parent } : { kind: 'other' };
}

/** The edits at the uses of a variable that becomes a pointer; `null` where one of them wants the value. */
export function pointerUses(file: SourceFile, definition: NodeId): TextEdit[] | null {
  const edits: TextEdit[] = [];
  for (const use of file.uses(definition)) {
    if (use === definition) continue;
    const found = pointerUse(file, use);
    if (found.kind === 'edit') edits.push(found.edit);
    else if (found.kind !== 'same') return null;
  }
  return edits;
}

/** Whether two types are the same declared type. */
export function isSameDeclared(a: Type, b: Type): boolean {
  if (a.kind === 'named') return b.kind === 'named' && a.decl === b.decl;
  return a.kind === 'external' && b.kind === 'external' && a.path === b.path && a.name === b.name;
}
