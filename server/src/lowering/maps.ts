import type { Register } from '../model/program.ts';
import type { Type } from '../types/type.ts';
import type { Body } from './body.ts';

/** A map is the list of its values: which of them a key finds is known only where there is one. */
export function makeMap({ b }: Body): Register {
  const to = b.register();
  b.emit({ do: 'makeList', to, values: [], isMap: true });
  return to;
}

/**
 * `m[k] = v`. Which key has which value is not followed: that they are in the map is.
 *
 * @param type the map's
 */
export function putInto(
  { b, unit }: Body,
  map: Register,
  key: Register,
  given: Register,
  type: MapType,
): void {
  const isObject = unit.types.underlying(type.key).kind !== 'basic';
  const held = isObject ? { key } : {};
  if (unit.types.underlying(type.element).kind === 'slice') {
    // `m[k] = append(m[k], v)`: what is in it, and what was, is not told apart.
    b.emit({ do: 'escape', registers: [given] });
    b.emit({ do: 'push', list: map, value: b.unknown(), ...held });
  } else b.emit({ do: 'push', list: map, value: given, ...held });
}

type MapType = Type & { kind: 'map' };

/** `m[k]`: the value, and whether there is one. */
export function lookUp(body: Body, map: Register, type: Type): Register[] {
  const { b } = body;
  const [length, to, ok] = b.registers(3);
  const isEmpty = b.label();
  const end = b.label();
  b.emit({ do: 'length', of: map, to: length });
  b.compare(length, '==', b.number(0), isEmpty);
  b.emit({ do: 'element', list: map, index: b.unknown(), to });
  b.emit({ do: 'unknown', to: ok });
  b.jump(end);
  b.place(isEmpty);
  b.copy(body.unit.layouts.zero(b, type), to);
  b.copy(b.number(0), ok);
  b.place(end);
  return [to, ok];
}
