import type { Register } from '../model/program.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import { isExternal, pointee, unknown } from '../types/type.ts';
import type { Body } from './body.ts';
import { boundMethod, call } from './calls.ts';
import { composite } from './composites.ts';
import { branch, isCondition } from './conditions.ts';
import { constantOf } from './constants.ts';
import { lookUp } from './maps.ts';
import { fieldPath, through } from './selectors.ts';
import { settleCaptured } from './sources.ts';
import { capturedBy } from './variables.ts';

/** Evaluates expressions that are to give so many values. */
export function values(body: Body, nodes: readonly NodeId[], count: number): Register[] {
  if (nodes.length === 1 && count > 1) return several(body, nodes[0], count);
  return nodes.map((node) => copyOf(body, node));
}

/** One expression that gives several values: a call, or one with `ok`. */
function several(body: Body, expression: NodeId, count: number): Register[] {
  const { b, file } = body;
  const { tree } = file;
  const node = unparen(file, expression);
  switch (tree.kind[node]) {
    case K.call_expression:
      return call(body, node, count);
    case K.unary_expression: {
      const channel = value(body, tree.child(node, F.operand));
      const [to, ok] = b.registers(2);
      body.at(node);
      b.emit({ do: 'receive', channel, to, ok });
      return [to, ok];
    }
    case K.type_assertion_expression:
      return asserted(body, node);
    case K.index_expression: {
      const operand = tree.child(node, F.operand);
      const type = body.unit.types.underlying(body.typeOf(operand));
      value(body, tree.child(node, F.index));
      return lookUp(body, value(body, operand), type.kind === 'map' ? type.element : unknown);
    }
    default: {
      const held = value(body, node);
      return [held, ...Array.from({ length: count - 1 }, () => b.unknown())];
    }
  }
}

/** `x.(T)` with `ok`. */
function asserted(body: Body, node: NodeId): Register[] {
  const { b, file, unit } = body;
  const operand = value(body, file.tree.child(node, F.operand));
  const id = unit.layouts.id(pointee(unit.types.denoted(file, file.tree.child(node, F.type))));
  const ok = b.register();
  if (id < 0) {
    b.emit({ do: 'unknown', to: ok });
    return [operand, ok];
  }
  const then = b.label();
  const end = b.label();
  const to = b.register();
  b.emit({ do: 'typeIs', register: operand, types: [id], then });
  b.emit({ do: 'nil', to });
  b.copy(b.number(0), ok);
  b.jump(end);
  b.place(then);
  b.copy(operand, to);
  b.copy(b.number(1), ok);
  b.place(end);
  return [to, ok];
}

/** Evaluates an expression for what it does. */
export function discard(body: Body, expression: NodeId): void {
  const node = unparen(body.file, expression);
  if (body.file.tree.kind[node] === K.call_expression) call(body, node, 0);
  else value(body, node);
}

/** The value of an expression that is going to be kept: a struct is copied. */
export function copyOf(body: Body, expression: NodeId): Register {
  const { file, unit, b } = body;
  const node = unparen(file, expression);
  const held = value(body, node);
  const kind = file.tree.kind[node];
  const isFresh = kind === K.composite_literal || kind === K.call_expression;
  if (isFresh || !unit.layouts.isObject(body.typeOf(node))) return held;
  const to = b.register();
  b.emit({ do: 'clone', from: held, to });
  return to;
}

/** The register that holds the value of an expression. */
export function value(body: Body, expression: NodeId): Register {
  const { b, file, unit } = body;
  const { tree } = file;
  const node = unparen(file, expression);
  const known = constantOf(unit, file, node);
  if (known !== undefined) return b.number(known);
  switch (tree.kind[node]) {
    case K.nil:
      return b.nil();
    case K.identifier: {
      const definition = file.definition(node);
      if (definition) return body.read(definition);
      const slot = unit.globals.slot(tree.text(node));
      if (slot >= 0) return b.load(body.globals(slot), slot);
      if (isSentinel(body, tree.text(node))) return b.number(1);
      const decl = unit.types.pkg.function(tree.text(node));
      return decl && unit.sees(decl.file, decl.node) && unit.types.pkg.isOnly(decl)
        ? closure(body, unit.procedure(decl.file, decl.node), [])
        : b.unknown();
    }
    case K.func_literal:
      return closure(
        body,
        unit.procedure(file, node),
        capturedBy(file, node).map((name) => {
          settleCaptured(body, node, name);
          return body.captured(name);
        }),
      );
    case K.selector_expression:
      return selector(body, node);
    case K.unary_expression:
      return unary(body, node);
    case K.binary_expression:
      return binary(body, node);
    case K.composite_literal:
      body.at(node);
      return composite(body, node);
    case K.call_expression:
      return call(body, node, 1)[0] ?? b.unknown();
    case K.index_expression: {
      const operand = tree.child(node, F.operand);
      const type = unit.types.underlying(pointee(unit.types.underlying(body.typeOf(operand))));
      const list = value(body, operand);
      const index = value(body, tree.child(node, F.index));
      if (type.kind === 'map') return lookUp(body, list, type.element)[0];
      if (type.kind !== 'slice' && type.kind !== 'array') return b.unknown();
      const to = b.register();
      b.emit({ do: 'element', list, index, to });
      return to;
    }
    case K.slice_expression:
      return tree.child(node, F.start) || tree.child(node, F.end)
        ? b.unknown()
        : value(body, tree.child(node, F.operand));
    case K.type_assertion_expression:
      return value(body, tree.child(node, F.operand));
    case K.type_conversion_expression:
      return value(body, tree.child(node, F.operand));
    default:
      return b.unknown();
  }
}

