import type { FlatTree, NodeId } from '../syntax/flatTree.ts';
import { K } from '../syntax/kinds.ts';
import { functionOf, type GoStatement } from './functions.ts';
import type { GroupCall } from './groupCalls.ts';
import type { Groups } from './groups.ts';

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
  const { tree } = go.file;
  if (!counts.has(go)) counts.set(go, findCount(groups, go, tree));
  return counts.get(go);
}

/** All that counts stands in the function around the `go` statement: who changes that makes another GoStatement. */
const counts = new WeakMap<GoStatement, Count | undefined>();

function findCount(groups: Groups, go: GoStatement, tree: FlatTree): Count | undefined {
  const { file } = go;
  let statement = go.node;
  for (;;) {
    const list = tree.parent[statement];
    if (tree.kind[list] === K.statement_list) {
      let between = 0; // goroutines started since
      for (const sibling of tree.children(list).reverse()) {
        if (sibling >= statement) continue;
        between += startedIn(tree, sibling);
        const add = addStatement(groups, go, sibling);
        if (!add || add.count <= between) continue;
        return {
          add,
          certain: statement === go.node && (add.count === 1 ? !between : isExact(groups, add, sibling)),
        };
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
  const { tree } = add.file;
  let started = 0;
  for (let n = tree.nextSibling[statement]; n; n = tree.nextSibling[n]) {
    if (tree.kind[n] === K.go_statement) started++;
    else if (startedIn(tree, n)) return false;
    const next =
      tree.kind[n] === K.expression_statement ? groups.at(add.file, tree.firstChild[n]) : undefined;
    if (next?.method === 'Add' && next.place?.key === add.place?.key) break;
  }
  return started === add.count;
}

/** How many `go` statements a statement holds. */
function startedIn(tree: FlatTree, statement: NodeId): number {
  let started = 0;
  for (let n = statement; n <= tree.last(statement); n++) if (tree.kind[n] === K.go_statement) started++;
  return started;
}

function addStatement(groups: Groups, go: GoStatement, statement: NodeId): GroupCall | undefined {
  const { tree } = go.file;
  if (tree.kind[statement] !== K.expression_statement) return undefined;
  const call = groups.at(go.file, tree.firstChild[statement]);
  return call?.method === 'Add' ? call : undefined;
}
