import type { Types } from './infer.ts';
import { pointee, type Type, unknown } from './type.ts';

const int: Type = { kind: 'basic', name: 'int' };

/** The types of the two variables of a `for … range` over a value (https://go.dev/ref/spec#For_range). */
export function rangedOver(types: Types, over: Type): readonly [Type, Type] {
  const under = types.underlying(pointee(types.underlying(over)));
  switch (under.kind) {
    case 'slice':
    case 'array':
      return [int, under.element];
    case 'map':
      return [under.key, under.element];
    case 'channel':
      return [under.element, unknown];
    case 'basic':
      return under.name === 'string' ? [int, { kind: 'basic', name: 'rune' }] : [over, unknown];
    case 'function': {
      // func(yield func(K, V) bool)
      const [first] = types.parametersOf(under);
      const yielded = first && types.underlying(first);
      if (yielded?.kind !== 'function') return [unknown, unknown];
      const [key = unknown, value = unknown] = types.parametersOf(yielded);
      return [key, value];
    }
    default:
      return [unknown, unknown];
  }
}
