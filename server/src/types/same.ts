import type { Type } from './type.ts';

/** Whether two types are known, and known to be identical; struct, function and interface types must be one piece of text. */
export function isSameType(a: Type, b: Type): boolean {
  switch (a.kind) {
    case 'basic':
      return b.kind === 'basic' && basicName(a.name) === basicName(b.name);
    case 'external':
      return b.kind === 'external' && a.path === b.path && a.name === b.name && areSame(a.args, b.args);
    case 'named':
      return b.kind === 'named' && a.decl === b.decl && areSame(a.args, b.args);
    case 'parameter':
      return b.kind === 'parameter' && a.file === b.file && a.node === b.node;
    case 'pointer':
    case 'slice':
      return b.kind === a.kind && isSameType(a.element, b.element);
    case 'map':
      return b.kind === 'map' && isSameType(a.key, b.key) && isSameType(a.element, b.element);
    case 'channel':
      return b.kind === 'channel' && a.direction === b.direction && isSameType(a.element, b.element);
    case 'struct':
    case 'function':
    case 'interface':
      return (
        b.kind === a.kind &&
        a.file === b.file &&
        a.node === b.node &&
        areSame([...(a.bindings?.values() ?? [])], [...(b.bindings?.values() ?? [])])
      );
    default:
      return false; // an array's length is not known
  }
}

const areSame = (a: readonly Type[] = [], b: readonly Type[] = []): boolean =>
  a.length === b.length && a.every((type, i) => isSameType(type, b[i]));

const aliases: Record<string, string> = { byte: 'uint8', rune: 'int32' };
const basicName = (name: string): string => aliases[name] ?? name;
