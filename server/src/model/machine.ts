import type { Value } from './values.ts';

export const Kind = {
  channel: 0,
  lock: 1,
  group: 2,
  once: 3,
  cond: 4,
  record: 5,
  closure: 6,
  list: 7,
  pointer: 8,
  readers: 9,
} as const;

/**
 * An object. What its numbers mean:
 *
 * | kind | a | b | c | values |
 * |---|---|---|---|---|
 * | channel | capacity, -1 without end | closed | | buffer |
 * | lock | 1 + the goroutine that holds it for writing | readers | 1 where a writer waits for them | |
 * | group | count | | | |
 * | once | 0, 1 while it runs, 2 done | | | |
 * | cond | | | | its lock |
 * | record | type | foreign | bits: inline slots | slots |
 * | closure | procedure | | | captured |
 * | list | 1 for a map | | keys | elements, keys |
 * | pointer | slot | | | its record |
 * | readers | | | | their lock |
 */
export interface OwnThing {
  /** Its place among the things of a state. */
  index: number;
  /** The only state that may write to it, by that one's `own`. */
  owner: number;
  kind: number;
  site: number;
  escaped: boolean;
  a: number;
  b: number;
  c: number;
  values: Value[];
}

export type Thing = Readonly<Omit<OwnThing, 'values'>> & { readonly values: readonly Value[] };

/** A call that is put off: `callee` is a procedure as -1 - index, or nil. */
export interface Deferred {
  readonly callee: number;
  readonly given: readonly Value[];
}

/** What a frame is there for. */
export const Role = { call: 0, deferred: 1, once: 2 } as const;

export interface OwnFrame {
  procedure: number;
  pc: number;
  registers: Value[];
  role: number;
  /** Of a frame with role `once`: its Once. */
  once: Value;
  /** It has ended but for what it has deferred; `results` are what it gives. */
  leaving: boolean;
  results: readonly Value[];
  deferred: readonly Deferred[];
  /** Of a frame with role `deferred`: how the goroutine went on when it came to it. */
  outer: number;
}

export type Frame = Readonly<Omit<OwnFrame, 'registers'>> & { readonly registers: readonly Value[] };

/** How a goroutine goes on: as the source says, out of all frames by a panic, by Goexit, or (3) both. */
export const Mode = { normal: 0, panic: 1, goexit: 2 } as const;

/**
 * What a goroutine has done already of the operation that it stands at: of a lock, said that a writer waits; of a
 * Cond's Wait, given back the lock, been woken, and said that it waits for the lock.
 */
export const Waiting = { no: 0, announced: 1, asleep: 1, woken: 2, wokenAnnounced: 3 } as const;

export interface OwnGoroutine {
  /** The only state that may write to it and its frames, by that one's `own`. */
  owner: number;
  /** 0 is the first goroutine's; else the smallest number that was free when it was started. */
  id: number;
  daemon: boolean;
  mode: number;
  waiting: number;
  /** Innermost last. */
  frames: OwnFrame[];
}

export type Goroutine = Readonly<Omit<OwnGoroutine, 'frames'>> & { readonly frames: readonly Frame[] };

/**
 * A state, unpacked to be worked on. Copies of it share its goroutines and objects: each that is written to is made
 * one's own first.
 */
export interface Machine {
  own: number;
  goroutines: readonly Goroutine[];
  things: Thing[];
  /** The record of what all goroutines see; nil where there is none. */
  globals: Value;
}

let owners = 0;

/** A mark that no state has had before. */
export const newOwner = (): number => ++owners;

/** From now on nothing that it holds is written to. */
export function share(machine: Machine): void {
  machine.own = newOwner();
}

export function copyOf(machine: Machine): Machine {
  share(machine);
  return {
    own: newOwner(),
    goroutines: machine.goroutines,
    things: machine.things.slice(),
    globals: machine.globals,
  };
}

/** An object, to be written to. */
export function toWrite(machine: Machine, thing: Thing): OwnThing {
  if (thing.owner === machine.own) return thing as OwnThing;
  const { index, kind, site, escaped, a, b, c } = thing;
  const own = { index, owner: machine.own, kind, site, escaped, a, b, c, values: thing.values.slice() };
  machine.things[index] = own;
  return own;
}

/** A goroutine, to be run. */
export function toRun(machine: Machine, goroutine: Goroutine): OwnGoroutine {
  if (goroutine.owner === machine.own) return goroutine as OwnGoroutine;
  const { id, daemon, mode, waiting } = goroutine;
  const own = { owner: machine.own, id, daemon, mode, waiting, frames: goroutine.frames.map(frameLike) };
  machine.goroutines = machine.goroutines.map((g) => (g === goroutine ? own : g));
  return own;
}

function frameLike(frame: Frame): OwnFrame {
  const { procedure, pc, role, once, leaving, results, deferred, outer } = frame;
  const registers = frame.registers.slice();
  return { procedure, pc, registers, role, once, leaving, results, deferred, outer };
}
