import type { GoStatement } from '../skeleton/functions.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { declaration, type Types, unparen } from '../types/infer.ts';
import { type Parameter, parametersOf } from '../types/package.ts';
import { isSameType } from '../types/same.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { Type } from '../types/type.ts';

/**
 * Whether the literal of a `go` statement means the same without its parameters: each is either not used, or named as
 * the variable that it is given and both keep their value. Loop variables must be of each iteration (since Go 1.22).
 *
 * @param gone what will not be there any more: a use in it does not count
 */
export function mayCapture(types: Types, go: GoStatement, literal: NodeId, gone: NodeId): boolean {
  const { file } = go;
  const { tree } = file;
  const list = tree.child(literal, F.parameters);
  const given = tree.children(tree.child(go.call, F.arguments));
  const parameters = parametersOf(file, list);
  if (parameters.length !== given.length || parameters.some((p) => p.variadic)) return false;
  if (!parameters.length) return true;
  const ends = [list, tree.child(go.call, F.arguments)];
  if (ends.some((node) => hasComment(file, node)) || !keepsImports(file, list)) return false;
  return parameters.every((parameter, i) => {
    const uses = parameter.name ? file.uses(parameter.name).filter((n) => n !== parameter.name) : [];
    const left = uses.filter((n) => !tree.within(n, gone));
    return left.length ? isTwin(types, file, parameter, left, given[i]) : isDroppable(types, file, given[i]);
  });
}

/** Whether a parameter is but another name, the same one, for a variable that keeps its value. */
function isTwin(
  types: Types,
  file: SourceFile,
  { name, type }: Parameter,
  uses: readonly NodeId[],
  argument: NodeId,
): boolean {
  const { tree } = file;
  const definition = tree.kind[argument] === K.identifier ? file.definition(argument) : 0;
  if (!definition || tree.text(argument) !== tree.text(name)) return false;
  // Each return statement gives a named result another value.
  if (tree.field[tree.ancestor(definition, K.parameter_list)] === F.result) return false;
  const declared = types.denoted(file, type);
  if (!isSameType(declared, typeOf(types, file, definition))) return false;
  const isPlain =
    ['pointer', 'channel', 'function', 'interface'].includes(types.underlying(declared).kind) ||
    ['slice', 'map'].includes(declared.kind); // a named one may have methods that change it
  return [...uses, ...file.uses(definition)].every(
    (n) => n === definition || keepsValue(file, n, definition, isPlain),
  );
}

/** The type of a variable; a constant number's default type as well. */
function typeOf(types: Types, file: SourceFile, definition: NodeId): Type {
  const { tree } = file;
  const owner = declaration(file, definition);
  const index = tree.children(tree.parent[definition]).indexOf(definition);
  const values =
    tree.kind[owner] === K.short_var_declaration ? tree.children(tree.child(owner, F.right)) : [];
  return tree.kind[values[index]] === K.int_literal
    ? { kind: 'basic', name: 'int' }
    : types.of(file, definition);
}

/** Whether a use of a variable leaves it as it is. @param isPlain a method can't change it: it is a reference itself */
function keepsValue(file: SourceFile, use: NodeId, definition: NodeId, isPlain: boolean): boolean {
  const { tree } = file;
  let node = use;
  while (tree.kind[tree.parent[node]] === K.parenthesized_expression) node = tree.parent[node];
  let parent = tree.parent[node];
  switch (tree.kind[parent]) {
    case K.expression_list:
      return tree.field[parent] !== F.left;
    case K.inc_statement:
    case K.dec_statement: {
      // The update of a loop changes the next iteration's variable.
      const clause = tree.parent[parent];
      return tree.kind[clause] === K.for_clause && tree.within(definition, clause);
    }
    case K.unary_expression:
      return operatorOf(tree, parent) !== '&';
    case K.selector_expression:
    case K.index_expression:
    case K.slice_expression: {
      if (isPlain || tree.field[node] !== F.operand) return true;
      // What is done to a part of a value is done to the value: read it, and no more.
      while (tree.kind[parent] === K.selector_expression || tree.kind[parent] === K.index_expression) {
        node = parent;
        parent = tree.parent[node];
      }
      const kind = tree.kind[parent];
      const isCalled = kind === K.call_expression && tree.field[node] === F.function;
      const isChanged =
        (kind === K.expression_list && tree.field[parent] === F.left) ||
        kind === K.inc_statement ||
        kind === K.dec_statement ||
        kind === K.slice_expression ||
        (kind === K.unary_expression && operatorOf(tree, parent) === '&');
      return !isCalled && !isChanged;
    }
    default:
      return true;
  }
}

/** Whether an argument may go: it does nothing, and what it names is used elsewhere too. */
function isDroppable(types: Types, file: SourceFile, argument: NodeId): boolean {
  const { tree } = file;
  let root = unparen(file, argument);
  if (tree.kind[root] === K.unary_expression && operatorOf(tree, root) === '&')
    root = unparen(file, tree.child(root, F.operand));
  while (tree.kind[root] === K.selector_expression) root = tree.child(root, F.operand);
  if (tree.kind[root] !== K.identifier) return false;
  const definition = file.definition(root);
  if (!definition && !types.pkg.has(tree.text(root))) return false; // an import, however it is called
  const kind = tree.kind[declaration(file, definition)];
  return !definition || kind === K.parameter_declaration || file.uses(definition).length > 2;
}

function hasComment({ tree }: SourceFile, node: NodeId): boolean {
  const { comments } = tree;
  for (let i = 0; i < comments.length; i += 2)
    if (comments[i] >= tree.start[node] && comments[i] < tree.end[node]) return true;
  return false;
}

/** Whether the packages that a list of parameters names are named elsewhere in the file too. */
function keepsImports(file: SourceFile, list: NodeId): boolean {
  const { tree } = file;
  const isNamed = (name: string) => {
    const isElsewhere = (n: NodeId) =>
      tree.text(n) === name && !tree.within(n, list) && tree.kind[tree.parent[n]] !== K.import_spec;
    return file.nodesOf(K.package_identifier).some(isElsewhere) || file.usesOfOuter(name).some(isElsewhere);
  };
  return file.nodesOf(K.package_identifier).every((n) => !tree.within(n, list) || isNamed(tree.text(n)));
}
