import { doData, waysOf } from './data.ts';
import {
  defer,
  endsProcess,
  enter,
  enterOnce,
  fail,
  frameOf,
  isNilCall,
  leave,
  recover,
  recovers,
  resolve,
  startGoroutine,
  unwind,
} from './frames.ts';
import { letEscape, lockOf, thingOf, thingOfKind } from './heap.ts';
import {
  copyOf,
  type Frame,
  type Goroutine,
  Kind,
  type Machine,
  Mode,
  type OwnGoroutine,
  Role,
  toRun,
  toWrite,
} from './machine.ts';
import type { Operation, Register } from './program.ts';
import { tellLocal } from './steps.ts';

import { pointerOf, Trait } from './traits.ts';
import { indexOf, isNumber, isObject, NIL, numberOf, OPAQUE, UNKNOWN, type Value } from './values.ts';
import { findGoroutine, operationOf, type Setting, topOf, topToRun, traitAt, type Way } from './way.ts';

/*
 * What a goroutine does by itself is one step with what it did before: others can't tell when it was done. Go's memory
 * model says so of data, as long as nobody else gets at it without an order between them (a data race, of which nothing
 * is promised, and nothing told). An unlock is done at once too: what others do meanwhile they could as well do behind
 * it. That is not so where somebody tries the lock without waiting for it, or gives back what another one holds: where
 * such a thing is seen, the program is explored anew, with a step of its own for each unlock.
 */

/** Local operations that are run at a stretch. */
const stretch = 2000;
/** Ways that one stretch may part into: beyond it, goroutines pause where they are. */
const mostWays = 100;

/** Whether a goroutine stands at an operation that others may have to do with. */
export const standsAtVisible = (setting: Setting, goroutine: Goroutine): boolean => {
  const operation = operationOf(setting, goroutine);
  return operation !== undefined && (traitAt(setting, goroutine) & Trait.visible) !== 0;
};

/**
 * How a goroutine comes to run. `moves`: it has just done what others may have to do with. `pauses`: it goes on from
 * where it let others go first. `fresh`: it has just been started, and what it looks at first may be changed by others
 * before.
 */
export type Start = 'moves' | 'pauses' | 'fresh';

/**
 * Lets a goroutine go on until it stands at an operation that others may have to do with, then those that it has
 * started. A local operation that may end in several ways parts the way.
 */
export function settleDown(setting: Setting, first: Way, id: number, start: Start): Way[] {
  const { seen, budget } = setting;
  const done: Way[] = [];
  const open: { way: Way; queue: { id: number; start: Start }[] }[] = [
    { way: first, queue: [{ id, start }] },
  ];
  let hasParted = false;
  for (let next = open.pop(); next; next = open.pop()) {
    const { way, queue } = next;
    const [current, ...rest] = queue;
    if (!current || way.isOver || way.isCut) {
      done.push(way);
      continue;
    }
    if (setting.work > budget.work) {
      done.push({ ...way, isCut: true });
      continue;
    }
    if (done.length + open.length > mostWays) {
      done.push(way);
      continue;
    }
    const { choice, started } = stretchOf(setting, way, current.id, current.start);
    const later = [...started.map((other) => ({ id: other, start: 'fresh' as const })), ...rest];
    if (!choice) {
      if (later.length || !hasParted || way.isOver || way.isCut || !seen.has(way, []))
        open.push({ way, queue: later });
      continue;
    }
    if (!hasParted) seen.begin(way.machine);
    hasParted = true;
    setting.work += way.machine.things.length + way.machine.goroutines.length;
    const ids = [current, ...later].map((g) => g.id);
    // Where all ways go round for ever, the last one stays.
    if (seen.has(way, ids)) {
      if (!open.length && !done.length) done.push(way);
      continue;
    }
    // The goroutine itself goes on first where its way parts.
    for (const other of part(setting, way, current.id, choice))
      open.push({ way: other, queue: [{ id: current.id, start: 'moves' }, ...later] });
  }
  return done;
}

