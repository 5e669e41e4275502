import type { Register } from '../model/program.ts';
import type { Type } from '../types/type.ts';
import type { Body } from './body.ts';

/** A map is the list of its values: which of them a key finds is known only where there is one. */
export function makeMap({ b }: Body, values: readonly Register[]): Register {
  const to = b.register();
  b.emit({ do: 'makeList', to, values, isMap: true });
  return to;
}

/** Keys are not followed: whoever goes through the map may do anything to them. */
export function letGoAsKey({ b, unit }: Body, key: Register, type: Type): void {
  if (unit.types.underlying(type).kind !== 'basic') b.emit({ do: 'escape', registers: [key] });
}

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
