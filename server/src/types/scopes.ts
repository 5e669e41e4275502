import type { FlatTree, NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';

/**
 * Resolves identifiers to the local declarations that they mean, by Go's block scoping
 * (https://go.dev/ref/spec#Declarations_and_scope).
 *
 * @param from what declarations at top level to resolve: by their first node, and the one behind their last
 * @param definition the result for the others
 * @returns For each node, the defining identifier's node (itself for a definition), or 0 where the name is not
 * local: declared at package level, imported, predeclared, a field or a label.
 */
export function resolveScopes(
  tree: FlatTree,
  from: NodeId = 1,
  to: NodeId = tree.size,
  definition: Int32Array = new Int32Array(tree.size),
): Int32Array {
  const { kind, field, parent } = tree;
  const bound = new Map<string, NodeId>();
  /** Scope depth at which a definition was made, by its node. */
  const depthOf = new Map<NodeId, number>();
  /** What to restore when scopes end: name and what it meant before. */
  const shadowed: [string, NodeId | undefined][] = [];
  /** Scopes, and declarations whose names come into force at their end, innermost last. */
  const frames: { last: NodeId; declares: NodeId[] | null; restoreTo: number; reuse: boolean }[] = [];
  let depth = 0;

  const define = (name: NodeId, reuse: boolean) => {
    const text = tree.text(name);
    if (text === '_') return;
    const known = bound.get(text);
    if (reuse && known !== undefined && depthOf.get(known) === depth) {
      definition[name] = known;
      return;
    }
    definition[name] = name;
    depthOf.set(name, depth);
    shadowed.push([text, known]);
    bound.set(text, name);
  };

  const leave = () => {
    const frame = frames.pop()!;
    if (frame.declares) {
      for (const name of frame.declares) define(name, frame.reuse);
      return;
    }
    depth--;
    while (shadowed.length > frame.restoreTo) {
      const [name, before] = shadowed.pop()!;
      if (before === undefined) bound.delete(name);
      else bound.set(name, before);
    }
  };

  const openScope = (node: NodeId) => {
    frames.push({ last: tree.last(node), declares: null, restoreTo: shadowed.length, reuse: false });
    depth++;
  };
  const declareAt = (last: NodeId, names: NodeId[], reuse = false) => {
    if (names.length) frames.push({ last, declares: names, restoreTo: 0, reuse });
  };
  const identifiersOf = (list: NodeId): NodeId[] =>
    list === 0
      ? []
      : kind[list] === K.identifier
        ? [list]
        : tree.children(list).filter((c) => kind[c] === K.identifier);
  const named = (node: NodeId): NodeId[] => tree.children(node).filter((c) => field[c] === F.name);
  const declaresWith = (node: NodeId, left: NodeId, right: NodeId): boolean =>
    left !== 0 &&
    right !== 0 &&
    tree.source.slice(tree.end[left], tree.start[right]).includes(':=') &&
    node !== 0;

  for (let n = from; n < to; n++) {
    while (frames.length && frames[frames.length - 1].last < n) leave();
    switch (kind[n]) {
      case K.identifier:
        if (!isFieldKey(tree, n)) definition[n] = bound.get(tree.text(n)) ?? 0;
        break;
      case K.type_identifier:
        definition[n] = bound.get(tree.text(n)) ?? 0;
        break;
      case K.package_identifier: // or a variable: `v.list[i](x)` reads like `p.F[T](x)`
        definition[n] = bound.get(tree.text(n)) ?? 0;
        break;
      case K.method_declaration:
        openScope(n);
        for (const name of receiverNames(tree, n)) define(name, false);
        break;
      case K.function_declaration:
      case K.func_literal:
      case K.function_type:
      case K.method_elem:
      case K.block:
      case K.if_statement:
      case K.for_statement:
      case K.expression_switch_statement:
      case K.select_statement:
      case K.communication_case:
      case K.expression_case:
      case K.type_case:
      case K.default_case:
        openScope(n);
        break;
      case K.type_switch_statement: {
        openScope(n);
        const alias = tree.child(n, F.alias);
        if (alias) declareAt(tree.last(tree.child(n, F.value)), identifiersOf(alias));
        break;
      }
      case K.type_parameter_list: // constraints may name those that follow
        for (const parameter of tree.children(n)) for (const name of named(parameter)) define(name, false);
        break;
      case K.parameter_declaration:
      case K.variadic_parameter_declaration:
        // In the signature itself a parameter's name means what it means outside: `func (table string) *table`.
        declareAt(signatureEnd(tree, n), named(n));
        break;
      case K.var_spec:
      case K.const_spec:
        if (depth > 0) declareAt(tree.last(n), named(n));
        break;
      case K.type_spec:
      case K.type_alias:
        // A local type's name is in force within its own declaration.
        if (depth > 0) for (const name of named(n)) define(name, false);
        // Its type parameters end with it.
        openScope(n);
        break;
      case K.short_var_declaration:
        declareAt(tree.last(n), identifiersOf(tree.child(n, F.left)), true);
        break;
      case K.range_clause:
      case K.receive_statement: {
        const left = tree.child(n, F.left);
        if (declaresWith(n, left, tree.child(n, F.right))) {
          declareAt(tree.last(n), identifiersOf(left), kind[parent[n]] === K.communication_case);
        }
        break;
      }
    }
  }
  while (frames.length) leave();
  return definition;
}

/** The last node of the signature that a parameter belongs to. */
function signatureEnd(tree: FlatTree, parameter: NodeId): NodeId {
  const fn = tree.parent[tree.parent[parameter]];
  const body = tree.child(fn, F.body);
  return body ? body - 1 : tree.last(fn);
}

/** What the receiver of a method calls the type parameters of its type: `K` and `V` of `(m *Map[K, V])`. */
function receiverNames(tree: FlatTree, method: NodeId): NodeId[] {
  const parameter = tree.firstChild[tree.child(method, F.receiver)];
  let type = tree.child(parameter, F.type);
  while (tree.kind[type] === K.pointer_type || tree.kind[type] === K.parenthesized_type)
    type = tree.firstChild[type];
  if (!parameter || tree.kind[type] !== K.generic_type) return [];
  return tree
    .children(tree.child(type, F.type_arguments))
    .map((argument) => tree.firstChild[argument])
    .filter((name) => tree.kind[name] === K.type_identifier);
}

/** `name` in `T{name: value}`: a field where T is a struct; taken for one unless the literal says map or list. */
function isFieldKey(tree: FlatTree, identifier: NodeId): boolean {
  const element = tree.parent[identifier];
  if (tree.kind[element] !== K.literal_element || tree.field[element] !== F.key) return false;
  const type = tree.kind[literalType(tree, tree.parent[tree.parent[element]])];
  return (
    type !== K.map_type &&
    type !== K.slice_type &&
    type !== K.array_type &&
    type !== K.implicit_length_array_type
  );
}

/** Literals nested deeper within one type expression are not looked at. */
const maxLiterals = 10;

/** The type expression of a literal_value, which may be left out within another; 0 where that one does not tell. */
function literalType(tree: FlatTree, literal: NodeId, depth = 0): NodeId {
  const parent = tree.parent[literal];
  if (tree.kind[parent] === K.composite_literal) return tree.child(parent, F.type);
  if (tree.kind[parent] !== K.literal_element || depth > maxLiterals) return 0;
  const around = tree.parent[parent];
  const isKeyed = tree.kind[around] === K.keyed_element;
  const outer = literalType(tree, isKeyed ? tree.parent[around] : around, depth + 1);
  if (outer === 0) return 0;
  const isKey = isKeyed && tree.field[parent] === F.key;
  const type =
    tree.kind[outer] === K.map_type
      ? tree.child(outer, isKey ? F.key : F.value)
      : tree.child(outer, F.element);
  return tree.kind[type] === K.pointer_type ? tree.firstChild[type] : type;
}