/** Goes all ways of an operation. */
function part(setting: Setting, way: Way, id: number, { operation, ways }: Choice): Way[] {
  const { machine } = way;
  const parted: Way[] = [];
  const isFree = !isCount(operation);
  for (let choice = 0; choice < ways; choice++) {
    setting.work += machine.things.length + machine.goroutines.length;
    const own: Way =
      choice === ways - 1 ? way : { ...way, machine: copyOf(machine), steps: way.steps?.slice() ?? null };
    const steps = own.steps?.length;
    perform(setting, own, toRun(own.machine, findGoroutine(own.machine, id)!), operation, choice, [], isFree);
    if (own.steps && ways === 2 && own.steps.length > steps!) setting.seen.noteTwofold(own.steps[steps!]);
    parted.push(own);
  }
  return parted;
}

/** A local operation that may end in several ways. */
interface Choice {
  operation: Operation;
  ways: number;
}

/** Runs local operations, as long as each ends in one way. */
function stretchOf(
  setting: Setting,
  way: Way,
  id: number,
  start: Start,
): { choice?: Choice; started: number[] } {
  const started: number[] = [];
  const { machine } = way;
  let turns = 0;
  for (let left = stretch; ; left--) {
    const found = findGoroutine(machine, id);
    if (!found || way.isOver || way.isCut) return { started };
    const goroutine = toRun(machine, found);
    const frame = topToRun(goroutine);
    const isFirst = start === 'pauses' && left === stretch;
    if (frame.leaving) {
      if (!isFirst && machine.goroutines.length > 1 && endsProcess(setting, goroutine)) return { started };
      leave(setting, way, goroutine, frame);
      continue;
    }
    const operation = setting.procedures[frame.procedure].operations[frame.pc];
    const trait = traitAt(setting, goroutine);
    const stops =
      trait & Trait.visible
        ? !isLoose(machine, frame, operation)
        : trait & (Trait.pauses | Trait.panics) && !isFirst && pauses(setting, machine, goroutine, operation);
    if (stops || (start === 'fresh' && trait & Trait.looksAround) || left <= 0) return { started };
    if (trait & Trait.panics && panics(machine, frame, operation)) {
      way.isOver = true;
      continue;
    }
    const ways = trait & Trait.parts ? waysOf(setting, machine, frame, operation) : 1;
    // Where it goes round, it pauses, so that others have their turn.
    if (ways > 1) return turns > 0 ? { started } : { choice: { operation, ways }, started };
    const { pc } = frame;
    perform(setting, way, goroutine, operation, 0, started);
    if (frame.pc <= pc && topOf(goroutine) === frame) turns++;
  }
}

/** Whether an operation only says how many of something there are: any number will do. */
const isCount = (operation: Operation): boolean =>
  operation.do === 'settle' && operation.as !== 'nil' && operation.among[0] !== 0;

/**
 * Whether a goroutine waits for others by something that unseen code got hold of: these may be ones that are seen. They
 * go first, and it goes on when nothing else can happen.
 */
export function isLate(machine: Machine, { registers }: Frame, operation: Operation): boolean {
  if (operation.do === 'wait') {
    const group = registers[operation.group];
    return group !== NIL && !thingOf(machine, group);
  }
  if (operation.do !== 'receive') return false;
  const value = registers[operation.channel];
  const channel = isObject(value) ? machine.things[indexOf(value)] : undefined;
  // What has a buffer is filled at any time: signals.
  return channel?.kind === Kind.channel && channel.escaped && channel.a === 0;
}

/** Whether an operation on something that can't be known may be done at any time, so that nobody has to wait for it. */
function isLoose(machine: Machine, frame: Frame, operation: Operation): boolean {
  if (isLate(machine, frame, operation)) return false;
  const { registers } = frame;
  const loose = (register: Register) => registers[register] !== NIL && !thingOf(machine, registers[register]);
  switch (operation.do) {
    case 'send':
    case 'close':
      // Nobody opens it again.
      return loose(operation.channel) && !isClosed(machine, registers[operation.channel]);
    case 'receive':
      return loose(operation.channel);
    default: {
      const register = pointerOf(operation);
      return register !== undefined && loose(register);
    }
  }
}

/** Whether a channel was closed, whoever has got hold of it since. */
export function isClosed(machine: Machine, value: Value): boolean {
  const thing = isObject(value) ? machine.things[indexOf(value)] : undefined;
  return thing?.kind === Kind.channel && thing.b === 1;
}

