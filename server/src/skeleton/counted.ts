import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { functionOf, type GoStatement } from './functions.ts';
import type { GroupCall, Groups } from './groups.ts';

/** How a goroutine comes to be counted. */
export interface Count {
  add: GroupCall;
  /**
   * The `Add` counts just the goroutines that its list of statements starts next, this one among them. Otherwise
   * it may count others instead: `Add(len(x))`, `Add(2)` before three goroutines, an `Add` before a loop.
   */
  certain: boolean;
}

/**
 * The `Add` that counts a goroutine: the nearest that stands before its `go` statement in the same list of
 * statements and adds for as many goroutines as are started since; or, failing that, before the loops around it.
 */
export function countOf(groups: Groups, go: GoStatement): Count | undefined {
  const { file } = go;
  const { tree } = file;
  let statement = go.node;
  for (;;) {
    const list = tree.parent[statement];
    if (tree.kind[list] === K.statement_list) {
      let between = 0; // goroutines started since
      for (const sibling of tree.children(list).reverse()) {
        if (sibling >= statement) continue;
        if (tree.kind[sibling] === K.go_statement) between++;
        const add = addStatement(groups, go, sibling);
        if (!add || add.count <= between) continue;
        return { add, certain: statement === go.node && isExact(groups, add, sibling) };
      }
    }
    // Leave only loops, plain blocks and conditions: all of one function.
    let outer = tree.parent[statement];
    while (outer && tree.kind[tree.parent[outer]] !== K.statement_list) outer = tree.parent[outer];
    if (!outer || functionOf(file, outer) !== go.fn) return undefined;
    statement = outer;
  }
}

/** Whether the goroutines that follow an `Add` in its list, up to the next `Add`, are as many as it adds. */
function isExact(groups: Groups, add: GroupCall, statement: NodeId): boolean {
  if (add.count === 1) return true;
  const { tree } = add.file;
  let started = 0;
  for (let n = tree.nextSibling[statement]; n; n = tree.nextSibling[n]) {
    if (tree.kind[n] === K.go_statement) started++;
    const next =
      tree.kind[n] === K.expression_statement ? groups.at(add.file, tree.firstChild[n]) : undefined;
    if (next?.method === 'Add' && next.place?.key === add.place?.key) break;
  }
  return started === add.count;
}

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
