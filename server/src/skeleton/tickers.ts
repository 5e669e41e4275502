import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { exitsAfter } from './exits.ts';
import { functionOf } from './functions.ts';
import { assignmentOf, isMain, libraryCalls } from './libraryCalls.ts';

/** A ticker, or a channel of one, that a function makes. */
export interface MadeTicker {
  file: SourceFile;
  call: NodeId;
  fn: NodeId;
  /** The statement that holds the call, and the statement_list that it stands in. */
  statement: NodeId;
  list: NodeId;
  /** The variable that it is assigned to; 0 where it has no name. */
  definition: NodeId;
}

/** What a file's functions, but `main` and `init`, make by `time.<maker>`, where it is named at most once. */
export function madeTickers(file: SourceFile, maker: 'NewTicker' | 'Tick', part: NodeId): MadeTicker[] {
  const { tree } = file;
  const result: MadeTicker[] = [];
  for (const { name, call } of libraryCalls(file, 'time', part)) {
    const fn = functionOf(file, call);
    if (name !== maker || !fn || isMain(file, fn)) continue;
    let statement = call;
    while (statement !== fn && tree.kind[tree.parent[statement]] !== K.statement_list)
      statement = tree.parent[statement];
    if (statement === fn) continue;
    const names = assignmentOf(file, call)?.names;
    const isNamed = names?.length === 1 && tree.kind[names[0]] === K.identifier;
    const definition = isNamed ? file.definition(names[0]) : 0;
    if (names && (!definition || functionOf(file, definition) !== fn)) continue;
    result.push({ file, call, fn, statement, list: tree.parent[statement], definition });
  }
  return result;
}

/**
 * Where a function may be left with a ticker that nobody has stopped: the return_statements, or its body for its end.
 * None where that can't be followed.
 *
 * @param stops where it is stopped
 */
export function leftTicking(types: Types, made: MadeTicker, stops: readonly NodeId[]): NodeId[] {
  const { file, list, statement } = made;
  const { tree } = file;
  // The statement itself may be the loop, or the select in one, that is left.
  const first = isCompound(tree.kind[statement]) ? statement : tree.nextSibling[statement];
  const exits = exitsAfter(types, file, { list, first }, stops);
  if (!exits) return [];
  // Nobody closes a ticker's channel: what stands behind a loop over it is reached by a `break` only.
  const endless = tree.children(list).find((n) => n >= first && first !== 0 && isEndless(made, n));
  return endless ? exits.returns.filter((n) => tree.within(n, endless)) : exits.returns;
}

const isCompound = (kind: number): boolean => kind === K.for_statement || kind === K.select_statement;

const isLoop = ({ tree }: SourceFile, node: NodeId): boolean => tree.kind[node] === K.for_statement;

/** `for range ticker.C { … }` without a `break`. */
function isEndless({ file, call, definition }: MadeTicker, statement: NodeId): boolean {
  const { tree } = file;
  const loop =
    tree.kind[statement] === K.labeled_statement ? tree.last(tree.firstChild[statement]) + 1 : statement;
  const clause = isLoop(file, loop) ? tree.firstChild[loop] : 0;
  if (tree.kind[clause] !== K.range_clause) return false;
  let over = unparen(file, tree.child(clause, F.right));
  if (tree.kind[over] === K.selector_expression) over = unparen(file, tree.child(over, F.operand));
  const isOver = over === call || (tree.kind[over] === K.identifier && file.definition(over) === definition);
  if (!isOver) return false;
  for (let n = loop; n <= tree.last(loop); n++) {
    if (tree.kind[n] !== K.break_statement) continue;
    const ended = tree.ancestor(
      n,
      K.for_statement,
      K.select_statement,
      K.expression_switch_statement,
      K.type_switch_statement,
    );
    if (ended === loop || tree.firstChild[n]) return false;
  }
  return true;
}
