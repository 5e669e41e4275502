import { letEscape, thingOf, thingOfKind } from './heap.ts';
import {
  type Deferred,
  type Frame,
  type Goroutine,
  Kind,
  type Machine,
  Mode,
  type OwnFrame,
  type OwnGoroutine,
  Role,
  toWrite,
  Waiting,
} from './machine.ts';
import type { Callee, Operation, ProblemKind, Procedure, Register, Site } from './program.ts';
import { indexOf, isObject, NIL, UNKNOWN, type Value } from './values.ts';
import { findGoroutine, type Setting, topOf, topToRun, type Way } from './way.ts';

/** Calls, and how they end: by return, panic or Goexit, with what was deferred. */

/** A new goroutine at the start of a procedure. */
export function startGoroutine(
  setting: Setting,
  machine: Machine,
  procedure: number,
  given: readonly Value[],
  daemon: boolean,
): number {
  // 0 is the first one's, also when it has ended.
  let id = machine.goroutines.length ? 1 : 0;
  while (findGoroutine(machine, id)) id++;
  const frame = frameOf(setting, procedure, given, Role.call);
  const goroutine: OwnGoroutine = {
    owner: machine.own,
    id,
    daemon,
    mode: Mode.normal,
    waiting: Waiting.no,
    frames: [frame],
  };
  machine.goroutines = [...machine.goroutines, goroutine].sort((a, b) => a.id - b.id);
  return id;
}

export function frameOf(
  { procedures }: Setting,
  procedure: number,
  given: readonly Value[],
  role: number,
): OwnFrame {
  const registers = new Array<Value>(procedures[procedure].registers).fill(NIL);
  for (let i = 0; i < procedures[procedure].parameters; i++)
    registers[i] = i < given.length ? given[i] : UNKNOWN;
  const outer = Mode.normal;
  return { procedure, pc: 0, registers, role, once: NIL, leaving: false, results: [], deferred: [], outer };
}

/** What a call runs, with all its arguments; `undefined` for unseen code, which has got hold of them then. */
export function resolve(
  machine: Machine,
  frame: Frame,
  callee: Callee,
  registers: readonly Register[],
): { procedure: number; given: Value[] } | undefined {
  const given = registers.map((r) => frame.registers[r]);
  if (callee.kind === 'procedure') return { procedure: callee.procedure, given };
  if (callee.kind === 'closure') {
    const value = frame.registers[callee.register];
    const thing = isObject(value) ? machine.things[indexOf(value)] : undefined;
    if (thing?.kind === Kind.closure) return { procedure: thing.a, given: [...thing.values, ...given] };
    letEscape(machine, [value]);
  } else {
    const thing = thingOfKind(machine, given[0], Kind.record);
    const procedure = thing && callee.procedures.get(thing.a);
    if (procedure !== undefined) return { procedure, given };
  }
  letEscape(machine, given);
  return undefined;
}

/** Whether what is called is nil. */
export function isNilCall({ registers }: Frame, callee: Callee, given: readonly Register[]): boolean {
  if (callee.kind === 'procedure') return false;
  return registers[callee.kind === 'closure' ? callee.register : given[0]] === NIL;
}

/** Calls what the operation that a goroutine stands at names; the frame stays there until the call ends. */
export function enter(setting: Setting, way: Way, goroutine: OwnGoroutine, frame: OwnFrame): void {
  if (goroutine.frames.length >= setting.budget.depth) way.isCut = true;
  else goroutine.frames.push(frame);
}

/** Runs the function of a Once. */
export function enterOnce(
  setting: Setting,
  way: Way,
  goroutine: OwnGoroutine,
  operation: Extract<Operation, { do: 'once' }>,
  once: Value,
): void {
  const frame = topToRun(goroutine);
  const thing = thingOf(way.machine, once);
  const target = resolve(way.machine, frame, operation.callee, operation.arguments);
  if (!target) {
    if (thing) toWrite(way.machine, thing).a = 2;
    frame.pc = operation.next;
    return;
  }
  if (thing) toWrite(way.machine, thing).a = 1;
  const inner = frameOf(setting, target.procedure, target.given, Role.once);
  inner.once = once;
  enter(setting, way, goroutine, inner);
}

/** Puts a call off until the frame ends. */
export function defer(
  machine: Machine,
  frame: OwnFrame,
  operation: Extract<Operation, { do: 'defer' }>,
): void {
  const { callee } = operation;
  const call: Deferred | undefined = isNilCall(frame, callee, operation.arguments)
    ? { callee: NIL, given: [] }
    : deferredOf(resolve(machine, frame, callee, operation.arguments));
  if (call) frame.deferred = [...frame.deferred, call];
}

