import { fail } from './frames.ts';
import { letEscape, thingOf, thingOfKind } from './heap.ts';
import { copyOf, type Goroutine, Kind, type Machine, type OwnGoroutine, toRun, toWrite } from './machine.ts';
import type { Operation } from './program.ts';
import { isClosed, isLate, panics, type Start, settleDown, standsAtVisible } from './run.ts';
import { tell } from './steps.ts';
import { act, isEnabled, sleepersOn } from './sync.ts';
import { indexOf, isObject, NIL, ofNumber, UNKNOWN, type Value } from './values.ts';
import { findGoroutine, operationOf, type Setting, topOf, topToRun, type Way } from './way.ts';

/** One thing that can happen in a state, and the states that it leads to. */
export interface Move {
  /** Bits: the goroutines that go on by it. */
  movers: number;
  ways: Way[];
}

type Select = Extract<Operation, { do: 'select' }>;

/** Adds a move by what goroutines do at once, and what each does then by itself. */
type Add = (actors: Goroutine[], act: (way: Way, actors: OwnGoroutine[]) => void, start?: Start) => void;

/** A send or receive that a goroutine stands at, also as one case of a select. */
export interface Offer {
  channel: Value;
  /** Index of the case; -1 where it is no select. */
  choice: number;
  send: boolean;
  value: Value;
}

/** Values in a buffer that are followed one by one, however few elements of lists are. */
const mostBuffered = 64;

/** All that can happen in a state. */
export function movesOf(setting: Setting, machine: Machine, isTold: boolean): Move[] {
  const moves: Move[] = [];
  const add: Add = (actors, act, start = 'moves') => {
    const own = copyOf(machine);
    setting.work += machine.things.length + machine.goroutines.length;
    const way: Way = { machine: own, isOver: false, isCut: false, failure: null, steps: isTold ? [] : null };
    act(
      way,
      actors.map((g) => toRun(own, findGoroutine(own, g.id)!)),
    );
    let ways = [way];
    let movers = 0;
    for (const { id } of actors) {
      movers |= 1 << id;
      ways = ways.flatMap((w) => settleDown(setting, w, id, start));
    }
    moves.push({ movers, ways });
  };
  const late: Goroutine[] = [];
  for (const goroutine of machine.goroutines) {
    if (!standsAtVisible(setting, goroutine)) {
      add([goroutine], () => {}, 'pauses');
      continue;
    }
    const operation = operationOf(setting, goroutine)!;
    if (isLate(machine, topOf(goroutine), operation)) {
      late.push(goroutine);
      continue;
    }
    if (panics(machine, topOf(goroutine), operation)) {
      add([goroutine], (way) => {
        way.isOver = true;
      });
      continue;
    }
    switch (operation.do) {
      case 'send':
      case 'receive':
      case 'select':
        channelMoves(setting, machine, goroutine, operation, add);
        break;
      case 'signal':
      case 'broadcast': {
        const all = sleepersOn(setting, machine, topOf(goroutine).registers[operation.cond]);
        // Which one is woken is not promised.
        const choices = operation.do === 'signal' && all.length ? all.map((one) => [one]) : [all];
        for (const woken of choices)
          add([goroutine], (way, [own]) =>
            act(
              setting,
              way,
              own,
              operation,
              woken.map((g) => findGoroutine(way.machine, g.id)!),
            ),
          );
        break;
      }
      default:
        if (isEnabled(machine, goroutine, operation))
          add([goroutine], (way, [own]) => act(setting, way, own, operation, []));
    }
  }
  if (!moves.length)
    for (const goroutine of late)
      add([goroutine], (way, [own]) => {
        tell(setting, way, own, -1, null);
        goOn(setting, own, -1, UNKNOWN, UNKNOWN);
      });
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
  add: Add,
): void {
  let isReady = false;
  for (const offer of offersOf(setting, goroutine)) {
    if (offer.channel === NIL) continue;
    const channel = thingOfKind(machine, offer.channel, Kind.channel);
    if (offer.send && isClosed(machine, offer.channel)) {
      isReady = true;
      const site = offer.choice < 0 ? operation.site : (operation as Select).cases[offer.choice].site;
      const madeAt = machine.things[indexOf(offer.channel)].site;
      add([goroutine], (way, [own]) => fail(setting, way, own, { kind: 'send-on-closed', site, madeAt }));
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
    if (offer.send && (channel.a < 0 || channel.values.length < channel.a)) {
      isReady = true;
      add([goroutine], (way, [own]) => {
        const buffer = toWrite(way.machine, thingOf(way.machine, offer.channel)!);
        buffer.values.push(offer.value);
        // A buffer that has an end may be filled to it.
        const most = Math.max(setting.budget.elements, Math.min(buffer.a, mostBuffered));
        if (buffer.values.length > most) way.isCut = true;
        tell(setting, way, own, offer.choice, null);
        goOn(setting, own, offer.choice, NIL, NIL);
      });
    } else if (!offer.send && (channel.values.length || channel.b)) {
      isReady = true;
      add([goroutine], (way, [own]) => {
        const buffer = toWrite(way.machine, thingOf(way.machine, offer.channel)!);
        const isValue = buffer.values.length > 0;
        const value = buffer.values.shift() ?? NIL;
        tell(setting, way, own, offer.choice, null);
        goOn(setting, own, offer.choice, value, ofNumber(isValue ? 1 : 0));
      });
    }
    if (!offer.send || channel.a !== 0) continue;
    // Hand in hand: told once, by the one that sends. One has to wait already when the other comes.
    for (const other of machine.goroutines) {
      if (other === goroutine || !(waits(operation) || waits(operationOf(setting, other)))) continue;
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
      topToRun(own).pc = otherwise;
    });
  }
}

const waits = (operation: Operation | undefined): boolean =>
  operation?.do !== 'select' || operation.otherwise === null;

/** Leaves a send, a receive, or a select by one of its cases. */
function goOn(setting: Setting, goroutine: OwnGoroutine, choice: number, value: Value, ok: Value): void {
  const frame = topToRun(goroutine);
  const operation = setting.procedures[frame.procedure].operations[frame.pc];
  const taken = choice < 0 ? operation : (operation as Select).cases[choice];
  frame.pc = taken.next;
  const { to, ok: okTo } = taken as { to?: number | null; ok?: number | null };
  if (typeof to === 'number') frame.registers[to] = value;
  if (typeof okTo === 'number') frame.registers[okTo] = ok;
}
