import { clone, copyOf, letEscape, make, originOf, thingOf, thingOfKind } from './heap.ts';
import { type Frame, type Goroutine, Kind, type Machine, Mode, Role, Waiting } from './machine.ts';
import type { Budget, Callee, Operation, ProblemKind, Procedure, Register, Site, Step } from './program.ts';
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

/** What goes wrong where. */
export interface Failure {
  kind: ProblemKind;
  goroutine: number;
  site: Site;
  madeAt: Site;
}

/** A state that is being worked out. */
export interface Way {
  machine: Machine;
  /** The process has ended, or what follows can't be told. */
  isOver: boolean;
  /** The budget ended it. */
  isCut: boolean;
  failure: Failure | null;
  /** What has been done; `null` where nobody asks. */
  steps: Step[] | null;
}

/** What does not change while a program is explored. */
export interface Setting {
  /** What has been done so far, in operations and objects copied. */
  work: number;
  procedures: readonly Procedure[];
  isMain: boolean;
  capacities: ReadonlyMap<Site, number>;
  budget: Budget;
}

/** Local operations that are run at a stretch. */
const stretch = 2000;
/** Ways that one stretch may part into. */
const mostWays = 300;

const isVisible = new Set<Operation['do']>([
  'send',
  'receive',
  'close',
  'select',
  'lock',
  'tryLock',
  'count',
  'wait',
  'condWait',
  'signal',
  'broadcast',
  'once',
]);

const looksAround = new Set<Operation['do']>([
  'load',
  'store',
  'element',
  'setElement',
  'push',
  'drop',
  'length',
]);

export const topOf = ({ frames }: Goroutine): Frame => frames[frames.length - 1];

/** The operation that a goroutine stands at; `undefined` while it leaves a function. */
export const operationOf = ({ procedures }: Setting, goroutine: Goroutine): Operation | undefined => {
  const frame = topOf(goroutine);
  return frame.leaving ? undefined : procedures[frame.procedure].operations[frame.pc];
};

/** Whether a goroutine stands at an operation that others may have to do with. */
export const standsAtVisible = (setting: Setting, goroutine: Goroutine): boolean => {
  const operation = operationOf(setting, goroutine);
  return operation !== undefined && isVisible.has(operation.do);
};

export const findGoroutine = (machine: Machine, id: number): Goroutine | undefined =>
  machine.goroutines.find((g) => g.id === id);

/** A new goroutine at the start of a procedure. */
export function startGoroutine(
  setting: Setting,
  machine: Machine,
  procedure: number,
  given: Value[],
  daemon: boolean,
): number {
  let id = 0;
  while (machine.goroutines.some((g) => g.id === id)) id++;
  const frame = frameOf(setting, procedure, given, Role.call);
  machine.goroutines.push({ id, daemon, mode: Mode.normal, waiting: Waiting.no, frames: [frame] });
  machine.goroutines.sort((a, b) => a.id - b.id);
  return id;
}

function frameOf({ procedures }: Setting, procedure: number, given: Value[], role: number): Frame {
  const registers = new Array<Value>(procedures[procedure].registers).fill(NIL);
  for (let i = 0; i < procedures[procedure].parameters; i++)
    registers[i] = i < given.length ? given[i] : UNKNOWN;
  return { procedure, pc: 0, registers, role, once: NIL, leaving: false, results: [], deferred: [] };
}

/** What a call runs, with all its arguments; `undefined` for unseen code, which has got hold of them then. */
export function resolve(
  machine: Machine,
  frame: Frame,
  callee: Callee,
  registers: readonly Register[],
): { procedure: number; given: Value[] } | 'nil' | undefined {
  const given = registers.map((r) => frame.registers[r]);
  if (callee.kind === 'procedure') return { procedure: callee.procedure, given };
  if (callee.kind === 'closure') {
    const value = frame.registers[callee.register];
    if (value === NIL) return 'nil';
    const thing = isObject(value) ? machine.things[indexOf(value)] : undefined;
    if (thing?.kind === Kind.closure) return { procedure: thing.a, given: [...thing.values, ...given] };
    letEscape(machine, [value]);
  } else {
    if (given[0] === NIL) return 'nil';
    const thing = thingOfKind(machine, given[0], Kind.record);
    const procedure = thing && callee.procedures.get(thing.a);
    if (procedure !== undefined) return { procedure, given };
  }
  letEscape(machine, given);
  return undefined;
}

/**
 * Lets a goroutine go on until it stands at an operation that others may have to do with, then those that it has
 * started. A local operation that may end in several ways parts the way.
 *
 * @param isFresh the goroutine has just been started: what it looks at first may be changed by others before
 */
