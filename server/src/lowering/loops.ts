import type { Register, Source } from '../model/program.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { pointee, type Type } from '../types/type.ts';
import { assignTo } from './assignments.ts';
import type { Body } from './body.ts';
import type { Label } from './builder.ts';
import { branch } from './conditions.ts';
import { constantOf, firstText } from './constants.ts';
import { value } from './expressions.ts';
import { isUncounted, sameEach, settleCount, settledBy, settledCount, settleList } from './sources.ts';
import { block, statement, within } from './statements.ts';

export function forLoop(body: Body, node: NodeId, label: string): void {
  const { b, file } = body;
  const { tree } = file;
  const inner = tree.child(node, F.body);
  const head = tree.firstChild[node];
  const kind = tree.kind[head];
  const again = b.label();
  const onContinue = b.label();
  const onBreak = b.label();
  const run = () => within(body, { label, onBreak, onContinue }, () => block(body, inner));
  if (kind === K.range_clause) rangeLoop(body, head, { again, onContinue, onBreak }, run);
  else {
    const clause = kind === K.for_clause ? head : 0;
    const condition = clause ? tree.child(clause, F.condition) : head === inner ? 0 : head;
    const initializer = clause ? tree.child(clause, F.initializer) : 0;
    if (initializer) statement(body, initializer);
    const kept = clause && condition ? settleBounds(body, node, condition) : new Set<NodeId>();
    b.place(again);
    const start = b.label();
    branch(body, condition, start, onBreak, kept);
    b.place(start);
    run();
    b.place(onContinue);
    const update = clause ? tree.child(clause, F.update) : 0;
    if (update) statement(body, update);
    b.jump(again);
  }
  b.place(onBreak);
}

/**
 * `i < n`: what is compared with a counter is some number, the same in each turn, and in each loop with the same bound.
 *
 * @returns the sides of the comparison that are kept by `Body.bound`
 */
function settleBounds(body: Body, loop: NodeId, condition: NodeId): Set<NodeId> {
  const kept = new Set<NodeId>();
  const { b, file } = body;
  const { tree } = file;
  const node = unparen(file, condition);
  if (tree.kind[node] !== K.binary_expression || !/^[<>]/.test(operatorOf(tree, node))) return kept;
  const changed = assignedIn(file, loop);
  const sides = [tree.child(node, F.left), tree.child(node, F.right)].map((side) => unparen(file, side));
  for (const [i, operand] of sides.entries()) {
    if (tree.kind[operand] === K.identifier && file.definition(operand)) {
      settledCount(body, operand);
      continue;
    }
    const isKnownNumber = constantOf(body.unit, file, operand) !== undefined;
    if (isKnownNumber && !isUncounted(body, operand)) continue;
    // Where nothing counts, as in `now()-start < wait`, what is compared changes by itself.
    if (!isKnownNumber && (names(file, operand, changed) || !names(file, sides[1 - i], changed))) continue;
    kept.add(operand);
    const bound = body.bound(tree.text(operand));
    const isKnown = b.label();
    const isSettled = b.label();
    b.compare(bound, '==', b.nil(), isKnown);
    b.jump(isSettled);
    b.place(isKnown);
    if (isUncounted(body, operand)) b.emit({ do: 'unknown', to: bound });
    else b.copy(value(body, operand), bound);
    settleCount(body, bound);
    b.place(isSettled);
  }
  return kept;
}

/** What a loop gives other values, as it reads: `q.left` in `for ; q.left > 0; q.left--`. */
function assignedIn({ tree }: SourceFile, loop: NodeId): Set<string> {
  const found = new Set<string>();
  for (let n = loop; n <= tree.last(loop); n++) {
    const kind = tree.kind[n];
    if (kind === K.inc_statement || kind === K.dec_statement) found.add(tree.text(tree.firstChild[n]));
    else if (kind === K.assignment_statement)
      for (const left of tree.children(tree.child(n, F.left))) found.add(tree.text(left));
  }
  return found;
}

/** Whether an expression is, or holds, one that reads like one of these. */
function names({ tree }: SourceFile, expression: NodeId, texts: ReadonlySet<string>): boolean {
  for (let n = expression; n <= tree.last(expression); n++) if (texts.has(tree.text(n))) return true;
  return false;
}

