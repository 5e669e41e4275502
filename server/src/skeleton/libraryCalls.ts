import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';

/** A call of a function of another package. */
export interface LibraryCall {
  /** The function's name. */
  name: string;
  /** The call_expression. */
  call: NodeId;
}

/** The calls of a package's functions in a file, or in a declaration of it, by whatever name it is imported. Functions with a syntax error are left out. */
export function libraryCalls(file: SourceFile, path: string, part: NodeId = 0): LibraryCall[] {
  const { tree } = file;
  const result: LibraryCall[] = [];
  for (const [name, imported] of file.imports) {
    if (imported !== path) continue;
    for (const use of file.usesOfOuter(name, part)) {
      const selector = tree.parent[use];
      if (tree.kind[selector] !== K.selector_expression || tree.field[use] !== F.operand) continue;
      const call = tree.parent[selector];
      if (tree.kind[call] !== K.call_expression || tree.field[selector] !== F.function) continue;
      const top = tree.ancestor(call, K.function_declaration, K.method_declaration);
      if (!tree.isBroken(top || call)) result.push({ name: tree.text(tree.child(selector, F.field)), call });
    }
  }
  return result;
}

/** A statement that gives the results of one call to variables. */
export interface Assignment {
  /** The short_var_declaration, assignment_statement or var_declaration. */
  statement: NodeId;
  /** The expressions on its left. */
  names: readonly NodeId[];
}

/** The statement that assigns the results of a call, and nothing else. */
export function assignmentOf({ tree }: SourceFile, call: NodeId): Assignment | undefined {
  const list = tree.parent[call];
  const owner = tree.parent[list];
  if (tree.kind[list] !== K.expression_list || tree.children(list).length !== 1) return undefined;
  if (tree.kind[owner] === K.var_spec) {
    const names = tree.children(owner).filter((n) => tree.field[n] === F.name);
    return { statement: tree.ancestor(owner, K.var_declaration), names };
  }
  if (tree.kind[owner] !== K.short_var_declaration && tree.kind[owner] !== K.assignment_statement)
    return undefined;
  if (tree.field[list] !== F.right) return undefined;
  return { statement: owner, names: tree.children(tree.child(owner, F.left)) };
}

/** Whether an identifier is assigned to by a statement that has it on its left. */
export function isAssigned({ tree }: SourceFile, identifier: NodeId): boolean {
  const list = tree.parent[identifier];
  return tree.kind[list] === K.expression_list && tree.field[list] === F.left;
}

/** Whether a function is the program's `main`, at whose end all else ends too, or a package's `init`. */
export function isMain(file: SourceFile, fn: NodeId): boolean {
  const { tree } = file;
  if (tree.kind[fn] !== K.function_declaration) return false;
  const name = tree.text(tree.child(fn, F.name));
  return name === 'init' || (name === 'main' && file.packageName === 'main');
}