export function settleDown(setting: Setting, first: Way, id: number, isFresh: boolean): Way[] {
  const done: Way[] = [];
  const open: { way: Way; queue: { id: number; isFresh: boolean }[] }[] = [
    { way: first, queue: [{ id, isFresh }] },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { way, queue } = next;
    const [current, ...rest] = queue;
    if (!current || way.isOver || way.isCut || way.failure) {
      done.push(way);
      continue;
    }
    if (done.length + open.length > mostWays || setting.work > setting.budget.work) {
      done.push({ ...way, isCut: true });
      continue;
    }
    const { parted, started } = stretchOf(setting, way, current.id, current.isFresh);
    const fresh = started.map((other) => ({ id: other, isFresh: true }));
    // The goroutine itself goes on first where its way has parted.
    if (parted)
      for (const other of parted)
        open.push({ way: other, queue: [{ id: current.id, isFresh: false }, ...fresh, ...rest] });
    else open.push({ way, queue: [...fresh, ...rest] });
  }
  return done;
}

/** Runs local operations, as long as each ends in one way. */
function stretchOf(
  setting: Setting,
  way: Way,
  id: number,
  isFresh: boolean,
): { parted: Way[] | undefined; started: number[] } {
  const started: number[] = [];
  const { machine } = way;
  let turns = 0;
  for (let left = stretch; ; left--) {
    const goroutine = findGoroutine(machine, id);
    if (!goroutine || way.isOver || way.isCut || way.failure) return { parted: undefined, started };
    const frame = topOf(goroutine);
    if (frame.leaving) {
      leave(setting, way, goroutine, frame);
      continue;
    }
    const operation = setting.procedures[frame.procedure].operations[frame.pc];
    if (isVisible.has(operation.do) && !isFree(machine, frame, operation))
      return { parted: undefined, started };
    if (isFresh && looksAround.has(operation.do)) return { parted: undefined, started };
    if (left <= 0) return { parted: undefined, started };
    const ways = waysOf(setting, machine, frame, operation);
    if (ways > 1) {
      // Where it goes round, what is the same has to be known again.
      if (turns > 0) return { parted: undefined, started };
      const parted: Way[] = [];
      for (let choice = 0; choice < ways; choice++) {
        setting.work += machine.things.length + machine.goroutines.length;
        const own: Way =
          choice === ways - 1 ? way : { ...way, machine: copyOf(machine), steps: way.steps?.slice() ?? null };
        const runner = findGoroutine(own.machine, id)!;
        perform(setting, own, runner, operation, choice, started, !isCount(operation));
        parted.push(own);
      }
      return { parted, started };
    }
    const pc = frame.pc;
    perform(setting, way, goroutine, operation, 0, started);
    if (goroutine.frames[goroutine.frames.length - 1] === frame && frame.pc <= pc) turns++;
  }
}

/** Whether an operation only says how many of something there are: any number will do. */
const isCount = (operation: Operation): boolean =>
  operation.do === 'settle' && operation.as !== 'nil' && operation.among[0] !== 0;

/** Ends a frame: what it has deferred first. */
function leave(setting: Setting, way: Way, goroutine: Goroutine, frame: Frame): void {
  const { machine } = way;
  const call = frame.deferred.pop();
  if (call) {
    const thing = call.callee < 0 ? undefined : machine.things[indexOf(call.callee)];
    const procedure = thing ? thing.a : -1 - call.callee;
    const given = thing ? [...thing.values, ...call.given] : call.given;
    goroutine.frames.push(frameOf(setting, procedure, given, Role.deferred));
    return;
  }
  goroutine.frames.pop();
  if (frame.role === Role.once) {
    const once = thingOf(machine, frame.once);
    if (once) once.a = 2;
  }
  const below = goroutine.frames[goroutine.frames.length - 1];
  if (!below) return end(setting, way, goroutine, frame);
  if (goroutine.mode !== Mode.normal) {
    below.leaving = true;
    return;
  }
  if (frame.role === Role.deferred) return;
  const operation = setting.procedures[below.procedure].operations[below.pc];
  if (operation.do === 'call') {
    operation.results.forEach((register, i) => {
      below.registers[register] = i < frame.results.length ? frame.results[i] : UNKNOWN;
    });
  }
  below.pc = operation.next;
}

function end({ isMain }: Setting, way: Way, goroutine: Goroutine, frame: Frame): void {
  const { machine } = way;
  machine.goroutines = machine.goroutines.filter((g) => g !== goroutine);
  if (goroutine.mode === Mode.panic) way.isOver = true;
  if (goroutine.id !== 0) return;
  if (isMain && goroutine.mode === Mode.normal) way.isOver = true;
  else letEscape(machine, frame.results);
}

