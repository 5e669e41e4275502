import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { Type } from '../types/type.ts';

/** Tells functions of a package apart. */
export const keyOf = (file: SourceFile, fn: NodeId): string => `${file.uri}#${fn}`;

/** The declaration at top level that a node lies in. */
export function topOf({ tree }: SourceFile, node: NodeId): NodeId {
  let top = node;
  while (tree.parent[top]) top = tree.parent[top];
  return top;
}

/** Whether a node is a function or method with a name. */
export const isFunction = ({ tree }: SourceFile, node: NodeId): boolean =>
  tree.kind[node] === K.function_declaration || tree.kind[node] === K.method_declaration;

/** The receiver and the parameters of a function. */
export function parametersWith(file: SourceFile, fn: NodeId) {
  const { tree } = file;
  const receiver = tree.child(fn, F.receiver);
  return [
    ...(receiver ? parametersOf(file, receiver) : []),
    ...parametersOf(file, tree.child(fn, F.parameters)),
  ];
}

/** The types of what a function returns. */
export function resultTypes(types: Types, file: SourceFile, fn: NodeId): Type[] {
  const { tree } = file;
  const result = tree.child(fn, F.result);
  if (!result) return [];
  return tree.kind[result] === K.parameter_list
    ? parametersOf(file, result).map((p) => types.denoted(file, p.type))
    : [types.denoted(file, result)];
}

/** Whether all of a function can be seen. */
export function hasBody({ tree }: SourceFile, fn: NodeId): boolean {
  const body = tree.child(fn, F.body);
  return body !== 0 && !tree.isOpaque(body) && !tree.isBroken(fn);
}

/** The name of a function, or of the one around a literal. */
export function nameOf(file: SourceFile, fn: NodeId): string {
  const { tree } = file;
  let named = fn;
  while (named && tree.kind[named] === K.func_literal) named = functionOf(file, named);
  return named ? tree.text(tree.child(named, F.name)) : '';
}

/** `func main()` of a program. */
export const isMain = ({ packageName, tree }: SourceFile, fn: NodeId): boolean =>
  packageName === 'main' &&
  tree.kind[fn] === K.function_declaration &&
  tree.text(tree.child(fn, F.name)) === 'main';
