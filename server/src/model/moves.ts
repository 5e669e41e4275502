import { copyOf, letEscape, originOf, thingOf, thingOfKind } from './heap.ts';
import { type Goroutine, Kind, type Machine, type Thing, Waiting } from './machine.ts';
import { type Operation, objectOf, type ProblemKind, type Site } from './program.ts';
import {
  enter,
  findGoroutine,
  isClosed,
  operationOf,
  type Setting,
  settleDown,
  standsAtVisible,
  topOf,
  type Way,
} from './run.ts';
import { indexOf, isNumber, isObject, NIL, numberOf, ofNumber, UNKNOWN, type Value } from './values.ts';

/** One thing that can happen in a state, and the states that it leads to. */
export interface Move {
  /** Bits: the goroutines that go on by it. */
  movers: number;
  ways: Way[];
}

type Select = Extract<Operation, { do: 'select' }>;

/** A send or receive that a goroutine stands at, also as one case of a select. */
export interface Offer {
  channel: Value;
  /** Index of the case; -1 where it is no select. */
  choice: number;
  send: boolean;
  value: Value;
}

/** All that can happen in a state. */
export function movesOf(setting: Setting, machine: Machine, isTold: boolean): Move[] {
  const moves: Move[] = [];
  const add = (actors: Goroutine[], act: (way: Way, actors: Goroutine[]) => void) => {
    const own = copyOf(machine);
    setting.work += machine.things.length + machine.goroutines.length;
    const way: Way = { machine: own, isOver: false, isCut: false, failure: null, steps: isTold ? [] : null };
    act(
      way,
      actors.map((g) => findGoroutine(own, g.id)!),
    );
    let ways = [way];
    let movers = 0;
    for (const { id } of actors) {
      movers |= 1 << id;
      ways = ways.flatMap((w) => settleDown(setting, w, id, false));
    }
    moves.push({ movers, ways });
  };
  for (const goroutine of machine.goroutines) {
    if (!standsAtVisible(setting, goroutine)) {
      add([goroutine], () => {});
      continue;
    }
    const operation = operationOf(setting, goroutine)!;
    switch (operation.do) {
      case 'send':
      case 'receive':
      case 'select':
        channelMoves(setting, machine, goroutine, operation, add);
        break;
      default:
        if (isEnabled(machine, goroutine, operation))
          add([goroutine], (way, [own]) => act(setting, way, own, operation));
    }
  }
  return moves;
}

/** What a goroutine stands at, as sends and receives. */
export function offersOf(setting: Setting, goroutine: Goroutine): Offer[] {
  const operation = standsAtVisible(setting, goroutine) ? operationOf(setting, goroutine)! : undefined;
  const { registers } = topOf(goroutine);
  if (operation?.do === 'send') {
    const { channel, value } = operation;
    return [{ channel: registers[channel], choice: -1, send: true, value: registers[value] }];
  }
  if (operation?.do === 'receive')
    return [{ channel: registers[operation.channel], choice: -1, send: false, value: NIL }];
  if (operation?.do !== 'select') return [];
  return operation.cases.map(({ channel, send }, choice) => ({
    channel: registers[channel],
    choice,
    send: send !== null,
    value: send === null ? NIL : registers[send],
  }));
}

