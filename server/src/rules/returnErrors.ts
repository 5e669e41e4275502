import type { TextEdit } from '../findings.ts';
import { neverReturns } from '../skeleton/endless.ts';
import { endOf, exitsOf } from '../skeleton/flow.ts';
import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { insertAfter, ownsLines, statementsOf } from './edits.ts';
import { replace } from './rule.ts';

/** How a goroutine that sends its error becomes a function that returns it. */
export interface ReturnedErrors {
  edits: TextEdit[];
  /** The sends that are no more. */
  sends: NodeId[];
  /** Only errors that are not nil were sent. */
  areGuarded: boolean;
}

/**
 * Turns each send on a channel into a `return`, where the goroutine ends with it anyway.
 *
 * @param done the statement that goes besides: it calls `Done`
 */
export function returnErrors(
  types: Types,
  file: SourceFile,
  literal: NodeId,
  done: NodeId,
  channel: NodeId,
): ReturnedErrors | undefined {
  const { tree } = file;
  const statements = statementsOf(file, literal).filter((n) => n !== done);
  const last = statements.at(-1);
  if (!last || !ownsLines(file, last) || neverReturns(types, file, literal)) return undefined;
  const isInside = (n: NodeId) => tree.within(n, literal);
  const sends = file
    .nodesOf(K.send_statement)
    .filter((n) => isInside(n) && file.definition(tree.child(n, F.channel)) === channel);
  const edits: TextEdit[] = [];
  const ends = new Set<NodeId>();
  for (const send of sends) {
    const next = tree.nextSibling[send];
    const isReturned = tree.kind[next] === K.return_statement;
    if (functionOf(file, send) !== literal || tree.kind[tree.parent[send]] !== K.statement_list)
      return undefined;
    if (!isReturned && !endsFunction(file, send, literal, done)) return undefined;
    const end = isReturned ? next : send;
    if (isReturned && file.text.slice(tree.end[send], tree.start[next]).trim()) return undefined;
    ends.add(end);
    edits.push(
      replace(file, tree.start[send], tree.end[end], `return ${tree.text(tree.child(send, F.value))}`),
    );
  }
  for (const node of file.nodesOf(K.return_statement)) {
    if (!isInside(node) || functionOf(file, node) !== literal || ends.has(node)) continue;
    edits.push(replace(file, tree.start[node], tree.end[node], 'return nil'));
  }
  const end = isEndReached(types, file, literal, ends);
  if (end === undefined) return undefined;
  if (end) edits.push(insertAfter(file, last, 'return nil'));
  return { edits, sends, areGuarded: sends.every((send) => isGuarded(file, send)) };
}

/**
 * Whether control may come to a function's end, given statements that leave it; `undefined` where that hangs on a call
 * that ends the goroutine or the program: the compiler does not know these.
 */
function isEndReached(
  types: Types,
  file: SourceFile,
  fn: NodeId,
  leaving: ReadonlySet<NodeId>,
): boolean | undefined {
  const exits = exitsOf(types, file, fn, 1, (node, states) => (leaving.has(node) ? 0 : states));
  if (!exits) return undefined;
  if (exits.some((exit) => exit.how === 'end')) return true;
  const { tree } = file;
  const isEnding = (n: NodeId) => tree.within(n, fn) && functionOf(file, n) === fn && endOf(types, file, n);
  return file
    .nodesOf(K.call_expression)
    .some((n) => isEnding(n) && tree.text(tree.child(n, F.function)) !== 'panic')
    ? undefined
    : false;
}

/** Whether nothing is done in a function after a statement. */
function endsFunction(file: SourceFile, statement: NodeId, fn: NodeId, done: NodeId): boolean {
  const { tree } = file;
  const next = tree.nextSibling[statement];
  if (next && next !== done) return false;
  const block = tree.parent[tree.parent[statement]];
  if (tree.parent[block] === fn) return true;
  const outer = tree.parent[block];
  return tree.kind[outer] === K.if_statement && endsFunction(file, outer, fn, done);
}

/** `if err != nil { errs <- err }` */
function isGuarded(file: SourceFile, send: NodeId): boolean {
  const { tree } = file;
  const value = tree.child(send, F.value);
  const outer = tree.parent[tree.parent[tree.parent[send]]];
  if (tree.kind[outer] !== K.if_statement || !tree.within(send, tree.child(outer, F.consequence)))
    return false;
  const condition = tree.child(outer, F.condition);
  const isNamed = tree.kind[value] === K.identifier && tree.text(condition) === `${tree.text(value)} != nil`;
  return isNamed && file.definition(tree.firstChild[condition]) === file.definition(value);
}
