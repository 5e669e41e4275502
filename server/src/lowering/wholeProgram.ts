import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import type { Package } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';

/**
 * Whether all that a program does with a variable of its package can be seen from `main`: the functions that name it,
 * and those that call them, are only ever called, and their literals only run where they stand. Nobody imports a program;
 * its tests are programs of their own.
 */
export function isSeenFromMain(pkg: Package, name: string): boolean {
  const files = pkg.files.filter((file) => !file.uri.endsWith('_test.go'));
  const seen = new Set<string>();
  const isReached = (file: SourceFile, use: NodeId): boolean => {
    const { tree } = file;
    let fn = functionOf(file, use);
    for (; tree.kind[fn] === K.func_literal; fn = functionOf(file, fn))
      if (!isRunInPlace(file, fn)) return false;
    return fn ? isCalledOnly(file, fn) : isOfVariable(file, use);
  };
  const isCalledOnly = (file: SourceFile, fn: NodeId): boolean => {
    const { tree } = file;
    const own = tree.text(tree.child(fn, F.name));
    const isMethod = tree.kind[fn] === K.method_declaration;
    if (seen.has(own) || (!isMethod && (own === 'main' || own === 'init'))) return true;
    seen.add(own);
    // A library may call it by an interface.
    if (isMethod && (/^\p{Lu}/u.test(own) || isOfInterface(files, own))) return false;
    return files.every((other) =>
      other
        .mentions(own)
        .filter((n) => !other.definition(n) && other.tree.field[n] !== F.name)
        .every((n) => isCall(other, n) && isReached(other, n)),
    );
  };
  return files.every((file) => file.usesOfOuter(name).every((use) => isReached(file, use)));
}

/** In the declaration of a variable of the package. */
const isOfVariable = ({ tree }: SourceFile, use: NodeId): boolean =>
  tree.ancestor(use, K.var_declaration) !== 0;

/** `f()`, `x.f()`, also by `go` and `defer`. */
function isCall({ tree }: SourceFile, name: NodeId): boolean {
  const isField = tree.kind[tree.parent[name]] === K.selector_expression && tree.field[name] === F.field;
  const target = isField ? tree.parent[name] : name;
  return tree.field[target] === F.function && tree.kind[tree.parent[target]] === K.call_expression;
}

/** `go func() {}()`, `wg.Go(func() {})`, or a literal with a name that is only called. */
function isRunInPlace(file: SourceFile, literal: NodeId): boolean {
  const { tree } = file;
  let node = literal;
  while (tree.kind[tree.parent[node]] === K.parenthesized_expression) node = tree.parent[node];
  const parent = tree.parent[node];
  if (tree.kind[parent] === K.call_expression) return true;
  if (tree.kind[parent] === K.argument_list) {
    const target = unparen(file, tree.child(tree.parent[parent], F.function));
    const isMethod = tree.kind[target] === K.selector_expression;
    return isMethod && /^(?:Go|Do|AfterFunc)$/.test(tree.text(tree.child(target, F.field)));
  }
  const owner = tree.parent[parent];
  if (tree.kind[parent] !== K.expression_list || tree.kind[owner] !== K.short_var_declaration) return false;
  const names = tree.children(tree.child(owner, F.left));
  const [name] = names;
  return names.length === 1 && file.uses(name).every((use) => use === name || isCall(file, use));
}

/** Whether an interface of the package has a method of that name. */
const isOfInterface = (files: readonly SourceFile[], name: string): boolean =>
  files.some((file) =>
    file.nodesOf(K.method_elem).some((n) => file.tree.text(file.tree.child(n, F.name)) === name),
  );
