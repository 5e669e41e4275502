import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isExternal, pointee } from '../types/type.ts';
import { functionOf } from './functions.ts';

/** Functions that end the program, or return only once a server has failed. */
const lastCalls =
  /^(?:os\.Exit|runtime\.Goexit|log\.(?:Fatal|Panic)(?:f|ln)?|net\/http\.(?:ListenAndServe|Serve)(?:TLS)?)$/;

/** Functions that call each other are followed so far. */
const maxDepth = 3;

/**
 * Whether a function is meant to run as long as the program: its last statement loops or blocks for ever, ranges over
 * a ticker, serves, or ends the program, by itself or in a function of the package.
 */
export const neverReturns = (types: Types, file: SourceFile, fn: NodeId, depth = 0): boolean =>
  file.lookAt(fn, () => staysForEver(types, file, fn, depth));

function staysForEver(types: Types, file: SourceFile, fn: NodeId, depth: number): boolean {
  const { tree } = file;
  const list = tree.firstChild[tree.child(fn, F.body)];
  const last = list ? tree.children(list).at(-1) : undefined;
  if (!last || depth > maxDepth) return false;
  switch (tree.kind[last]) {
    case K.select_statement:
      return tree.firstChild[last] === 0;
    case K.for_statement:
      return (isForEver(file, last) || ticks(types, file, last)) && !isLeft(file, last, fn);
    case K.labeled_statement: {
      const loop = tree.children(last).find((n) => tree.kind[n] === K.for_statement);
      return loop !== undefined && isForEver(file, loop) && !isLeft(file, loop, fn);
    }
    case K.if_statement: // if err := serve(); err != nil { … }
    case K.short_var_declaration:
    case K.assignment_statement:
    case K.expression_statement:
      return lastCallsIn(file, last).some((call) => isLastCall(types, file, call, depth));
    default:
      return false;
  }
}

/** The calls of a statement itself, not of its blocks and literals. */
function lastCallsIn(file: SourceFile, statement: NodeId): NodeId[] {
  const { tree } = file;
  const calls: NodeId[] = [];
  for (let n = statement; n <= tree.last(statement); n++) {
    if (tree.kind[n] === K.block || tree.kind[n] === K.func_literal) n = tree.last(n);
    else if (tree.kind[n] === K.call_expression) calls.push(n);
  }
  return calls;
}

/** `for { … }` */
const isForEver = ({ tree }: SourceFile, loop: NodeId): boolean => tree.children(loop).length === 1;

/** `for range ticker.C { … }`, `for range time.Tick(d) { … }`: nobody closes these channels. */
function ticks(types: Types, file: SourceFile, loop: NodeId): boolean {
  const { tree } = file;
  const clause = tree.children(loop).find((n) => tree.kind[n] === K.range_clause);
  const over = clause ? unparen(file, tree.child(clause, F.right)) : 0;
  if (tree.kind[over] === K.selector_expression) {
    const operand = pointee(types.of(file, tree.child(over, F.operand)));
    return isExternal(operand, 'time', 'Ticker') && tree.text(tree.child(over, F.field)) === 'C';
  }
  const target = tree.kind[over] === K.call_expression ? tree.child(over, F.function) : 0;
  return (
    tree.kind[target] === K.selector_expression &&
    types.importPath(file, tree.child(target, F.operand)) === 'time' &&
    tree.text(tree.child(target, F.field)) === 'Tick'
  );
}

/** Whether a loop has a way out: a return, a goto, a break that is its own. */
function isLeft(file: SourceFile, loop: NodeId, fn: NodeId): boolean {
  const { tree } = file;
  for (let n = loop; n <= tree.last(loop); n++) {
    if (functionOf(file, n) !== fn) continue;
    const kind = tree.kind[n];
    if (kind === K.return_statement || kind === K.goto_statement) return true;
    if (kind !== K.break_statement) continue;
    const ended = tree.ancestor(
      n,
      K.for_statement,
      K.select_statement,
      K.expression_switch_statement,
      K.type_switch_statement,
    );
    if (ended === loop || tree.firstChild[n]) return true; // a label is taken for the loop's
  }
  return false;
}

/** A call such as `log.Fatal(http.ListenAndServe(…))`, `panic(err)` or, of whatever type, `server.Serve(listener)`. */
function isLastCall(types: Types, file: SourceFile, call: NodeId, depth: number): boolean {
  const { tree } = file;
  const target = unparen(file, tree.child(call, F.function));
  const callee = types.callee(file, call);
  if (callee) return neverReturns(types, callee.file, callee.node, depth + 1);
  if (tree.kind[target] === K.identifier) return tree.text(target) === 'panic' && !file.definition(target);
  if (tree.kind[target] !== K.selector_expression) return false;
  const name = tree.text(tree.child(target, F.field));
  const path = types.importPath(file, tree.child(target, F.operand));
  return path ? lastCalls.test(`${path}.${name}`) : /^(?:ListenAndServe|Serve)(?:TLS)?$/.test(name);
}