function channelMoves(
  setting: Setting,
  machine: Machine,
  goroutine: Goroutine,
  operation: Operation,
  add: (actors: Goroutine[], act: (way: Way, actors: Goroutine[]) => void) => void,
): void {
  let isReady = false;
  for (const offer of offersOf(setting, goroutine)) {
    if (offer.channel === NIL) continue;
    const channel = thingOfKind(machine, offer.channel, Kind.channel);
    if (!channel && offer.send && offer.choice < 0 && isClosed(machine, offer.channel)) {
      add([goroutine], (way, [own]) =>
        fail(setting, way, own, 'send-on-closed', machine.things[indexOf(offer.channel)], offer.choice),
      );
      continue;
    }
    if (!channel) {
      add([goroutine], (way, [own]) => {
        if (offer.send) letEscape(way.machine, [offer.value]);
        // In which order unseen code does things can't be told.
        if (isObject(offer.channel)) way.isOver = true;
        tell(setting, way, own, offer.choice, null);
        goOn(setting, own, offer.choice, UNKNOWN, UNKNOWN);
      });
      continue;
    }
    if (offer.send && channel.b) {
      isReady = true;
      add([goroutine], (way, [own]) => fail(setting, way, own, 'send-on-closed', channel, offer.choice));
    } else if (offer.send && (channel.a < 0 || channel.values.length < channel.a)) {
      isReady = true;
      add([goroutine], (way, [own]) => {
        const buffer = thingOf(way.machine, offer.channel)!;
        buffer.values.push(offer.value);
        if (buffer.values.length > setting.budget.elements) way.isCut = true;
        tell(setting, way, own, offer.choice, null);
        goOn(setting, own, offer.choice, NIL, NIL);
      });
    } else if (!offer.send && (channel.values.length || channel.b)) {
      isReady = true;
      add([goroutine], (way, [own]) => {
        const buffer = thingOf(way.machine, offer.channel)!;
        const isValue = buffer.values.length > 0;
        const value = buffer.values.shift() ?? NIL;
        tell(setting, way, own, offer.choice, null);
        goOn(setting, own, offer.choice, value, ofNumber(isValue ? 1 : 0));
      });
    }
    if (!offer.send || channel.b || channel.a !== 0) continue;
    // Hand in hand: told once, by the one that sends.
    for (const other of machine.goroutines) {
      if (other === goroutine) continue;
      for (const match of offersOf(setting, other)) {
        if (match.send || match.channel !== offer.channel) continue;
        add([goroutine, other], (way, [sender, receiver]) => {
          tell(setting, way, sender, offer.choice, receiver);
          if (match.choice >= 0) tell(setting, way, receiver, match.choice, sender);
          goOn(setting, sender, offer.choice, NIL, NIL);
          goOn(setting, receiver, match.choice, offer.value, ofNumber(1));
        });
      }
    }
  }
  // Whether somebody stands ready on the other side is a matter of moments.
  if (operation.do === 'select' && operation.otherwise !== null && !isReady) {
    const { otherwise } = operation;
    add([goroutine], (way, [own]) => {
      tell(setting, way, own, -1, null);
      topOf(own).pc = otherwise;
    });
  }
}

/** Leaves a send, a receive, or a select by one of its cases. */
function goOn(setting: Setting, goroutine: Goroutine, choice: number, value: Value, ok: Value): void {
  const frame = topOf(goroutine);
  const operation = setting.procedures[frame.procedure].operations[frame.pc];
  const taken = choice < 0 ? operation : (operation as Select).cases[choice];
  frame.pc = taken.next;
  const { to, ok: okTo } = taken as { to?: number | null; ok?: number | null };
  if (typeof to === 'number') frame.registers[to] = value;
  if (typeof okTo === 'number') frame.registers[okTo] = ok;
}

function isEnabled(machine: Machine, goroutine: Goroutine, operation: Operation): boolean {
  const { registers } = topOf(goroutine);
  switch (operation.do) {
    case 'lock': {
      const lock = thingOfKind(machine, registers[operation.lock], Kind.lock);
      if (!lock) return registers[operation.lock] !== NIL;
      if (operation.read) return !lock.a && !lock.c;
      const isFree = !lock.a && !lock.b;
      // It says that it waits, so that no more readers come.
      return isFree || (goroutine.waiting === Waiting.no && lock.b > 0);
    }
    case 'wait': {
      const group = thingOfKind(machine, registers[operation.group], Kind.group);
      return group ? group.a === 0 : registers[operation.group] !== NIL;
    }
    case 'once': {
      const once = thingOfKind(machine, registers[operation.once], Kind.once);
      return once?.a !== 1;
    }
    case 'condWait': {
      if (goroutine.waiting !== Waiting.woken) return goroutine.waiting === Waiting.no;
      const lock = lockOf(machine, registers[operation.cond]);
      return !lock || (!lock.a && !lock.b);
    }
    default:
      return true;
  }
}

const lockOf = (machine: Machine, value: Value): Thing | undefined => {
  const cond = thingOfKind(machine, value, Kind.cond);
  return cond && thingOfKind(machine, cond.values[0], Kind.lock);
};