/** A slice or a map: of one that is not known, how long it is, which is the same wherever it is asked for. */
export function listOf(body: Body, operand: NodeId): Register {
  const { file } = body;
  const node = unparen(file, operand);
  const settle = (register: Register, from: Source | null) => settleList(body, node, register, from);
  // A package's variable is as long each time.
  if (file.tree.kind[node] === K.identifier && !file.definition(node))
    return sameEach(body, node, (register) => settle(register, null));
  return settledBy(body, node, settle);
}

interface Ways {
  again: Label;
  onContinue: Label;
  onBreak: Label;
}

function rangeLoop(body: Body, clause: NodeId, ways: Ways, run: () => void): void {
  const { b, file, unit } = body;
  const { tree } = file;
  const operand = tree.child(clause, F.right);
  const left = tree.child(clause, F.left);
  const [first, second] = left ? tree.children(left) : [];
  const bindTo = (name: NodeId | undefined, register: Register) => {
    if (!name) return;
    if (tree.kind[name] === K.identifier && file.definition(name) === name) body.define(name, register);
    else assignTo(body, name, register);
  };
  const isNumber =
    (constantOf(unit, file, operand) ?? firstText) < firstText || /^(?:len|cap)\(/.test(tree.text(operand));
  const type: Type = isNumber
    ? { kind: 'basic', name: 'int' }
    : unit.types.underlying(pointee(unit.types.underlying(body.typeOf(operand))));
  switch (type.kind) {
    case 'channel': {
      const over = value(body, operand);
      b.place(ways.again);
      const [received, ok] = b.registers(2);
      body.at(clause);
      b.emit({ do: 'receive', channel: over, to: received, ok });
      const start = b.label();
      b.emit({ do: 'settle', register: ok, as: 'number', among: [0, 1], from: null });
      b.compare(ok, '==', b.number(1), start);
      b.jump(ways.onBreak);
      b.place(start);
      bindTo(first, received);
      break;
    }
    case 'slice':
    case 'array':
    case 'map': {
      // What is added on the way does not count.
      const list = b.register();
      b.copy(listOf(body, operand), list);
      const [length, index] = b.registers(2);
      b.emit({ do: 'length', of: list, to: length });
      // Who goes through the keys may do anything to them.
      const isOfKeys = type.kind === 'map' && first !== undefined && tree.text(first) !== '_';
      if (isOfKeys && unit.types.underlying(type.key).kind !== 'basic')
        b.emit({ do: 'escapeElements', list });
      counted(body, ways, index, length);
      const element = b.register();
      b.emit({ do: 'element', list, index, to: element });
      bindTo(first, type.kind === 'map' ? b.unknown() : index);
      bindTo(second, element);
      run();
      return next(body, ways, index);
    }
    case 'basic': {
      const limit = b.register();
      const isUnknown = type.name === 'string' || isUncounted(body, operand);
      b.copy(isUnknown ? b.unknown() : settledCount(body, operand), limit);
      settleCount(body, limit);
      const index = b.register();
      counted(body, ways, index, limit);
      bindTo(first, index);
      bindTo(second, b.unknown());
      run();
      return next(body, ways, index);
    }
    default: {
      // A number, or an iterator: it goes round as often each time.
      const limit = b.register();
      b.copy(settledCount(body, operand), limit);
      b.emit({ do: 'escape', registers: [limit] });
      const index = b.register();
      counted(body, ways, index, limit);
      bindTo(first, b.unknown());
      bindTo(second, b.unknown());
      run();
      return next(body, ways, index);
    }
  }
  run();
  b.place(ways.onContinue);
  b.jump(ways.again);
}

function counted({ b }: Body, ways: Ways, index: Register, length: Register): void {
  b.copy(b.number(0), index);
  b.place(ways.again);
  const start = b.label();
  b.compare(index, '<', length, start);
  b.jump(ways.onBreak);
  b.place(start);
}

function next({ b }: Body, ways: Ways, index: Register): void {
  b.place(ways.onContinue);
  b.emit({ do: 'arithmetic', by: '+', left: index, right: b.number(1), to: index });
  b.jump(ways.again);
}