/** Whether others go first, as they may tell that a local operation has been done. */
function pauses(setting: Setting, machine: Machine, goroutine: Goroutine, operation: Operation): boolean {
  const { registers } = topOf(goroutine);
  switch (operation.do) {
    case 'unlock': {
      const { lock, read } = lockOf(machine, registers[operation.lock], operation.read);
      if (!lock) break;
      const isHeld = read ? lock.b > 0 : lock.a === goroutine.id + 1;
      if (!isHeld) setting.sawLock = true;
      return !isHeld || !setting.unlocksEarly;
    }
    case 'length':
      return thingOfKind(machine, registers[operation.of], Kind.channel) !== undefined;
    case 'exit':
      return machine.goroutines.length > 1;
  }
  return machine.goroutines.length > 1 && panics(machine, topOf(goroutine), operation);
}

/** Whether it can't be done: a nil pointer, or an index out of range. What follows is not told. */
export function panics(machine: Machine, frame: Frame, operation: Operation): boolean {
  const { registers } = frame;
  const pointer = pointerOf(operation);
  if (pointer !== undefined && registers[pointer] === NIL) return true;
  switch (operation.do) {
    case 'call':
    case 'spawn':
    case 'once':
      return isNilCall(frame, operation.callee, operation.arguments);
    case 'element':
    case 'setElement': {
      const index = registers[operation.index];
      const list = thingOfKind(machine, registers[operation.list], Kind.list);
      if (!list || !isNumber(index)) return false;
      return numberOf(index) < 0 || numberOf(index) >= list.values.length;
    }
    default:
      return false;
  }
}

/** Does a local operation. */
function perform(
  setting: Setting,
  way: Way,
  goroutine: OwnGoroutine,
  operation: Operation,
  choice: number,
  started: number[],
  isFree = false,
): void {
  const { machine } = way;
  const frame = topToRun(goroutine);
  const { pc } = frame;
  const r = frame.registers;
  setting.work++;
  tellLocal(way, goroutine, operation, choice, isFree);
  frame.pc = operation.next;
  switch (operation.do) {
    case 'nothing':
      return;
    case 'unlock': {
      const { lock, read } = lockOf(machine, r[operation.lock], operation.read);
      if (!lock) return;
      if (read ? lock.b === 0 : lock.a === 0) {
        frame.pc = pc;
        fail(setting, way, goroutine, {
          kind: 'unlock-of-unlocked',
          site: operation.site,
          madeAt: lock.site,
        });
      } else if (read) toWrite(machine, lock).b--;
      else toWrite(machine, lock).a = 0;
      return;
    }
    // What follows stands here for what is not known; the rest is in moves.ts.
    case 'send':
      return letEscape(machine, [r[operation.value]]);
    case 'receive':
      if (operation.to !== null) r[operation.to] = UNKNOWN;
      if (operation.ok !== null) r[operation.ok] = UNKNOWN;
      return;
    case 'close': {
      const value = r[operation.channel];
      const channel = isObject(value) ? machine.things[indexOf(value)] : undefined;
      if (channel?.kind === Kind.channel) toWrite(machine, channel).b = 1;
      return;
    }
    case 'tryLock':
      r[operation.to] = UNKNOWN;
      return;
    case 'once':
      if (choice === 0) return;
      frame.pc = pc;
      return enterOnce(setting, way, goroutine, operation, NIL);
    case 'call': {
      const target = resolve(machine, frame, operation.callee, operation.arguments);
      if (!target) {
        for (const register of operation.results) r[register] = UNKNOWN;
        return;
      }
      frame.pc = pc; // until it returns
      return enter(setting, way, goroutine, frameOf(setting, target.procedure, target.given, Role.call));
    }
    case 'spawn': {
      const target = resolve(machine, frame, operation.callee, operation.arguments);
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
    case 'defer':
      return defer(machine, frame, operation);
    case 'return':
      frame.leaving = true;
      frame.results = operation.values.map((v) => r[v]);
      return;
    case 'panic':
      return unwind(goroutine, Mode.panic);
    case 'recover':
      if (operation.to !== undefined) r[operation.to] = recovers(frame) ? OPAQUE : NIL;
      return recover(frame);
    case 'goexit':
      return unwind(goroutine, Mode.goexit);
    case 'exit':
      way.isOver = true;
      return;
    default:
      return doData(setting, way, frame, operation, choice);
  }
}