/** Whether an operation on something that can't be known may be done at any time, so that nobody has to wait for it. */
function isFree(machine: Machine, { registers }: Frame, operation: Operation): boolean {
  const loose = (register: Register) => registers[register] !== NIL && !thingOf(machine, registers[register]);
  switch (operation.do) {
    case 'send':
    case 'close':
      // Nobody opens it again.
      return loose(operation.channel) && !isClosed(machine, registers[operation.channel]);
    case 'receive':
      return loose(operation.channel);
    case 'lock':
    case 'tryLock':
      return loose(operation.lock);
    case 'count':
    case 'wait':
      return loose(operation.group);
    case 'condWait':
    case 'signal':
    case 'broadcast':
      return loose(operation.cond);
    case 'once':
      return loose(operation.once);
    default:
      return false;
  }
}

/** Whether a channel was closed, whoever has got hold of it since. */
export function isClosed(machine: Machine, value: Value): boolean {
  const thing = isObject(value) ? machine.things[indexOf(value)] : undefined;
  return thing?.kind === Kind.channel && thing.b === 1;
}

/** In how many ways a local operation may end. */
function waysOf({ budget }: Setting, machine: Machine, { registers }: Frame, operation: Operation): number {
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
      return Math.max(1, thingOfKind(machine, registers[operation.list], Kind.list)?.values.length ?? 1);
    case 'element':
    case 'setElement': {
      const list = thingOfKind(machine, registers[operation.list], Kind.list);
      return list && isUnknown(registers[operation.index])
        ? Math.max(1, Math.min(list.values.length, budget.elements))
        : 1;
    }
    default:
      return 1;
  }
}

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