export function closure(body: Body, procedure: number, captured: readonly Register[]): Register {
  const to = body.b.register();
  body.b.emit({ do: 'makeClosure', to, procedure, captured });
  return to;
}

function selector(body: Body, node: NodeId): Register {
  const { b, file, unit } = body;
  const { tree } = file;
  const operand = tree.child(node, F.operand);
  if (unit.types.importPath(file, operand) !== undefined) return b.unknown();
  const slot = fieldPath(body, node);
  if (slot) return b.load(slot.record, slot.slot);
  const type = body.typeOf(operand);
  // As often as you like, and all of a benchmark's loops as often as each other.
  if (isExternal(pointee(type), 'testing', 'B') && tree.text(tree.child(node, F.field)) === 'N')
    return b.number(2);
  const found = unit.types.method(type, tree.text(tree.child(node, F.field)));
  if (found && unit.types.pkg.isOnly(found.decl) && unit.sees(found.decl.file, found.decl.node)) {
    const receiver = through(body, value(body, operand), type, found.through);
    return closure(body, unit.procedure(found.decl.file, found.decl.node), [receiver]);
  }
  const bound = boundMethod(body, node);
  if (bound !== undefined) return bound;
  const held = value(body, operand);
  b.emit({ do: 'escape', registers: [held] });
  return b.unknown();
}

function unary(body: Body, node: NodeId): Register {
  const { b, file, unit } = body;
  const { tree } = file;
  const operand = unparen(file, tree.child(node, F.operand));
  const to = b.register();
  switch (operatorOf(tree, node)) {
    case '&': {
      if (unit.layouts.isObject(body.typeOf(operand))) return value(body, operand);
      const definition = tree.kind[operand] === K.identifier ? file.definition(operand) : 0;
      const cell = definition ? body.cell(definition) : undefined;
      if (cell !== undefined) return cell;
      const field = tree.kind[operand] === K.selector_expression ? fieldPath(body, operand) : undefined;
      if (field) {
        b.emit({ do: 'pointTo', record: field.record, slot: field.slot, to });
        return to;
      }
      value(body, operand);
      return b.unknown();
    }
    case '*': {
      const pointer = value(body, operand);
      return unit.layouts.isObject(body.typeOf(node)) ? pointer : b.load(pointer, 0);
    }
    case '<-': {
      const channel = value(body, operand);
      body.at(node);
      b.emit({ do: 'receive', channel, to, ok: null });
      return to;
    }
    case '-':
      b.emit({ do: 'arithmetic', by: '-', left: b.number(0), right: value(body, operand), to });
      return to;
    case '!':
      return truth(body, node);
    default:
      value(body, operand);
      return b.unknown();
  }
}

const arithmetic = new Set(['+', '-', '*']);

function binary(body: Body, node: NodeId): Register {
  const { b, file, unit } = body;
  const { tree } = file;
  if (isCondition(tree, node)) return truth(body, node);
  const left = value(body, tree.child(node, F.left));
  const right = value(body, tree.child(node, F.right));
  const by = operatorOf(tree, node) as '+';
  const type = unit.types.underlying(body.typeOf(tree.child(node, F.left)));
  const isText = type.kind === 'basic' && type.name === 'string';
  if (!arithmetic.has(by) || isText) return b.unknown();
  const to = b.register();
  b.emit({ do: 'arithmetic', by, left, right, to });
  return to;
}

/** The value of a condition. */
function truth(body: Body, node: NodeId): Register {
  const { b } = body;
  const to = b.register();
  const then = b.label();
  const otherwise = b.label();
  const end = b.label();
  branch(body, node, then, otherwise);
  b.place(then);
  b.copy(b.number(1), to);
  b.jump(end);
  b.place(otherwise);
  b.copy(b.number(0), to);
  b.place(end);
  return to;
}

/** `var ErrClosed = errors.New("…")` of the package: an error, and not nil. */
function isSentinel({ unit }: Body, name: string): boolean {
  const found = unit.types.pkg.variable(name);
  if (!found) return false;
  const { tree } = found.file;
  const spec = tree.parent[found.node];
  const given = tree.child(spec, F.value);
  const isOnly = tree.children(spec).filter((n) => tree.field[n] === F.name).length === 1;
  return isOnly && given !== 0 && /^(?:errors\.New|fmt\.Errorf)\(/.test(tree.text(given));
}
