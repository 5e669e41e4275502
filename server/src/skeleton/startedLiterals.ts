import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isErrGroup, isWaitGroup, pointee } from '../types/type.ts';
import { functionOf, roleOf } from './functions.ts';

/** A function literal that runs as a goroutine of its own. */
export interface StartedLiteral {
  file: SourceFile;
  /** The go_statement, or the statement that calls `Go` of a group. */
  statement: NodeId;
  literal: NodeId;
  /** The function around it. */
  fn: NodeId;
}

/** The literals of a file's `go` statements, and those that it gives to `Go` of a WaitGroup or an errgroup. */
export function startedLiterals(types: Types, file: SourceFile, part: NodeId): StartedLiteral[] {
  const { tree } = file;
  const result: StartedLiteral[] = [];
  for (const literal of file.nodesOf(K.func_literal, part)) {
    const statement = startOf(types, file, literal);
    if (statement && !tree.isBroken(literal))
      result.push({ file, statement, literal, fn: functionOf(file, statement) });
  }
  return result;
}

function startOf(types: Types, file: SourceFile, literal: NodeId): NodeId {
  const { tree } = file;
  if (roleOf(file, literal) === 'goroutine') return tree.ancestor(literal, K.go_statement);
  const list = tree.parent[literal];
  const call = tree.parent[list];
  if (tree.kind[list] !== K.argument_list || tree.kind[tree.parent[call]] !== K.expression_statement)
    return 0;
  const target = unparen(file, tree.child(call, F.function));
  if (tree.kind[target] !== K.selector_expression || tree.text(tree.child(target, F.field)) !== 'Go')
    return 0;
  const type = pointee(types.of(file, tree.child(target, F.operand)));
  return isWaitGroup(type) || isErrGroup(type) ? tree.parent[call] : 0;
}

/** Whether a node runs as part of a function: in it, or in literals that are called on the spot. */
export function runsIn(file: SourceFile, node: NodeId, fn: NodeId): boolean {
  let inner = functionOf(file, node);
  while (inner !== fn && file.tree.kind[inner] === K.func_literal && roleOf(file, inner) === 'inline')
    inner = functionOf(file, file.tree.parent[inner]);
  return inner === fn;
}