/** Does a local operation. */
function perform(
  setting: Setting,
  way: Way,
  goroutine: Goroutine,
  operation: Operation,
  choice: number,
  started: number[],
  isFree = false,
): void {
  const { machine } = way;
  const frame = topOf(goroutine);
  const { pc } = frame;
  const r = frame.registers;
  setting.work++;
  const crash = () => {
    way.isOver = true; // a nil pointer, or an index out of range
  };
  if (way.steps && operation.site >= 0 && (isFree || isTold(operation))) {
    const lock = operation.do === 'unlock' ? r[operation.lock] : NIL;
    way.steps.push({
      goroutine: goroutine.id,
      site: operation.site,
      what: operation.do,
      other: null,
      otherSite: -1,
      madeAt: originOf(machine, lock),
      left: 0,
      choice,
      isFree,
    });
  }
  frame.pc = operation.next;
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
      if (record && operation.from) record.values[operation.from.slot] = r[operation.register];
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
    case 'load': {
      if (r[operation.record] === NIL) return crash();
      const thing = thingOf(machine, r[operation.record]);
      const record = thing?.kind === Kind.record || thing?.kind === Kind.cond ? thing : undefined;
      r[operation.to] =
        record && operation.slot < record.values.length ? record.values[operation.slot] : UNKNOWN;
      return;
    }
    case 'store': {
      const from = r[operation.from];
      if (r[operation.record] === NIL) return crash();
      const record = thingOfKind(machine, r[operation.record], Kind.record);
      if (!record || operation.slot >= record.values.length) return letEscape(machine, [from]);
      record.values[operation.slot] = from;
      if (operation.inline && operation.slot < 30) record.c |= 1 << operation.slot;
      if (record.b) letEscape(machine, [from]);
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
      if (r[operation.list] === NIL) return crash();
      const list = thingOfKind(machine, r[operation.list], Kind.list);
      const at = isNumber(index) ? numberOf(index) : choice;
      if (list && isNumber(index) && (at < 0 || at >= list.values.length)) return crash();
      r[operation.to] = list && at < list.values.length ? list.values[at] : UNKNOWN;
      return;
    }
    case 'setElement': {
      const index = r[operation.index];
      if (r[operation.list] === NIL) return crash();
      const list = thingOfKind(machine, r[operation.list], Kind.list);
      const at = isNumber(index) ? numberOf(index) : choice;
      if (!list) return letEscape(machine, [r[operation.from]]);
      if (isNumber(index) && (at < 0 || at >= list.values.length)) return crash();
      if (at < list.values.length) list.values[at] = r[operation.from];
      return;
    }
    case 'push': {
      const list = thingOfKind(machine, r[operation.list], Kind.list);
      if (r[operation.list] === NIL) return crash();
      if (!list) return letEscape(machine, [r[operation.value]]);
      list.values.push(r[operation.value]);
      if (list.values.length > setting.budget.elements) way.isCut = true;
      return;
    }
    case 'drop':
      thingOfKind(machine, r[operation.list], Kind.list)?.values.splice(choice, 1);
      return;
    case 'length': {
      const value = r[operation.of];
      const thing = thingOf(machine, value);
      const isCounted = thing?.kind === Kind.list || thing?.kind === Kind.channel;
      r[operation.to] = value === NIL ? ofNumber(0) : isCounted ? ofNumber(thing.values.length) : UNKNOWN;
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
    case 'isNumber':
      if (isNumber(r[operation.register])) frame.pc = operation.then;
      return;
    case 'choose':
      frame.pc = operation.among[choice];
      return;
    case 'escape':
      return letEscape(
        machine,
        operation.registers.map((e) => r[e]),
      );
    case 'escapeClosures':
      return letEscape(
        machine,
        operation.registers
          .map((e) => r[e])
          .filter((v) => isObject(v) && machine.things[indexOf(v)].kind === Kind.closure),
      );
    case 'nothing':
      return;
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
    case 'makeCond':
      r[operation.to] = make(machine, Kind.cond, operation.site, { values: [r[operation.lock]] });
      return;
    case 'unlock': {
      const lock = thingOfKind(machine, r[operation.lock], Kind.lock);
      if (!lock) return;
      const isHeld = operation.read ? lock.b > 0 : lock.a > 0;
      if (!isHeld) {
        way.failure = {
          kind: 'unlock-of-unlocked',
          goroutine: goroutine.id,
          site: operation.site,
          madeAt: lock.site,
        };
        return;
      }
      if (operation.read) lock.b--;
      else lock.a = 0;
      return;
    }
    // What follows stands here for what is not known; the rest is in moves.ts.
    case 'send':
      return letEscape(machine, [r[operation.value]]);
    case 'receive':
      if (operation.to !== null) r[operation.to] = UNKNOWN;
      if (operation.ok !== null) r[operation.ok] = UNKNOWN;
      return;
    case 'tryLock':
      r[operation.to] = UNKNOWN;
      return;
    case 'once':
      if (choice === 1) {
        frame.pc = pc;
        enter(setting, way, goroutine, operation, NIL);
      }
      return;
    case 'call': {
      const target = resolve(machine, frame, operation.callee, operation.arguments);
      if (target === 'nil') return crash();
      if (!target) {
        for (const register of operation.results) r[register] = UNKNOWN;
        return;
      }
      frame.pc = pc; // until it returns
      if (goroutine.frames.length >= setting.budget.depth) {
        way.isCut = true;
        return;
      }
      goroutine.frames.push(frameOf(setting, target.procedure, target.given, Role.call));
      return;
    }
    case 'spawn': {
      const target = resolve(machine, frame, operation.callee, operation.arguments);
      if (target === 'nil') return crash();
      if (!target) return;
      if (machine.goroutines.length >= setting.budget.goroutines) {
        way.isCut = true;
        return;
      }
      const id = startGoroutine(setting, machine, target.procedure, target.given, operation.daemon);
      if (way.steps?.length && operation.site >= 0) way.steps[way.steps.length - 1].other = id;
      started.push(id);
      return;
    }
    case 'defer': {
      const { callee } = operation;
      const target = resolve(machine, frame, callee, operation.arguments);
      if (!target || target === 'nil') return;
      frame.deferred = [...frame.deferred, { callee: -1 - target.procedure, given: target.given }];
      return;
    }
    case 'return':
      frame.leaving = true;
      frame.results = operation.values.map((v) => r[v]);
      return;
    case 'panic':
      frame.leaving = true;
      goroutine.mode = Mode.panic;
      return;
    case 'recover':
      if (goroutine.mode === Mode.panic && frame.role === Role.deferred) goroutine.mode = Mode.normal;
      return;
    case 'goexit':
      frame.leaving = true;
      goroutine.mode = Mode.goexit;
      return;
    case 'exit':
      way.isOver = true;
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
  return make(machine, Kind.list, operation.site, { values });
}

/** Runs the function of a Once; the frame below, which stands at the operation, goes on when it has ended. */
export function enter(
  setting: Setting,
  way: Way,
  goroutine: Goroutine,
  operation: Extract<Operation, { do: 'once' }>,
  once: Value,
): void {
  const frame = topOf(goroutine);
  const target = resolve(way.machine, frame, operation.callee, operation.arguments);
  if (target === 'nil') {
    way.isOver = true;
    return;
  }
  if (!target) {
    const thing = thingOf(way.machine, once);
    if (thing) thing.a = 2;
    frame.pc = operation.next;
    return;
  }
  if (goroutine.frames.length >= setting.budget.depth) {
    way.isCut = true;
    return;
  }
  const inner = frameOf(setting, target.procedure, target.given, Role.once);
  inner.once = once;
  goroutine.frames.push(inner);
}

/** Whether a step of it is worth telling: those that a reader would not see from what follows. */
const isTold = ({ do: what }: Operation): boolean =>
  what === 'spawn' ||
  what === 'unlock' ||
  what === 'compare' ||
  what === 'choose' ||
  what === 'return' ||
  what === 'goexit' ||
  what === 'panic';
