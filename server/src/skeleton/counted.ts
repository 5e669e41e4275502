import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
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

/** Functions that end the program, or return only once a server has failed. */
const lastCalls = /^(?:os\.Exit|log\.(?:Fatal|Panic)(?:f|ln)?|net\/http\.(?:ListenAndServe|Serve)(?:TLS)?)$/;

/**
 * Whether a goroutine is meant to run as long as the program: its last statement loops or blocks for ever, serves,
 * or ends the program.
 */
export function neverReturns(types: Types, go: GoStatement): boolean {
  if (!go.callee) return false;
  const { file, node } = go.callee;
  const { tree } = file;
  const list = tree.firstChild[tree.child(node, F.body)];
  const last = list ? tree.children(list).at(-1) : undefined;
  if (!last) return false;
  switch (tree.kind[last]) {
    case K.select_statement:
      return tree.firstChild[last] === 0;
    case K.for_statement:
      return isEndless(file, last, node);
    case K.expression_statement:
      return isLastCall(types, file, tree.firstChild[last]);
    default:
      return false;
  }
}

/** `for { … }`: nothing but a body, and no way out in it. */
function isEndless(file: SourceFile, loop: NodeId, fn: NodeId): boolean {
  const { tree } = file;
  if (tree.children(loop).length !== 1) return false;
  for (let n = loop; n <= tree.last(loop); n++) {
    const kind = tree.kind[n];
    const leaves = kind === K.return_statement || kind === K.break_statement || kind === K.goto_statement;
    if (leaves && functionOf(file, n) === fn) return false;
  }
  return true;
}

/** A call such as `log.Fatal(http.ListenAndServe(…))`, `panic(err)` or, of whatever type, `server.Serve(listener)`. */
function isLastCall(types: Types, file: SourceFile, call: NodeId): boolean {
  const { tree } = file;
  if (tree.kind[call] !== K.call_expression) return false;
  const target = unparen(file, tree.child(call, F.function));
  if (tree.kind[target] === K.identifier) return tree.text(target) === 'panic' && !file.definition(target);
  if (tree.kind[target] !== K.selector_expression) return false;
  const name = tree.text(tree.child(target, F.field));
  const path = types.importPath(file, tree.child(target, F.operand));
  return path ? lastCalls.test(`${path}.${name}`) : /^(?:ListenAndServe|Serve)(?:TLS)?$/.test(name);
}