/** Does an operation of package sync, or a close. */
function act(setting: Setting, way: Way, goroutine: Goroutine, operation: Operation): void {
  const { machine } = way;
  const frame = topOf(goroutine);
  const r = frame.registers;
  const next = () => {
    goroutine.waiting = Waiting.no;
    frame.pc = operation.next;
  };
  switch (operation.do) {
    case 'close': {
      if (r[operation.channel] === NIL) return fail(setting, way, goroutine, 'close-of-nil', undefined, -1);
      const value = r[operation.channel];
      const channel = isObject(value) ? machine.things[indexOf(value)] : undefined;
      if (channel && isClosed(machine, value))
        return fail(setting, way, goroutine, 'close-of-closed', channel, -1);
      tell(setting, way, goroutine, null, null);
      if (channel) channel.b = 1;
      return next();
    }
    case 'lock': {
      const lock = thingOfKind(machine, r[operation.lock], Kind.lock);
      if (!lock) return next();
      if (!operation.read && lock.b > 0) {
        lock.c++;
        goroutine.waiting = Waiting.announced;
        return;
      }
      tell(setting, way, goroutine, null, null);
      if (goroutine.waiting === Waiting.announced) lock.c--;
      if (operation.read) lock.b++;
      else lock.a = goroutine.id + 1;
      return next();
    }
    case 'tryLock': {
      const lock = thingOfKind(machine, r[operation.lock], Kind.lock);
      const isFree = lock && !lock.a && (operation.read ? !lock.c : !lock.b);
      if (lock && isFree) {
        if (operation.read) lock.b++;
        else lock.a = goroutine.id + 1;
      }
      r[operation.to] = lock ? ofNumber(isFree ? 1 : 0) : UNKNOWN;
      tell(setting, way, goroutine, null, null);
      return next();
    }
    case 'count': {
      const group = thingOfKind(machine, r[operation.group], Kind.group);
      const by = r[operation.by];
      if (group && isNumber(by)) group.a += numberOf(by);
      else if (group) group.escaped = true;
      if (group && group.a < 0) return fail(setting, way, goroutine, 'negative-counter', group, -1);
      tell(setting, way, goroutine, null, null);
      return next();
    }
    case 'wait':
      tell(setting, way, goroutine, null, null);
      return next();
    case 'condWait': {
      const lock = lockOf(machine, r[operation.cond]);
      tell(setting, way, goroutine, null, null);
      if (goroutine.waiting === Waiting.woken) {
        if (lock) lock.a = goroutine.id + 1;
        return next();
      }
      if (lock && !lock.a) return fail(setting, way, goroutine, 'unlock-of-unlocked', lock, -1);
      if (lock) lock.a = 0;
      goroutine.waiting = Waiting.announced;
      return;
    }
    case 'signal':
    case 'broadcast': {
      tell(setting, way, goroutine, null, null);
      const sleepers = machine.goroutines.filter((g) => {
        const at = g.frames.length ? operationOf(setting, g) : undefined;
        return (
          at?.do === 'condWait' &&
          g.waiting === Waiting.announced &&
          topOf(g).registers[at.cond] === r[operation.cond]
        );
      });
      for (const sleeper of operation.do === 'signal' ? sleepers.slice(0, 1) : sleepers)
        sleeper.waiting = Waiting.woken;
      return next();
    }
    case 'once': {
      const once = thingOfKind(machine, r[operation.once], Kind.once);
      tell(setting, way, goroutine, null, null);
      if (!once || once.a === 2) return next();
      once.a = 1;
      return enter(setting, way, goroutine, operation, r[operation.once]);
    }
  }
}

function fail(
  setting: Setting,
  way: Way,
  goroutine: Goroutine,
  kind: ProblemKind,
  thing: Thing | undefined,
  choice: number,
): void {
  const operation = operationOf(setting, goroutine)!;
  const site = choice >= 0 ? (operation as Select).cases[choice].site : operation.site;
  way.failure = { kind, goroutine: goroutine.id, site, madeAt: thing?.site ?? -1 };
}

/** Notes a step. */
function tell(
  setting: Setting,
  way: Way,
  goroutine: Goroutine,
  choice: number | null,
  other: Goroutine | null,
): void {
  if (!way.steps) return;
  const operation = operationOf(setting, goroutine)!;
  const site = siteOf(setting, goroutine, choice);
  if (site < 0) return;
  const { registers } = topOf(goroutine);
  const isCase = operation.do === 'select' && choice !== null && choice >= 0;
  const register = isCase ? operation.cases[choice].channel : objectOf(operation);
  const object = register === undefined ? NIL : registers[register];
  way.steps.push({
    goroutine: goroutine.id,
    site,
    what: operation.do,
    other: other?.id ?? null,
    otherSite: other ? siteOf(setting, other, null) : -1,
    madeAt: originOf(way.machine, object),
    left: isObject(object) ? way.machine.things[indexOf(object)].values.length : 0,
    choice,
    isFree: false,
  });
}

/** Where a goroutine stands. What closes a channel of the model's own, as that of a context, stands at the call. */
function siteOf(setting: Setting, goroutine: Goroutine, choice: number | null): Site {
  const operation = operationOf(setting, goroutine)!;
  if (operation.do === 'select' && choice !== null && choice >= 0) return operation.cases[choice].site;
  if (operation.do !== 'close' || operation.site >= 0) return operation.site;
  const caller = goroutine.frames.at(-2);
  return caller && !caller.leaving ? setting.procedures[caller.procedure].operations[caller.pc].site : -1;
}
