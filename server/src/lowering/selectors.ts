import type { Register } from '../model/program.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F } from '../syntax/kinds.ts';
import { isExternal, pointee, type Type, unknown } from '../types/type.ts';
import type { Body } from './body.ts';
import { value } from './expressions.ts';

/** Where a field lies: `undefined` where that is not known. */
export interface Slot {
  record: Register;
  slot: number;
  type: Type;
}

/** The slot of `x.f`, promoted fields too. */
export function fieldPath(body: Body, selector: NodeId): Slot | undefined {
  const { tree } = body.file;
  const operand = tree.child(selector, F.operand);
  const name = tree.text(tree.child(selector, F.field));
  const type = body.typeOf(operand);
  if (name === 'L' && isExternal(pointee(type), 'sync', 'Cond'))
    return { record: value(body, operand), slot: 0, type: unknown };
  const found = body.unit.types.field(type, name);
  if (!found) return undefined;
  return slotIn(body, value(body, operand), type, [...found.through, name]);
}

/** Follows fields from a value on. */
export function slotIn(body: Body, from: Register, type: Type, names: readonly string[]): Slot | undefined {
  const { b, unit } = body;
  let record = from;
  let holder = type;
  for (const [i, name] of names.entries()) {
    const fields = unit.layouts.fields(pointee(unit.types.underlying(holder)));
    const slot = fields?.findIndex((f) => f.name === name) ?? -1;
    if (!fields || slot < 0) return undefined;
    if (i === names.length - 1) return { record, slot, type: fields[slot].type };
    record = b.load(record, slot);
    holder = fields[slot].type;
  }
  return undefined;
}

/** The value that embedded fields lead to. */
export function through(body: Body, from: Register, type: Type, names: readonly string[]): Register {
  if (!names.length) return from;
  const slot = slotIn(body, from, type, names);
  return slot ? body.b.load(slot.record, slot.slot) : body.b.unknown();
}
