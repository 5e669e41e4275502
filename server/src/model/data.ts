import { clone, letElementsEscape, letEscape, make, slotOf, thingOf, thingOfKind } from './heap.ts';
import { type Frame, Kind, type Machine, type OwnFrame, type Thing, toWrite } from './machine.ts';
import type { Operation } from './program.ts';
import {
  indexOf,
  isNumber,
  isObject,
  isUnknown,
  largest,
  NIL,
  numberOf,
  OPAQUE,
  ofNumber,
  UNKNOWN,
  type Value,
} from './values.ts';
import type { Setting, Way } from './way.ts';

/** In how many ways a local operation may end. */
export function waysOf(
  { budget }: Setting,
  machine: Machine,
  { registers }: Frame,
  operation: Operation,
): number {
  switch (operation.do) {
    case 'choose':
      return operation.among.length;
    case 'once':
      return 2; // a Once that is not known has run, or not
    case 'settle': {
      if (!isUnknown(registers[operation.register])) return 1;
      if (operation.as === 'nil') return registers[operation.register] === OPAQUE ? 1 : 2;
      return operation.among.length;
    }
    case 'compare':
      return compared(registers[operation.left], operation.by, registers[operation.right]) === undefined
        ? 2
        : 1;
    case 'typeIs':
      return typeIs(machine, registers[operation.register], operation.types) === undefined ? 2 : 1;
    case 'drop':
      return Math.max(1, sizeOf(thingOfKind(machine, registers[operation.list], Kind.list)));
    case 'element':
    case 'setElement': {
      const list = thingOfKind(machine, registers[operation.list], Kind.list);
      return list && isUnknown(registers[operation.index])
        ? Math.max(1, Math.min(sizeOf(list), budget.elements))
        : 1;
    }
    default:
      return 1;
  }
}

/** How many elements a list has: keys of a map stand behind them. */
const sizeOf = (list: Thing | undefined): number => (list ? list.values.length - list.c : 0);

/** `undefined` where it may be either. */
function compared(left: Value, by: '==' | '<', right: Value): boolean | undefined {
  if (isNumber(left) && isNumber(right))
    return by === '<' ? numberOf(left) < numberOf(right) : left === right;
  if (by === '<') return undefined;
  if (left === UNKNOWN || right === UNKNOWN) return undefined;
  if (left === NIL || right === NIL) return left === right;
  if (left === OPAQUE || right === OPAQUE) return undefined;
  return left === right;
}

function typeIs(machine: Machine, value: Value, types: readonly number[]): boolean | undefined {
  if (value === NIL) return false;
  const thing = isObject(value) ? machine.things[indexOf(value)] : undefined;
  if (!thing) return isNumber(value) ? false : undefined;
  if (thing.kind !== Kind.record) return false;
  return thing.a < 0 ? undefined : types.includes(thing.a);
}

