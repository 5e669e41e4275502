import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { neverReturns } from './endless.ts';
import { endOf } from './flow.ts';
import { breaksOut } from './trips.ts';

/** Names of functions and methods, of whatever package, that end the program, the test or the goroutine. */
const endingName = /fatal|panic|exit|abort|^(?:die|must|FailNow|Skip(?:f|Now)?)$/i;

/** `for { … }` and `for true { … }`. */
export function isEndless({ tree }: SourceFile, loop: NodeId): boolean {
  const [head, body] = tree.children(loop);
  return tree.field[head] === F.body || (tree.kind[head] === K.true && body !== undefined);
}

/**
 * The statements and calls of a loop's body by which control leaves it: `return`, `goto`, jumps to labels around it,
 * and calls that don't return. Of literals in it nothing is said, nor of the loop's own condition.
 *
 * @param within the part of the body to look at
 */
export function waysOut(types: Types, file: SourceFile, loop: NodeId, within = loop): NodeId[] {
  const { tree } = file;
  const result: NodeId[] = [];
  for (let n = within; n <= tree.last(within); n++) {
    if (tree.kind[n] === K.func_literal) n = tree.last(n);
    else if (isWayOut(types, file, loop, n)) result.push(n);
  }
  return result;
}

function isWayOut(types: Types, file: SourceFile, loop: NodeId, node: NodeId): boolean {
  const { tree } = file;
  switch (tree.kind[node]) {
    case K.return_statement:
    case K.goto_statement:
      return true;
    case K.break_statement:
    case K.continue_statement: {
      const label = tree.firstChild[node];
      const isBreak = tree.kind[node] === K.break_statement;
      if (!label) return isBreak && breaksOut(tree, node) === loop;
      const target = labelled(file, node, tree.text(label));
      return !target || (isBreak ? tree.within(loop, target) : target < loop);
    }
    case K.call_expression:
      return endsAll(types, file, node);
    default:
      return false;
  }
}

/** The statement that a jump's label stands at; 0 where it can't be found. */
function labelled({ tree }: SourceFile, jump: NodeId, name: string): NodeId {
  for (let n = tree.parent[jump]; n; n = tree.parent[n]) {
    if (tree.kind[n] !== K.labeled_statement || tree.text(tree.child(n, F.label)) !== name) continue;
    return tree.children(n).find((c) => tree.field[c] !== F.label) ?? 0;
  }
  return 0;
}

/** Whether a call does not return, or is named like one that may not. */
function endsAll(types: Types, file: SourceFile, call: NodeId): boolean {
  const { tree } = file;
  if (endOf(types, file, call)) return true;
  const target = unparen(file, tree.child(call, F.function));
  const name = tree.kind[target] === K.selector_expression ? tree.child(target, F.field) : target;
  if (tree.kind[name] !== K.identifier && tree.kind[name] !== K.field_identifier) return false;
  if (endingName.test(tree.text(name))) return true;
  const callee = types.callee(file, call);
  return callee !== undefined && neverReturns(types, callee.file, callee.node);
}

/** The cases of a select or switch, `default` among them. */
export const casesOf = ({ tree }: SourceFile, node: NodeId): NodeId[] =>
  tree
    .children(node)
    .filter((n) =>
      [K.communication_case, K.expression_case, K.type_case, K.default_case].includes(tree.kind[n]),
    );

/** The statements of a case. */
export function statementsOfCase({ tree }: SourceFile, clause: NodeId): NodeId[] {
  const list = tree.children(clause).find((n) => tree.kind[n] === K.statement_list);
  return list ? tree.children(list) : [];
}

/** The channel that a case of a select receives from; 0 for a send and for `default`. */
export function receivedIn(file: SourceFile, clause: NodeId): NodeId {
  const { tree } = file;
  const communication = tree.child(clause, F.communication);
  if (!communication) return 0;
  const receive =
    tree.kind[communication] === K.receive_statement ? tree.child(communication, F.right) : communication;
  const node = unparen(file, receive);
  return tree.kind[node] === K.unary_expression && tree.source[tree.start[node]] === '<'
    ? unparen(file, tree.child(node, F.operand))
    : 0;
}

/**
 * Whether control that comes to the end of a statement is at once at the end of another around it, by way of ends of
 * lists, blocks and cases alone.
 */
export function endsWith({ tree }: SourceFile, outer: NodeId, statement: NodeId): boolean {
  for (let n = statement; n !== outer; n = tree.parent[n]) {
    if (!n) return false;
    if (tree.kind[tree.parent[n]] === K.statement_list && tree.nextSibling[n]) return false;
    if (tree.kind[n] === K.func_literal) return false;
    if (tree.kind[n] === K.for_statement) return false;
  }
  return true;
}
