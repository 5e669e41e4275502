import type { Register } from '../model/program.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import type { Body } from './body.ts';
import { copyOf, value } from './expressions.ts';
import { listOf } from './loops.ts';
import { makeMap } from './maps.ts';

/** A call of a predeclared function, or a conversion; `undefined` for any other. */
export function builtin(body: Body, node: NodeId, count: number): Register[] | undefined {
  const { b, file, unit } = body;
  const { tree } = file;
  const fn = unparen(file, tree.child(node, F.function));
  const given = tree.children(tree.child(node, F.arguments));
  if (tree.kind[fn] !== K.identifier) return conversion(body, fn, given);
  const name = tree.text(fn);
  if (file.definition(fn)) return undefined;
  if (unit.types.pkg.has(name)) return conversion(body, fn, given);
  const to = b.register();
  switch (name) {
    case 'make':
      return [made(body, node, given)];
    case 'new': {
      body.at(node);
      const type = unit.types.denoted(file, given[0]);
      const zero = type.kind === 'unknown' ? value(body, given[0]) : unit.layouts.zero(b, type);
      if (unit.layouts.isObject(type)) return [zero];
      b.emit({ do: 'makeRecord', to, type: -1, slots: 1, foreign: false });
      b.store(to, 0, zero);
      return [to];
    }
    case 'len':
    case 'cap': {
      const type = unit.types.underlying(body.typeOf(given[0]));
      const isList = type.kind === 'slice' || type.kind === 'map';
      if (!isList && (type.kind !== 'channel' || name === 'cap')) {
        value(body, given[0]);
        return [b.unknown()];
      }
      const of = isList ? listOf(body, given[0]) : value(body, given[0]);
      b.emit({ do: 'length', of, to });
      return [to];
    }
    case 'append': {
      const [list, ...rest] = given;
      const held = value(body, list);
      if (rest.some((argument) => tree.kind[argument] === K.variadic_argument)) {
        b.emit({ do: 'escape', registers: [held, ...rest.map((n) => value(body, tree.firstChild[n] || n))] });
        return [b.unknown()];
      }
      b.emit({ do: 'append', list: held, values: rest.map((argument) => copyOf(body, argument)), to });
      return [to];
    }
    case 'close': {
      const channel = value(body, given[0]);
      body.at(node);
      b.emit({ do: 'close', channel });
      return [];
    }
    case 'panic':
      for (const argument of given) value(body, argument);
      body.at(node);
      b.emit({ do: 'panic' });
      return [b.unknown()];
    case 'recover': {
      const to = b.register();
      body.at(node);
      b.emit({ do: 'recover', to });
      return [to];
    }
    case 'delete': {
      const map = value(body, given[0]);
      value(body, given[1]);
      b.emit({ do: 'drop', list: map });
      return [];
    }
    case 'print':
    case 'println':
    case 'copy':
    case 'clear':
    case 'min':
    case 'max':
    case 'complex':
    case 'real':
    case 'imag': {
      const held = given.map((argument) => value(body, argument));
      b.emit({ do: 'escape', registers: held });
      return Array.from({ length: count }, () => b.unknown());
    }
    default:
      return conversion(body, fn, given);
  }
}

/** `T(x)` */
function conversion(body: Body, fn: NodeId, given: readonly NodeId[]): Register[] | undefined {
  const { types } = body.unit;
  if (given.length !== 1 || types.callee(body.file, body.file.tree.parent[fn])) return undefined;
  const type = body.typeOf(fn);
  if (type.kind !== 'unknown') return undefined; // a function's, or a variable's
  const denoted = types.denoted(body.file, fn);
  const isVisible = denoted.kind !== 'unknown' && denoted.kind !== 'external';
  return isVisible ? [value(body, given[0])] : undefined;
}

function made(body: Body, node: NodeId, given: readonly NodeId[]): Register {
  const { b, file, unit } = body;
  const type = unit.types.underlying(unit.types.denoted(file, given[0]));
  const size = given[1] ? value(body, given[1]) : b.number(0);
  const to = b.register();
  body.at(node);
  switch (type.kind) {
    case 'channel':
      // A number that nothing else depends on may be any: such a channel is never full.
      if (given[1] && isVariable(body, given[1]))
        b.emit({ do: 'settle', register: size, as: 'number', among: [1, 2], from: null });
      b.emit({ do: 'makeChannel', to, capacity: size });
      return to;
    case 'map':
      return makeMap(body);
    case 'slice':
      return given[1] ? listOfSize(body, size) : b.unknown();
    default:
      return b.unknown();
  }
}

/** As many unknown values as a number says; of one that is not known, nothing is known. */
function listOfSize({ b }: Body, size: Register): Register {
  const [to, index] = b.registers(2);
  const again = b.label();
  const isUnknown = b.label();
  const grow = b.label();
  const end = b.label();
  b.emit({ do: 'isKnown', register: size, then: again }, isUnknown);
  b.place(isUnknown);
  b.emit({ do: 'unknown', to }, end);
  b.place(again);
  b.emit({ do: 'makeList', to, values: [], isMap: false });
  b.copy(b.number(0), index);
  const turn = b.label();
  b.place(turn);
  b.compare(index, '<', size, grow);
  b.jump(end);
  b.place(grow);
  b.emit({ do: 'append', list: to, values: [b.unknown()], to });
  b.emit({ do: 'arithmetic', by: '+', left: index, right: b.number(1), to: index });
  b.jump(turn);
  b.place(end);
  return to;
}

/** Whether what else happens may depend on the same number. */
function isVariable({ file }: Body, expression: NodeId): boolean {
  const node = unparen(file, expression);
  return file.tree.kind[node] === K.identifier && file.definition(node) !== 0;
}