/** Does an operation on data, of which only the goroutine itself is concerned. */
export function doData(
  setting: Setting,
  way: Way,
  frame: OwnFrame,
  operation: Operation,
  choice: number,
): void {
  const { machine } = way;
  const r = frame.registers;
  switch (operation.do) {
    case 'unknown':
      r[operation.to] = UNKNOWN;
      return;
    case 'nil':
      r[operation.to] = NIL;
      return;
    case 'set':
      r[operation.to] = ofNumber(operation.value);
      return;
    case 'copy':
      r[operation.to] = r[operation.from];
      return;
    case 'settle': {
      const value = r[operation.register];
      if (!isUnknown(value)) return;
      r[operation.register] = settled(machine, operation, value, choice);
      const record = operation.from && thingOfKind(machine, r[operation.from.record], Kind.record);
      if (record && operation.from)
        toWrite(machine, record).values[operation.from.slot] = r[operation.register];
      return;
    }
    case 'arithmetic': {
      const [a, b] = [r[operation.left], r[operation.right]];
      if (!isNumber(a) || !isNumber(b)) {
        r[operation.to] = UNKNOWN;
        return;
      }
      const [x, y] = [numberOf(a), numberOf(b)];
      const result = operation.by === '+' ? x + y : operation.by === '-' ? x - y : x * y;
      r[operation.to] = Math.abs(result) > largest ? UNKNOWN : ofNumber(result);
      return;
    }
    case 'makeRecord': {
      const values = new Array<Value>(operation.slots).fill(operation.foreign ? UNKNOWN : NIL);
      r[operation.to] = make(machine, Kind.record, operation.site, {
        a: operation.type,
        b: operation.foreign ? 1 : 0,
        values,
      });
      return;
    }
    case 'globals':
      r[operation.to] = machine.globals === NIL ? UNKNOWN : machine.globals;
      return;
    case 'keepGlobals':
      machine.globals = r[operation.record];
      return;
    case 'load': {
      const { record, slot } = slotOf(machine, r[operation.record], operation.slot);
      r[operation.to] = record && slot < record.values.length ? record.values[slot] : UNKNOWN;
      return;
    }
    case 'store': {
      const from = r[operation.from];
      const { record, slot } = slotOf(machine, r[operation.record], operation.slot);
      if (record?.kind !== Kind.record || slot >= record.values.length) return letEscape(machine, [from]);
      const own = toWrite(machine, record);
      own.values[slot] = from;
      if (operation.inline && slot < 30) own.c |= 1 << slot;
      if (record.b && !operation.isOwn) letEscape(machine, [from]);
      return;
    }
    case 'pointTo': {
      const record = thingOfKind(machine, r[operation.record], Kind.record);
      const parts = { a: operation.slot, values: [r[operation.record]] };
      r[operation.to] = record ? make(machine, Kind.pointer, operation.site, parts) : OPAQUE;
      return;
    }
    case 'clone':
      r[operation.to] = clone(machine, r[operation.from]);
      return;
    case 'makeClosure': {
      const values = operation.captured.map((c) => r[c]);
      r[operation.to] = make(machine, Kind.closure, operation.site, { a: operation.procedure, values });
      return;
    }
    case 'makeList':
      r[operation.to] = make(machine, Kind.list, operation.site, {
        a: operation.isMap ? 1 : 0,
        values: operation.values.map((v) => r[v]),
      });
      return;
    case 'append': {
      const values = operation.values.map((v) => r[v]);
      const list = thingOfKind(machine, r[operation.list], Kind.list);
      if (!list && r[operation.list] !== NIL) {
        letEscape(machine, values);
        r[operation.to] = UNKNOWN;
        return;
      }
      const all = [...(list?.values ?? []), ...values];
      if (all.length > setting.budget.elements) way.isCut = true;
      r[operation.to] = make(machine, Kind.list, operation.site, { values: all });
      return;
    }
    case 'element': {
      const index = r[operation.index];
      const list = thingOfKind(machine, r[operation.list], Kind.list);
      const at = isNumber(index) ? numberOf(index) : choice;
      r[operation.to] = list && at < sizeOf(list) ? list.values[at] : UNKNOWN;
      return;
    }
    case 'setElement': {
      const index = r[operation.index];
      const list = thingOfKind(machine, r[operation.list], Kind.list);
      const at = isNumber(index) ? numberOf(index) : choice;
      if (!list) return letEscape(machine, [r[operation.from]]);
      if (at < sizeOf(list)) toWrite(machine, list).values[at] = r[operation.from];
      return;
    }
    case 'push': {
      const list = thingOfKind(machine, r[operation.list], Kind.list);
      const key = operation.key === undefined ? [] : [r[operation.key]];
      if (!list) return letEscape(machine, [r[operation.value], ...key]);
      const own = toWrite(machine, list);
      own.values.splice(sizeOf(own), 0, r[operation.value]);
      own.values.push(...key);
      own.c += key.length;
      if (own.values.length > setting.budget.elements) way.isCut = true;
      return;
    }
    case 'drop': {
      const list = thingOfKind(machine, r[operation.list], Kind.list);
      if (list && choice < sizeOf(list)) toWrite(machine, list).values.splice(choice, 1);
      return;
    }
    case 'length': {
      const value = r[operation.of];
      const thing = thingOf(machine, value);
      const isCounted = thing?.kind === Kind.list || thing?.kind === Kind.channel;
      r[operation.to] = value === NIL ? ofNumber(0) : isCounted ? ofNumber(sizeOf(thing)) : UNKNOWN;
      return;
    }
    case 'compare': {
      const known = compared(r[operation.left], operation.by, r[operation.right]);
      if (known ?? choice === 1) frame.pc = operation.then;
      return;
    }
    case 'typeIs': {
      const known = typeIs(machine, r[operation.register], operation.types);
      if (known ?? choice === 1) frame.pc = operation.then;
      return;
    }
    case 'isKnown':
      if (isNumber(r[operation.register]) || thingOf(machine, r[operation.register]))
        frame.pc = operation.then;
      return;
    case 'choose':
      frame.pc = operation.among[choice];
      return;
    case 'escape':
      return letEscape(
        machine,
        operation.registers.map((e) => r[e]),
      );
    case 'escapeElements': {
      const list = thingOfKind(machine, r[operation.list], Kind.list);
      if (list) letElementsEscape(machine, list);
      return;
    }
    case 'escapeClosures':
      return letEscape(
        machine,
        operation.registers
          .map((e) => r[e])
          .filter((v) => isObject(v) && machine.things[indexOf(v)].kind === Kind.closure),
      );
    case 'makeChannel': {
      const size = r[operation.capacity];
      const own = isNumber(size) ? numberOf(size) : -1;
      const a = setting.capacities.get(operation.site) ?? own;
      r[operation.to] = make(machine, Kind.channel, operation.site, { a });
      return;
    }
    case 'make': {
      const kind =
        operation.what === 'lock' ? Kind.lock : operation.what === 'group' ? Kind.group : Kind.once;
      r[operation.to] = make(machine, kind, operation.site);
      return;
    }
    case 'makeReaders':
      r[operation.to] = make(machine, Kind.readers, operation.site, { values: [r[operation.lock]] });
      return;
    case 'makeCond':
      r[operation.to] = make(machine, Kind.cond, operation.site, { values: [r[operation.lock]] });
      return;
  }
}

function settled(
  machine: Machine,
  operation: Extract<Operation, { do: 'settle' }>,
  value: Value,
  choice: number,
): Value {
  if (operation.as === 'nil') return value === OPAQUE || choice === 1 ? OPAQUE : NIL;
  const number = operation.among[choice];
  if (operation.as === 'number') return ofNumber(number);
  const values = new Array<Value>(number).fill(UNKNOWN);
  return make(machine, Kind.list, operation.site, { a: operation.isMap ? 1 : 0, values });
}
