import type { Register } from '../model/program.ts';
import type { Body } from './body.ts';

/** A map is a record with the list of its values: which of them a key finds is known only where there is one. */
export const mapSlot = 0;

export function makeMap(body: Body, values: readonly Register[]): Register {
  const { b } = body;
  const list = b.register();
  const to = b.register();
  b.emit({ do: 'makeList', to: list, values });
  b.emit({ do: 'makeRecord', to, type: -1, slots: 1, foreign: false });
  b.store(to, mapSlot, list);
  return to;
}

export function storeInMap({ b }: Body, map: Register, value: Register): void {
  const to = b.register();
  b.emit({ do: 'append', list: b.load(map, mapSlot), values: [value], to });
  b.store(map, mapSlot, to);
}

/** `m[k]` */
export function lookUp({ b }: Body, map: Register): Register {
  const to = b.register();
  b.emit({ do: 'element', list: b.load(map, mapSlot), index: b.unknown(), to });
  return to;
}
