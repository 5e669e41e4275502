import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { Start } from './exits.ts';
import type { SlotCall } from './semaphores.ts';

/**
 * Where a slot is held once an operation has taken it: behind its statement, and past the check of its error; in the
 * branch that runs where it succeeded. `undefined` where what follows depends on more than that.
 */
export function heldFrom({ file, node, method, weighted }: SlotCall): Start | undefined {
  const { tree } = file;
  const parent = tree.parent[node];
  if (!weighted)
    return tree.kind[parent] === K.communication_case ? inCase(file, parent) : behind(file, node);
  if (tree.kind[parent] === K.expression_statement)
    return method === 'Acquire' ? behind(file, parent) : undefined;
  if (tree.kind[parent] === K.expression_list) {
    const owner = tree.parent[parent];
    const names = tree.children(tree.child(owner, F.left));
    if (names.length !== 1 || tree.kind[names[0]] !== K.identifier) return undefined;
    const name = tree.text(names[0]);
    if (name === '_') return method === 'Acquire' ? behind(file, owner) : undefined;
    const check = tree.field[owner] === F.initializer ? tree.parent[owner] : tree.nextSibling[owner];
    if (tree.kind[check] !== K.if_statement) return undefined;
    if (tree.field[owner] !== F.initializer && tree.child(check, F.initializer)) return undefined;
    return branch(file, check, outcome(file, tree.child(check, F.condition), name));
  }
  let condition = node;
  while (tree.field[condition] !== F.condition) {
    condition = tree.parent[condition];
    if (!condition || tree.kind[condition] === K.statement_list) return undefined;
  }
  const check = tree.parent[condition];
  if (tree.kind[check] !== K.if_statement) return undefined;
  return branch(file, check, outcome(file, condition, tree.text(node)));
}

/** What a condition says where it holds of an operation whose error or answer goes by a text. */
function outcome(file: SourceFile, condition: NodeId, text: string): 'taken' | 'failed' | undefined {
  const { tree } = file;
  const node = unparen(file, condition);
  if (tree.text(node) === text) return 'taken'; // `if ok`
  const operator = operatorOf(tree, node);
  if (tree.kind[node] === K.unary_expression && operator === '!')
    return tree.text(tree.child(node, F.operand)) === text ? 'failed' : undefined;
  if (tree.kind[node] !== K.binary_expression || tree.text(tree.child(node, F.left)) !== text)
    return undefined;
  if (tree.kind[tree.child(node, F.right)] !== K.nil) return undefined;
  return operator === '!=' ? 'failed' : operator === '==' ? 'taken' : undefined;
}

function behind({ tree }: SourceFile, statement: NodeId): Start | undefined {
  const list = tree.parent[statement];
  return tree.kind[list] === K.statement_list ? { list, first: tree.nextSibling[statement] } : undefined;
}

/** Past an `if` that fails, or into the branch of it that succeeds. */
function branch(file: SourceFile, check: NodeId, result: 'taken' | 'failed' | undefined): Start | undefined {
  const { tree } = file;
  if (!result) return undefined;
  const taken = tree.child(check, result === 'taken' ? F.consequence : F.alternative);
  if (!taken) return behind(file, check);
  const list = tree.kind[taken] === K.block ? tree.firstChild[taken] : 0;
  return list ? { list, first: tree.firstChild[list], merges: check } : undefined;
}

/** Into the case of a select that took the slot, and past the select where nothing else comes by there. */
function inCase(file: SourceFile, clause: NodeId): Start | undefined {
  const { tree } = file;
  const select = tree.parent[clause];
  const others = tree.children(select).filter((other) => other !== clause);
  const merges = others.every((other) => leaves(file, other)) ? 0 : select;
  const list = tree.children(clause).find((n) => tree.kind[n] === K.statement_list);
  if (list) return { list, first: tree.firstChild[list], merges };
  return merges ? undefined : behind(file, select);
}

/** Whether a case ends by going elsewhere. */
function leaves({ tree }: SourceFile, clause: NodeId): boolean {
  const list = tree.children(clause).find((n) => tree.kind[n] === K.statement_list);
  const last = list ? tree.children(list).at(-1) : undefined;
  if (last === undefined) return false;
  return [K.return_statement, K.continue_statement, K.goto_statement].includes(tree.kind[last]);
}
