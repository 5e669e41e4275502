import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { Type } from '../types/type.ts';
import { insertFirst } from './edits.ts';
import { addressOf, isAddressable, pointerUses } from './pointers.ts';
import { replace } from './rule.ts';

/** Whether a type is a lock itself, of which a copy is good for nothing. */
const isLockItself = (type: Type): boolean => type.kind === 'external' && type.path === 'sync';

/**
 * `a := b` → `a := &b`, where nothing that follows wants the value; preferred for a lock itself. Of a struct only where
 * methods are called and nothing else: a copy whose fields are read or written is one that is meant.
 */
export function pointerVariableFix(types: Types, file: SourceFile, value: NodeId): Fix[] {
  const { tree } = file;
  const list = tree.parent[value];
  const declared = tree.parent[list];
  if (tree.kind[declared] !== K.short_var_declaration || tree.children(list).length !== 1) return [];
  const names = tree.children(tree.child(declared, F.left));
  const [name] = names;
  if (names.length !== 1 || file.definition(name) !== name) return [];
  const uses = pointerUses(file, name);
  const address = uses ? addressOf(types, file, value) : null;
  if (!uses || !address) return [];
  const preferred = isLockItself(types.of(file, value));
  if (!preferred && !file.uses(name).every((use) => use === name || isCalled(file, use))) return [];
  const start = tree.start[declared];
  const text = `${file.text.slice(start, address.start)}${address.text}${file.text.slice(address.end, tree.end[value])}`;
  return [
    {
      title: preferred
        ? l10n.t('Point to it: {0}', text)
        : l10n.t('Point to it: {0}; what is changed by one is then seen by the other', text),
      preferred,
      edits: [address, ...uses],
    },
  ];
}

/** Whether a method is called on it or on one of its fields. */
function isCalled(file: SourceFile, use: NodeId): boolean {
  const { tree } = file;
  let n = use;
  while (tree.kind[tree.parent[n]] === K.selector_expression) n = tree.parent[n];
  return n !== use && tree.kind[tree.parent[n]] === K.call_expression && tree.field[n] === F.function;
}

/**
 * `for _, x := range xs {` → `for i := range xs {` and `x := &xs[i]`, where nothing wants the value and `xs` stays what
 * it is; preferred for a lock itself.
 */
export function rangeByIndexFix(types: Types, file: SourceFile, clause: NodeId): Fix[] {
  const { tree } = file;
  const [key, value, ...others] = tree.children(tree.child(clause, F.left));
  const over = tree.child(clause, F.right);
  if (!value || others.length || file.definition(value) !== value) return [];
  const body = tree.child(tree.parent[clause], F.body);
  if (!isIndexed(types, file, over) || !isSteadyIn(file, over, body)) return [];
  const uses = pointerUses(file, value);
  const index = indexName(file, key, clause);
  if (!uses || !index) return [];
  const pointer = `${tree.text(value)} := &${tree.text(over)}[${index}]`;
  const first = insertFirst(file, body, pointer);
  if (!first.length) return [];
  const preferred = isLockItself(types.of(file, value));
  return [
    {
      title: preferred
        ? l10n.t('Point to the element: {0}', pointer)
        : l10n.t('Point to the element: {0}; what the loop changes then changes in it', pointer),
      preferred,
      edits: [replace(file, tree.start[key], tree.end[value], index), ...first, ...uses],
    },
  ];
}

/** A slice, or an array that has an address. */
function isIndexed(types: Types, file: SourceFile, over: NodeId): boolean {
  const type = types.underlying(types.of(file, over));
  if (type.kind === 'pointer') return types.underlying(type.element).kind === 'array';
  return type.kind === 'slice' || (type.kind === 'array' && isAddressable(types, file, over));
}

/** Whether an expression is made of names alone, none of which the body assigns to or hands out. */
function isSteadyIn(file: SourceFile, expression: NodeId, body: NodeId): boolean {
  const { tree } = file;
  let root = unparen(file, expression);
  while (tree.kind[root] === K.selector_expression) root = tree.child(root, F.operand);
  if (tree.kind[root] !== K.identifier) return false;
  const definition = file.definition(root);
  const uses = definition ? file.uses(definition) : file.usesOfOuter(tree.text(root));
  return uses.every((use) => {
    if (use < body || use > tree.last(body)) return true;
    let n = use;
    while (tree.kind[tree.parent[n]] === K.selector_expression) n = tree.parent[n];
    const parent = tree.parent[n];
    if (tree.field[parent] === F.left || tree.kind[parent] === K.unary_expression) return false;
    // A method may give the field that is ranged over another value.
    return tree.kind[parent] !== K.call_expression || tree.kind[n] !== K.selector_expression;
  });
}

/** The loop's own index, where nothing changes it, or a name that its function does not use; empty where it has all. */
function indexName(file: SourceFile, key: NodeId, clause: NodeId): string {
  const { tree } = file;
  if (tree.text(key) !== '_') {
    const isChanged = file.uses(key).some((use) => {
      const parent = tree.parent[use];
      const isAssigned = tree.field[parent] === F.left && use !== key;
      return isAssigned || [K.inc_statement, K.dec_statement, K.unary_expression].includes(tree.kind[parent]);
    });
    return isChanged ? '' : tree.text(key);
  }
  const fn = functionOf(file, clause);
  const taken = new Set(
    file.nodesOf(K.identifier).flatMap((n) => (tree.within(n, fn) ? [tree.text(n)] : [])),
  );
  return ['i', 'j', 'k', 'n', 'index'].find((name) => !taken.has(name)) ?? '';
}
