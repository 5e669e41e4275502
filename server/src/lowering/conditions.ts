import type { Register, Source } from '../model/program.ts';
import { type FlatTree, type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import type { Body } from './body.ts';
import type { Label } from './builder.ts';
import { constantOf } from './constants.ts';
import { value } from './expressions.ts';
import { valueFrom } from './sources.ts';

const none: ReadonlySet<NodeId> = new Set();

const comparisons = new Set(['==', '!=', '<', '<=', '>', '>=']);

/** Whether an expression is true or false by what stands there. */
export function isCondition(tree: FlatTree, node: NodeId): boolean {
  const kind = tree.kind[node];
  if (kind !== K.binary_expression) return kind === K.unary_expression && operatorOf(tree, node) === '!';
  const operator = operatorOf(tree, node);
  return operator === '&&' || operator === '||' || comparisons.has(operator);
}

/**
 * Goes one way where a condition holds, and the other where not.
 *
 * @param kept operands of a loop's condition whose values `Body.bound` keeps
 */
export function branch(
  body: Body,
  condition: NodeId,
  then: Label,
  otherwise: Label,
  kept: ReadonlySet<NodeId> = none,
): void {
  const { b, file } = body;
  const { tree } = file;
  const node = unparen(file, condition);
  if (!node) return b.jump(then);
  body.at(node);
  if (tree.kind[node] === K.unary_expression && operatorOf(tree, node) === '!')
    return branch(body, tree.child(node, F.operand), otherwise, then);
  if (tree.kind[node] === K.binary_expression && isCondition(tree, node))
    return binaryBranch(body, node, then, otherwise, kept);
  const { held, from } = valueFrom(body, node);
  body.at(node);
  b.emit({ do: 'settle', register: held, as: 'number', among: [0, 1], from });
  b.compare(held, '==', b.number(1), then);
  b.jump(otherwise);
}

function binaryBranch(
  body: Body,
  node: NodeId,
  then: Label,
  otherwise: Label,
  kept: ReadonlySet<NodeId>,
): void {
  const { b, file } = body;
  const { tree } = file;
  const left = tree.child(node, F.left);
  const right = tree.child(node, F.right);
  const operator = operatorOf(tree, node);
  if (operator === '&&' || operator === '||') {
    const middle = b.label();
    if (operator === '&&') branch(body, left, middle, otherwise);
    else branch(body, left, then, middle);
    b.place(middle);
    return branch(body, right, then, otherwise);
  }
  if (operator === '!=') return equal(body, left, right, otherwise, then);
  if (operator === '==') return equal(body, left, right, then, otherwise);
  const [a, c] = [left, right].map((side) => {
    const operand = unparen(file, side);
    return kept.has(operand) ? body.bound(tree.text(operand)) : value(body, operand);
  });
  body.at(node);
  if (operator === '<') b.compare(a, '<', c, then);
  else if (operator === '>') b.compare(c, '<', a, then);
  else if (operator === '<=') b.compare(c, '<', a, otherwise);
  else b.compare(a, '<', c, otherwise);
  b.jump(operator === '<' || operator === '>' ? otherwise : then);
}

function equal(body: Body, left: NodeId, right: NodeId, then: Label, otherwise: Label): void {
  const { tree } = body.file;
  const isNil = tree.kind[unparen(body.file, left)] === K.nil;
  const [subject, other] = isNil ? [right, left] : [left, right];
  const { held, from } = valueFrom(body, subject);
  branchOnEqual(body, held, other, then, otherwise, from);
}

/** Goes one way where a register holds what an expression says, and the other where not. */
export function branchOnEqual(
  body: Body,
  subject: Register,
  expression: NodeId,
  then: Label,
  otherwise: Label,
  from: Source | null = null,
): void {
  const { b, file, unit } = body;
  const node = unparen(file, expression);
  const isNil = file.tree.kind[node] === K.nil;
  const known = constantOf(unit, file, node);
  if (isNil) b.emit({ do: 'settle', register: subject, as: 'nil', from });
  else if (known === 0 || known === 1) settleBoolean(body, subject, node, from);
  b.compare(subject, '==', value(body, node), then);
  b.jump(otherwise);
}

function settleBoolean(body: Body, subject: Register, node: NodeId, from: Source | null): void {
  const kind = body.file.tree.kind[node];
  if (kind !== K.true && kind !== K.false) return;
  body.b.emit({ do: 'settle', register: subject, as: 'number', among: [0, 1], from });
}
