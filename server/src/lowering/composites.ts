import type { Register } from '../model/program.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { isExternal, pointee, type Type } from '../types/type.ts';
import type { Body } from './body.ts';
import { copyOf } from './expressions.ts';
import { primitiveOf } from './layouts.ts';
import { makeMap, putInto } from './maps.ts';

/** A struct with more fields is one of options. */
const manyFields = 8;

/** `T{…}` */
export function composite(body: Body, node: NodeId): Register {
  const { tree } = body.file;
  return literal(
    body,
    tree.child(node, F.body),
    body.unit.types.denoted(body.file, tree.child(node, F.type)),
  );
}

/** A literal's braces, of a type that is known. */
function literal(body: Body, braces: NodeId, type: Type): Register {
  const { b, file, unit } = body;
  const { tree } = file;
  const elements = tree.children(braces);
  const base = pointee(type);
  const fields = unit.layouts.fields(base);
  if (fields && !primitiveOf(base)) {
    const to = unit.layouts.zero(b, base);
    elements.forEach((element, i) => {
      const isKeyed = tree.kind[element] === K.keyed_element;
      const name = isKeyed ? tree.text(tree.child(element, F.key)) : undefined;
      const slot = name === undefined ? i : fields.findIndex((f) => f.name === name);
      const given = isKeyed ? tree.child(element, F.value) : element;
      const held = elementValue(body, given, fields[slot]?.type);
      // One option among many: who calls it, and when, is seldom seen.
      if ((base.kind === 'external' || fields.length > manyFields) && isLiteral(body, given))
        b.emit({ do: 'escape', registers: [held] });
      if (slot >= 0 && slot < fields.length)
        b.store(to, slot, held, unit.layouts.isObject(fields[slot].type));
    });
    return to;
  }
  if (isExternal(base, 'sync', 'Cond')) {
    const to = b.register();
    const given = elements[0] ? tree.child(elements[0], F.value) : 0;
    b.emit({ do: 'makeCond', to, lock: given ? elementValue(body, given, undefined) : b.nil() });
    return to;
  }
  if (primitiveOf(base)) return unit.layouts.zero(b, base);
  const under = unit.types.underlying(base);
  const isList = under.kind === 'slice' || under.kind === 'array';
  const inner = isList || under.kind === 'map' ? under.element : undefined;
  const held = elements.map((element) => {
    const isKeyed = tree.kind[element] === K.keyed_element;
    return elementValue(body, isKeyed ? tree.child(element, F.value) : element, inner);
  });
  if (under.kind === 'map') {
    const map = makeMap(body);
    elements.forEach((element, i) => {
      const key = tree.child(element, F.key);
      if (key) putInto(body, map, elementValue(body, key, under.key), held[i], under);
    });
    return map;
  }
  if (!isList) {
    b.emit({ do: 'escape', registers: held });
    return b.unknown();
  }
  const to = b.register();
  b.emit({ do: 'makeList', to, values: held, isMap: false });
  return to;
}

/** A literal_element, whose own type may be left out. */
function elementValue(body: Body, element: NodeId, type: Type | undefined): Register {
  const { tree } = body.file;
  const inner = tree.kind[element] === K.literal_element ? tree.firstChild[element] : element;
  if (tree.kind[inner] !== K.literal_value) return copyOf(body, inner);
  return type ? literal(body, inner, type) : body.b.unknown();
}

function isLiteral({ file: { tree } }: Body, element: NodeId): boolean {
  const inner = tree.kind[element] === K.literal_element ? tree.firstChild[element] : element;
  return tree.kind[inner] === K.func_literal;
}
