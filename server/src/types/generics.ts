import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from './sourceFile.ts';
import { type Bindings, type Type, unknown } from './type.ts';

/** One of a declaration's type parameters. */
export interface TypeParameter {
  /** The defining identifier. */
  name: NodeId;
  /** Its type_constraint. */
  constraint: NodeId;
}

/** Type arguments nested deeper are unknown: `type T[P any] struct{ next *T[[]P] }` has no end. */
const maxNesting = 6;

/** The type parameters that a type_spec, type_alias or function_declaration declares. */
export function typeParametersOf(file: SourceFile, declaration: NodeId): TypeParameter[] {
  const { tree } = file;
  const list = tree.child(declaration, F.type_parameters);
  const result: TypeParameter[] = [];
  for (let p = list && tree.firstChild[list]; p; p = tree.nextSibling[p]) {
    const constraint = tree.child(p, F.type);
    for (let c = tree.firstChild[p]; c; c = tree.nextSibling[c])
      if (tree.field[c] === F.name) result.push({ name: c, constraint });
  }
  return result;
}

/** The names that a method's receiver, as `*T[K, V]`, gives the type parameters; 0 for blank ones. */
export function receiverParametersOf(file: SourceFile, receiver: NodeId): NodeId[] {
  const { tree } = file;
  let type = receiver;
  while (tree.kind[type] === K.pointer_type || tree.kind[type] === K.parenthesized_type)
    type = tree.firstChild[type];
  if (tree.kind[type] !== K.generic_type) return [];
  return argumentsOf(file, type).map((n) => file.definition(tree.firstChild[n]));
}

/** `T` of `T[A, B]`, in any of the forms that the grammar gives it. */
export function genericOf(file: SourceFile, node: NodeId): NodeId {
  const { tree } = file;
  return tree.child(node, tree.kind[node] === K.index_expression ? F.operand : F.type);
}

/** `A` and `B` of `T[A, B]`, in any of the forms that the grammar gives it. */
export function argumentsOf(file: SourceFile, node: NodeId): NodeId[] {
  const { tree } = file;
  switch (tree.kind[node]) {
    case K.generic_type:
      return tree.children(tree.child(node, F.type_arguments));
    case K.index_expression:
      return [tree.child(node, F.index)];
    default:
      return tree.children(node).slice(1); // type_instantiation_expression
  }
}

/** Type parameters and what they stand for; those without an argument for what is unknown. */
export function bind(parameters: readonly TypeParameter[], args: readonly Type[]): Bindings {
  return new Map(parameters.map(({ name }, i) => [name, args[i] ?? unknown]));
}

/** The arguments, or unknown ones where they are nested too deep. */
export const withinBounds = (args: readonly Type[]): readonly Type[] =>
  args.some((type) => nestingOf(type) > maxNesting) ? args.map(() => unknown) : args;

const nestings = new WeakMap<Type, number>();

/** How many instances of generic types lie one in another, and what they are made of. */
function nestingOf(type: Type): number {
  const known = nestings.get(type);
  if (known !== undefined) return known;
  const nesting = Math.max(0, ...partsOf(type).map((part) => 1 + nestingOf(part)));
  nestings.set(type, nesting);
  return nesting;
}

function partsOf(type: Type): readonly Type[] {
  switch (type.kind) {
    case 'named':
    case 'external':
      return type.args ?? [];
    case 'pointer':
    case 'slice':
    case 'array':
    case 'channel':
      return [type.element];
    case 'map':
      return [type.key, type.element];
    case 'struct':
    case 'function':
    case 'interface':
      return [...(type.bindings?.values() ?? [])];
    case 'tuple':
      return type.elements;
    default:
      return [];
  }
}
