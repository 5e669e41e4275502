import { enterOnce, fail } from './frames.ts';
import { lockOf, thingOfKind } from './heap.ts';
import {
  type Goroutine,
  Kind,
  type Machine,
  type OwnGoroutine,
  type Thing,
  toRun,
  toWrite,
  Waiting,
} from './machine.ts';
import type { Operation } from './program.ts';
import { tell } from './steps.ts';
import { indexOf, isNumber, isObject, NIL, numberOf, ofNumber, UNKNOWN, type Value } from './values.ts';
import { operationOf, type Setting, topOf, topToRun, type Way } from './way.ts';

/** What package sync does, and `close`. */

/** Whether an operation may be done now. */
export function isEnabled(machine: Machine, goroutine: Goroutine, operation: Operation): boolean {
  const { registers } = topOf(goroutine);
  switch (operation.do) {
    case 'lock': {
      const { lock } = lockOf(machine, registers[operation.lock], operation.read);
      return !lock || mayAcquire(goroutine, lock);
    }
    case 'wait': {
      const group = thingOfKind(machine, registers[operation.group], Kind.group);
      return !group || group.a === 0;
    }
    case 'once':
      return thingOfKind(machine, registers[operation.once], Kind.once)?.a !== 1;
    case 'condWait': {
      const cond = thingOfKind(machine, registers[operation.cond], Kind.cond);
      if (!cond || goroutine.waiting === Waiting.no) return true;
      if (goroutine.waiting === Waiting.asleep) return false;
      const { lock } = lockOf(machine, cond.values[0], false);
      return !lock || mayAcquire(goroutine, lock);
    }
    default:
      return true;
  }
}

const hasAnnounced = ({ waiting }: Goroutine): boolean =>
  waiting === Waiting.announced || waiting === Waiting.wokenAnnounced;

/**
 * Whether a lock can be taken now, or a writer can at least say that it waits, which keeps new readers out. One writer
 * does so after the other: the next one waits until the one before has come and gone.
 */
function mayAcquire(goroutine: Goroutine, lock: Thing): boolean {
  if (lock.a) return false;
  if (hasAnnounced(goroutine)) return lock.b === 0;
  return lock.c === 0;
}

/** Takes a lock that may be taken. `false`: there are readers; the writer says that it waits. */
function acquire(machine: Machine, goroutine: Goroutine, taken: Thing, read: boolean): boolean {
  const lock = toWrite(machine, taken);
  if (read) lock.b++;
  else if (lock.b > 0) lock.c = 1;
  else {
    lock.c = 0;
    lock.a = goroutine.id + 1;
  }
  return read || lock.c === 0;
}

/** Those that sleep on a Cond. */
export function sleepersOn(setting: Setting, machine: Machine, cond: Value): Goroutine[] {
  return machine.goroutines.filter((g) => {
    if (g.waiting !== Waiting.asleep) return false;
    const at = operationOf(setting, g);
    return at?.do === 'condWait' && topOf(g).registers[at.cond] === cond;
  });
}

/**
 * Does an operation that is enabled.
 *
 * @param woken by a signal: the goroutines that it wakes
 */
export function act(
  setting: Setting,
  way: Way,
  goroutine: OwnGoroutine,
  operation: Operation,
  woken: readonly Goroutine[],
): void {
  const { machine } = way;
  const frame = topToRun(goroutine);
  const r = frame.registers;
  const { site } = operation;
  const next = () => {
    goroutine.waiting = Waiting.no;
    frame.pc = operation.next;
  };
  switch (operation.do) {
    case 'close': {
      const value = r[operation.channel];
      const channel = isObject(value) ? machine.things[indexOf(value)] : undefined;
      if (value === NIL || channel?.b)
        return fail(setting, way, goroutine, {
          kind: value === NIL ? 'close-of-nil' : 'close-of-closed',
          site,
          madeAt: channel?.site ?? -1,
        });
      tell(setting, way, goroutine, null, null);
      if (channel) toWrite(machine, channel).b = 1;
      return next();
    }
    case 'lock': {
      const { lock, read } = lockOf(machine, r[operation.lock], operation.read);
      if (!lock || acquire(machine, goroutine, lock, read)) {
        tell(setting, way, goroutine, null, null);
        return next();
      }
      goroutine.waiting = Waiting.announced;
      return;
    }
    case 'tryLock': {
      const { lock, read } = lockOf(machine, r[operation.lock], operation.read);
      setting.sawLock = true;
      const isFree = lock && !lock.a && !lock.c && (read || !lock.b);
      if (lock && isFree) acquire(machine, goroutine, lock, read);
      r[operation.to] = lock ? ofNumber(isFree ? 1 : 0) : UNKNOWN;
      tell(setting, way, goroutine, null, null);
      return next();
    }
    case 'count': {
      const known = thingOfKind(machine, r[operation.group], Kind.group);
      const group = known && toWrite(machine, known);
      const by = r[operation.by];
      if (group && isNumber(by)) group.a += numberOf(by);
      else if (group) group.escaped = true;
      if (group && group.a < 0)
        return fail(setting, way, goroutine, { kind: 'negative-counter', site, madeAt: group.site });
      tell(setting, way, goroutine, null, null);
      return next();
    }
    case 'wait':
      tell(setting, way, goroutine, null, null);
      return next();
    case 'condWait': {
      const cond = thingOfKind(machine, r[operation.cond], Kind.cond);
      const { lock, read } = lockOf(machine, cond ? cond.values[0] : NIL, false);
      if (cond && goroutine.waiting === Waiting.no) {
        if (lock && (read || lock.a !== goroutine.id + 1)) setting.sawLock = true;
        if (lock && !(read ? lock.b : lock.a))
          return fail(setting, way, goroutine, { kind: 'unlock-of-unlocked', site, madeAt: lock.site });
        tell(setting, way, goroutine, null, null);
        if (lock && read) toWrite(machine, lock).b--;
        else if (lock) toWrite(machine, lock).a = 0;
        goroutine.waiting = Waiting.asleep;
        return;
      }
      tell(setting, way, goroutine, null, null);
      if (!lock || acquire(machine, goroutine, lock, read)) return next();
      goroutine.waiting = Waiting.wokenAnnounced;
      return;
    }
    case 'signal':
    case 'broadcast':
      tell(setting, way, goroutine, null, null);
      for (const sleeper of woken) toRun(machine, sleeper).waiting = Waiting.woken;
      return next();
    case 'once': {
      const once = thingOfKind(machine, r[operation.once], Kind.once);
      tell(setting, way, goroutine, null, null);
      if (!once || once.a === 2) return next();
      return enterOnce(setting, way, goroutine, operation, r[operation.once]);
    }
  }
}
