import type { Register } from '../model/program.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import type { Body } from './body.ts';
import { value, values } from './expressions.ts';
import { putInto } from './maps.ts';
import { fieldPath } from './selectors.ts';

/** `left := right`, also of a received value. */
export function declare(body: Body, left: NodeId, right: NodeId): void {
  const { tree } = body.file;
  const names = left ? tree.children(left) : [];
  const given = tree.kind[right] === K.expression_list ? tree.children(right) : [right];
  const held = values(body, given, names.length);
  names.forEach((name, i) => {
    bind(body, name, held[i]);
  });
}

/** `v, ok := <-ch` or `v, ok = <-ch` of a select's case. */
export function declareReceived(body: Body, left: NodeId, received: Register, ok: Register): void {
  const { tree } = body.file;
  tree.children(left).forEach((name, i) => {
    bind(body, name, i === 0 ? received : ok);
  });
}

/** `var a, b T = x, y` */
export function declareZero(body: Body, node: NodeId): void {
  const { tree } = body.file;
  for (let spec = node + 1; spec <= tree.last(node); spec++) {
    if (tree.kind[spec] !== K.var_spec || !body.owns(spec)) continue;
    const names = tree.children(spec).filter((n) => tree.field[n] === F.name);
    const list = tree.child(spec, F.value);
    const given = list ? values(body, tree.children(list), names.length) : [];
    const type = tree.child(spec, F.type);
    names.forEach((name, i) => {
      if (!body.file.definition(name)) return;
      body.at(name);
      const { layouts, types } = body.unit;
      body.define(name, given[i] ?? layouts.zero(body.b, types.denoted(body.file, type)));
    });
  }
}

export function assign(body: Body, node: NodeId): void {
  const { b, file } = body;
  const { tree } = file;
  const left = tree.children(tree.child(node, F.left));
  const right = tree.children(tree.child(node, F.right));
  const operator = operatorOf(tree, node);
  if (operator !== '=') {
    const to = b.register();
    const by = operator === '+=' ? '+' : operator === '-=' ? '-' : null;
    const isText = by !== null && body.typeOf(left[0]).kind !== 'basic';
    const given = value(body, right[0]);
    if (by && !isText) b.emit({ do: 'arithmetic', by, left: value(body, left[0]), right: given, to });
    else b.emit({ do: 'unknown', to });
    return assignTo(body, left[0], to);
  }
  const given = values(body, right, left.length);
  // What is on the right is read before anything on the left changes.
  const held =
    left.length > 1 && right.length > 1
      ? given.map((register) => {
          const copy = b.register();
          b.copy(register, copy);
          return copy;
        })
      : given;
  left.forEach((target, i) => {
    assignTo(body, target, held[i]);
  });
}

function bind(body: Body, name: NodeId, given: Register): void {
  const { tree } = body.file;
  const isNew = tree.kind[name] === K.identifier && body.file.definition(name) === name;
  if (isNew) body.define(name, given);
  else assignTo(body, name, given);
}

/** Gives a variable, field, element or what is pointed to another value. */
export function assignTo(body: Body, target: NodeId, given: Register): void {
  const { b, file, unit } = body;
  const { tree } = file;
  const node = unparen(file, target);
  switch (tree.kind[node]) {
    case K.identifier: {
      if (tree.text(node) === '_') return;
      const definition = file.definition(node);
      const slot = definition ? -1 : unit.globals.slot(tree.text(node));
      if (definition) body.write(definition, given);
      else if (slot >= 0) b.store(body.globals(slot), slot, given, unit.layouts.isObject(body.typeOf(node)));
      else b.emit({ do: 'escape', registers: [given] });
      return;
    }
    case K.selector_expression: {
      const found = fieldPath(body, node);
      if (found) b.store(found.record, found.slot, given, unit.layouts.isObject(body.typeOf(node)));
      else b.emit({ do: 'escape', registers: [given] });
      return;
    }
    case K.index_expression: {
      const operand = tree.child(node, F.operand);
      const list = value(body, operand);
      const index = value(body, tree.child(node, F.index));
      const type = unit.types.underlying(body.typeOf(operand));
      if (type.kind === 'map') putInto(body, list, index, given, type);
      else b.emit({ do: 'setElement', list, index, from: given });
      return;
    }
    case K.unary_expression: {
      const pointer = value(body, tree.child(node, F.operand));
      if (unit.layouts.isObject(body.typeOf(node))) b.emit({ do: 'escape', registers: [given, pointer] });
      else b.store(pointer, 0, given);
      return;
    }
    default:
      b.emit({ do: 'escape', registers: [given] });
  }
}
