import { Kind, type Machine, type OwnThing, type Thing, toWrite } from './machine.ts';
import { indexOf, isObject, ofObject, UNKNOWN, type Value } from './values.ts';

/** The object that a value is, where something is known of it; `undefined` for what unseen code may do anything to. */
export function thingOf(machine: Machine, value: Value): Thing | undefined {
  const thing = isObject(value) ? machine.things[indexOf(value)] : undefined;
  return thing && !thing.escaped ? thing : undefined;
}

/** The object, if it is of a kind. */
export function thingOfKind(machine: Machine, value: Value, kind: number): Thing | undefined {
  const thing = thingOf(machine, value);
  return thing?.kind === kind ? thing : undefined;
}

/** Where an object was made; -1 where it is not known, or others were made there too. */
export function originOf({ things }: Machine, value: Value): number {
  const thing = isObject(value) ? things[indexOf(value)] : undefined;
  if (!thing) return -1;
  return things.some((t) => t !== thing && t.kind === thing.kind && t.site === thing.site) ? -1 : thing.site;
}

/** Where `load` and `store` find a slot of a value: pointers lead to a slot of another record. */
export function slotOf(
  machine: Machine,
  value: Value,
  slot: number,
): { record: Thing | undefined; slot: number } {
  const thing = thingOf(machine, value);
  if (thing?.kind === Kind.pointer) return { record: thingOf(machine, thing.values[0]), slot: thing.a };
  const hasSlots = thing?.kind === Kind.record || thing?.kind === Kind.cond;
  return { record: hasSlots ? thing : undefined, slot };
}

/** The lock that an operation is done to, and whether as by a reader; `undefined` where it is not known. */
export function lockOf(
  machine: Machine,
  value: Value,
  read: boolean,
): { lock: Thing | undefined; read: boolean } {
  const readers = thingOfKind(machine, value, Kind.readers);
  return { lock: thingOfKind(machine, readers?.values[0] ?? value, Kind.lock), read: read || !!readers };
}

export function make(
  machine: Machine,
  kind: number,
  site: number,
  parts: Partial<Pick<OwnThing, 'a' | 'b' | 'c' | 'values'>> = {},
): Value {
  const { a = 0, b = 0, c = 0, values = [] } = parts;
  const index = machine.things.length;
  machine.things.push({ index, owner: machine.own, kind, site, escaped: false, a, b, c, values });
  return ofObject(index);
}

/** Unseen code gets hold of values, and of all that is reached from them. Its own records stay what they are. */
export function letEscape(machine: Machine, values: readonly Value[]): void {
  const left = values.filter(isObject);
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    const thing = machine.things[indexOf(value)];
    if (thing.escaped || (thing.kind === Kind.record && thing.b)) continue;
    if (thing.kind === Kind.pointer) {
      // The slot may hold anything from now on; the rest of its record is not reached from it.
      const { record, slot } = slotOf(machine, value, 0);
      toWrite(machine, thing).escaped = true;
      if (record && slot < record.values.length) {
        left.push(...[record.values[slot]].filter(isObject));
        toWrite(machine, record).values[slot] = UNKNOWN;
      }
      continue;
    }
    // Of a slice it has a copy that is as long.
    if (thing.kind === Kind.list && !thing.a) {
      left.push(...emptied(machine, thing));
      continue;
    }
    // What a function does is known, whoever runs it.
    if (thing.kind !== Kind.closure) toWrite(machine, thing).escaped = true;
    else if (thing.c) continue;
    else toWrite(machine, thing).c = 1;
    left.push(...thing.values.filter(isObject));
  }
}

/** Unseen code gets hold of what a list holds. */
export const letElementsEscape = (machine: Machine, list: Thing): void =>
  letEscape(machine, emptied(machine, list));

/** Takes the objects out of a list, which is as long as before, of what nobody knows. */
function emptied(machine: Machine, list: Thing): Value[] {
  const objects = list.values.filter(isObject);
  toWrite(machine, list).values.fill(UNKNOWN);
  return objects;
}

const isReference = ({ kind }: Thing): boolean =>
  kind === Kind.closure || kind === Kind.channel || kind === Kind.pointer || kind === Kind.readers;

/** A copy of a struct, with what lies within it. */
export function clone(machine: Machine, value: Value, depth = 0): Value {
  const thing = thingOf(machine, value);
  const isPart = thing && !isReference(thing);
  if (!thing || !isPart || depth > 6) return value;
  const values = thing.values.map((inner, slot) =>
    thing.kind === Kind.record && (thing.c >> slot) & 1 ? clone(machine, inner, depth + 1) : inner,
  );
  return make(machine, thing.kind, thing.site, { a: thing.a, b: thing.b, c: thing.c, values });
}
