import type { Register, Source } from '../model/program.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import type { Body } from './body.ts';
import { value } from './expressions.ts';
import { fieldPath } from './selectors.ts';

/** How often loops run of which that is not known: what only goes wrong where there is nothing to do is rarely meant. */
export const laps = [1, 2];

/** The value of an expression, and where that is kept: in a field, or in a variable that several functions see. */
export function valueFrom(body: Body, expression: NodeId): { held: Register; from: Source | null } {
  const { file, b } = body;
  const node = unparen(file, expression);
  const cell = file.tree.kind[node] === K.identifier ? body.cell(file.definition(node)) : undefined;
  const kept = cell === undefined ? undefined : { record: cell, slot: 0 };
  const slot = kept ?? (file.tree.kind[node] === K.selector_expression ? fieldPath(body, node) : undefined);
  if (!slot) return { held: value(body, node), from: null };
  return { held: b.load(slot.record, slot.slot), from: { record: slot.record, slot: slot.slot } };
}

/** An unknown slice or map has a small number of elements. */
export function settleList(body: Body, expression: NodeId, register: Register, from: Source | null): void {
  const isMap = body.unit.types.underlying(body.typeOf(expression)).kind === 'map';
  body.b.emit({ do: 'settle', register, as: 'list', among: laps, from, isMap });
}

/** An unknown number of things is a small one. */
export function settleCount({ b }: Body, register: Register, from: Source | null = null): void {
  b.emit({ do: 'settle', register, as: 'number', among: laps, from });
}

/** The value of an expression, and of the variable or field that it names, as a small number where it is not known. */
export const settledCount = (body: Body, expression: NodeId): Register =>
  settledBy(body, expression, (register, from) => settleCount(body, register, from));

/**
 * The value of an expression, and of the variable or field that it names, settled where it is not known. The fields of a
 * struct that can't be seen are the same wherever they are asked for.
 */
export function settledBy(
  body: Body,
  expression: NodeId,
  settle: (register: Register, from: Source | null) => void,
): Register {
  const { b, file } = body;
  const node = unparen(file, expression);
  const { held, from } = valueFrom(body, node);
  const hidden = () => sameEach(body, node, (register) => settle(register, null));
  if (file.tree.kind[node] !== K.selector_expression) {
    settle(held, from);
    return held;
  }
  if (!from) return hidden();
  const to = b.register();
  const isSeen = b.label();
  const end = b.label();
  b.emit({ do: 'isKnown', register: from.record, then: isSeen });
  b.copy(hidden(), to);
  b.jump(end);
  b.place(isSeen);
  settle(held, from);
  b.copy(held, to);
  b.place(end);
  return to;
}

/** What nothing is known of but what it is settled to, which is the same wherever the expression stands in the function. */
export function sameEach(body: Body, expression: NodeId, settle: (to: Register) => void): Register {
  const { b, file } = body;
  const bound = body.bound(file.tree.text(expression));
  const isNew = b.label();
  const end = b.label();
  b.compare(bound, '==', b.nil(), isNew);
  b.jump(end);
  b.place(isNew);
  b.emit({ do: 'unknown', to: bound });
  settle(bound);
  b.place(end);
  return bound;
}

/** From so many turns on nobody counts them. */
const many = 40;

/**
 * Whether a loop's bound is a large number that nothing else in the function has to do with, nor what the loop does: it
 * is as good as not known.
 */
export function isUncounted({ file, fn }: Body, bound: NodeId): boolean {
  const { tree } = file;
  const node = unparen(file, bound);
  if (tree.kind[node] !== K.int_literal || Number(tree.text(node).replace(/_/g, '')) < many) return false;
  const head = tree.parent[node];
  const left = tree.child(head, F.left);
  const counter = tree.kind[left] === K.expression_list ? tree.firstChild[left] : left;
  const definition = tree.kind[counter] === K.identifier ? file.definition(counter) : 0;
  const inner = tree.child(tree.ancestor(node, K.for_statement), F.body);
  if (definition && file.uses(definition).some((use) => tree.within(use, inner))) return false;
  let top = fn;
  while (tree.parent[top]) top = tree.parent[top];
  const text = tree.text(node);
  for (let n = top; n <= tree.last(top); n++)
    if (n !== node && tree.kind[n] === K.int_literal && tree.text(n) === text) return false;
  return true;
}

/**
 * A literal and those around it run loops over the same things: how many there are is settled before the literal gets
 * its copy of a variable.
 */
export function settleCaptured(body: Body, literal: NodeId, definition: NodeId): void {
  const { file } = body;
  const { tree } = file;
  const register = body.cell(definition) === undefined ? body.read(definition) : undefined;
  if (register === undefined) return;
  for (const use of file.uses(definition)) {
    if (!tree.within(use, literal)) continue;
    const as = countedAs(body, use);
    if (as === 'list') settleList(body, use, register, null);
    else if (as === 'number') settleCount(body, register);
    if (as) return;
  }
}

/** `range x`, `len(x)`; `i < x` of a loop. */
function countedAs(body: Body, use: NodeId): 'list' | 'number' | undefined {
  const { tree } = body.file;
  const parent = tree.parent[use];
  const isBound = tree.kind[parent] === K.binary_expression && tree.field[parent] === F.condition;
  if (isBound) return tree.field[use] === F.right ? 'number' : undefined;
  const isRange = tree.kind[parent] === K.range_clause && tree.field[use] === F.right;
  const isLength =
    tree.kind[parent] === K.argument_list && tree.text(tree.child(tree.parent[parent], F.function)) === 'len';
  if (!isRange && !isLength) return undefined;
  const type = body.unit.types.underlying(body.typeOf(use));
  if (type.kind === 'slice' || type.kind === 'map') return 'list';
  return isRange && type.kind === 'basic' && /int/.test(type.name) ? 'number' : undefined;
}