const deferredOf = (target: ReturnType<typeof resolve>): Deferred | undefined =>
  target && { callee: -1 - target.procedure, given: target.given };

/** Ends the frame by a panic or by Goexit, once it has done what it deferred. */
export function unwind(goroutine: OwnGoroutine, mode: number): void {
  const frame = topToRun(goroutine);
  goroutine.mode = mode;
  goroutine.waiting = Waiting.no;
  frame.leaving = true;
  frame.results = [];
}

/** Something goes wrong: a panic, or the end of the process where nobody can recover from it. */
export function fail(
  setting: Setting,
  way: Way,
  goroutine: OwnGoroutine,
  { kind, site, madeAt }: { kind: ProblemKind; site: Site; madeAt: Site },
): void {
  const caught = kind !== 'unlock-of-unlocked' && mayRecover(setting, goroutine);
  way.failure = { kind, goroutine: goroutine.id, site, madeAt, caught };
  if (caught) unwind(goroutine, Mode.panic);
  else way.isOver = true;
}

const recovering = new WeakMap<Procedure, boolean>();

function mayRecover({ procedures }: Setting, { frames }: Goroutine): boolean {
  return frames.some(({ deferred }) =>
    deferred.some(({ callee }) => {
      if (callee >= 0) return false;
      const procedure = procedures[-1 - callee];
      const known = recovering.get(procedure) ?? procedure.operations.some((o) => o.do === 'recover');
      recovering.set(procedure, known);
      return known;
    }),
  );
}

/** Whether there is a panic to recover from. */
export const recovers = ({ role, outer }: Frame): boolean =>
  role === Role.deferred && (outer & Mode.panic) !== 0;

/** Ends the panic of the frame that the deferred one was put off by. */
export function recover(frame: OwnFrame): void {
  if (frame.role === Role.deferred) frame.outer &= ~Mode.panic;
}

/** Whether the process ends with the next step of a goroutine that leaves its last frame. */
export function endsProcess({ isMain }: Setting, goroutine: Goroutine): boolean {
  const { frames, mode, id } = goroutine;
  const frame = topOf(goroutine);
  if (!frame.leaving) return false;
  if (frame.deferred.length) return frame.deferred[frame.deferred.length - 1].callee === NIL;
  return frames.length === 1 && (mode & Mode.panic ? true : isMain && id === 0 && mode === Mode.normal);
}

/** One step of leaving a frame: what it has deferred first. */
export function leave(setting: Setting, way: Way, goroutine: OwnGoroutine, frame: OwnFrame): void {
  const { machine } = way;
  if (endsProcess(setting, goroutine)) {
    way.isOver = true;
    return;
  }
  const call = frame.deferred.at(-1);
  if (call) {
    frame.deferred = frame.deferred.slice(0, -1);
    const inner = frameOf(setting, -1 - call.callee, call.given, Role.deferred);
    inner.outer = goroutine.mode;
    goroutine.mode = Mode.normal;
    goroutine.frames.push(inner);
    return;
  }
  goroutine.frames.pop();
  if (frame.role === Role.once) {
    const once = thingOf(machine, frame.once);
    if (once) toWrite(machine, once).a = 2;
  }
  if (frame.role === Role.deferred) {
    // A panic takes the place of the one before; Goexit ends any, and goes on behind one that was recovered from.
    if (goroutine.mode === Mode.normal) goroutine.mode = frame.outer;
    else if (goroutine.mode === Mode.panic) goroutine.mode |= frame.outer & Mode.goexit;
  }
  const below = goroutine.frames[goroutine.frames.length - 1];
  if (!below) {
    machine.goroutines = machine.goroutines.filter((g) => g !== goroutine);
    if (goroutine.id === 0) letEscape(machine, frame.results);
    return;
  }
  if (goroutine.mode !== Mode.normal) {
    if (!below.leaving) unwind(goroutine, goroutine.mode);
    return;
  }
  if (frame.role === Role.deferred) return;
  const operation = setting.procedures[below.procedure].operations[below.pc];
  if (operation.do === 'call') {
    operation.results.forEach((register, i) => {
      below.registers[register] = i < frame.results.length ? frame.results[i] : UNKNOWN;
    });
  }
  goroutine.waiting = Waiting.no;
  below.pc = operation.next;
}
