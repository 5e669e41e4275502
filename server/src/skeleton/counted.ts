import { F, K } from '../syntax/kinds.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { functionOf, type GoStatement } from './functions.ts';
import type { GroupCall, Groups } from './groups.ts';

/**
 * The `Add` calls that count a goroutine: those that stand before its `go` statement in the same list of
 * statements, as many goroutines back as each adds; or, failing that, those before the loops around it.
 * Nearest first.
 */
export function countingAdds(groups: Groups, go: GoStatement): GroupCall[] {
  const { file } = go;
  const { tree } = file;
  const adds: GroupCall[] = [];
  let between = 0; // goroutines started since
  let statement = go.node;
  for (;;) {
    const list = tree.parent[statement];
    if (tree.kind[list] === K.statement_list || tree.kind[list] === K.block) {
      for (const sibling of tree.children(list).reverse()) {
        if (sibling >= statement) continue;
        if (tree.kind[sibling] === K.go_statement) between++;
        const add = addStatement(groups, go, sibling);
        // An Add(1) counts the next goroutine; Add(n) and Add(len(x)) count more.
        if (add && (Number.isNaN(add.count) || add.count > between)) adds.push(add);
      }
    }
    if (adds.length) return adds;
    // Leave only loops, plain blocks and conditions: all of one function.
    let outer = tree.parent[statement];
    while (outer && !isStatementIn(tree.kind[tree.parent[outer]])) outer = tree.parent[outer];
    if (!outer || functionOf(file, outer) !== go.fn) return adds;
    statement = outer;
    between = 0;
  }
}

const isStatementIn = (parentKind: number): boolean => parentKind === K.statement_list || parentKind === K.block;

function addStatement(groups: Groups, go: GoStatement, statement: NodeId): GroupCall | undefined {
  const { tree } = go.file;
  if (tree.kind[statement] !== K.expression_statement) return undefined;
  const call = groups.at(go.file, tree.firstChild[statement]);
  return call?.method === 'Add' ? call : undefined;
}

/** Whether control can't run off the end of a function: its last statement blocks or loops for ever. */
export function neverReturns(go: GoStatement): boolean {
  if (!go.callee) return false;
  const { tree } = go.callee.file;
  const body = tree.child(go.callee.node, F.body);
  const list = tree.firstChild[body];
  const last = list ? tree.children(list).at(-1) : undefined;
  if (!last) return false;
  if (tree.kind[last] === K.select_statement) return tree.firstChild[last] === 0;
  if (tree.kind[last] !== K.for_statement) return false;
  // `for { … }`: nothing but a body, and no way out in it.
  if (tree.children(last).length !== 1) return false;
  for (let n = last; n <= tree.last(last); n++) {
    const kind = tree.kind[n];
    const leaves = kind === K.return_statement || kind === K.break_statement || kind === K.goto_statement;
    if (leaves && functionOf(go.callee.file, n) === go.callee.node) return false;
  }
  return true;
}
