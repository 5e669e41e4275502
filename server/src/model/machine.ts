import { livenessOf } from './liveness.ts';
import type { Procedure } from './program.ts';
import { indexOf, isObject, NIL, ofObject, type Value } from './values.ts';

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
 * | list | | | | elements |
 * | pointer | slot | | | its record |
 * | readers | | | | their lock |
 */
export interface Thing {
  kind: number;
  site: number;
  escaped: boolean;
  a: number;
  b: number;
  c: number;
  values: Value[];
}

/** A call that is put off: `callee` is a procedure as -1 - index, or nil. */
export interface Deferred {
  callee: number;
  given: Value[];
}

/** What a frame is there for. */
export const Role = { call: 0, deferred: 1, once: 2 } as const;

export interface Frame {
  procedure: number;
  pc: number;
  registers: Value[];
  role: number;
  /** Of a frame with role `once`: its Once. */
  once: Value;
  /** It has ended but for what it has deferred; `results` are what it gives. */
  leaving: boolean;
  results: Value[];
  deferred: Deferred[];
  /** Of a frame with role `deferred`: how the goroutine went on when it came to it. */
  outer: number;
}

/** How a goroutine goes on: as the source says, out of all frames by a panic, by Goexit, or (3) both. */
export const Mode = { normal: 0, panic: 1, goexit: 2 } as const;

/**
 * What a goroutine has done already of the operation that it stands at: of a lock, said that a writer waits; of a
 * Cond's Wait, given back the lock, been woken, and said that it waits for the lock.
 */
export const Waiting = { no: 0, announced: 1, asleep: 1, woken: 2, wokenAnnounced: 3 } as const;

export interface Goroutine {
  /** 0 is the first goroutine's; else the smallest number that was free when it was started. */
  id: number;
  daemon: boolean;
  mode: number;
  waiting: number;
  /** Innermost last. */
  frames: Frame[];
}

/** A state, unpacked to be worked on. */
export interface Machine {
  goroutines: Goroutine[];
  things: Thing[];
  /** The record of what all goroutines see; nil where there is none. */
  globals: Value;
}

/** A growing row of numbers. */
export class Row {
  words = new Int32Array(1024);
  length = 0;

  push(word: number): void {
    if (this.length === this.words.length) {
      const wider = new Int32Array(this.length * 2);
      wider.set(this.words);
      this.words = wider;
    }
    this.words[this.length++] = word;
  }
}

/**
 * Writes a state in one way only: objects are numbered as they are reached from the goroutines, and those that are not
 * are left out, as are registers that nobody reads any more.
 */
export function pack(machine: Machine, procedures: readonly Procedure[], row: Row): void {
  const { goroutines, things } = machine;
  row.length = 0;
  if (numbers.length < things.length) numbers = new Int32Array(things.length * 2);
  numbers.fill(0, 0, things.length);
  const order: number[] = [];
  const put = (value: Value): void => {
    if (!isObject(value)) return row.push(value);
    const index = indexOf(value);
    if (numbers[index] === 0) numbers[index] = order.push(index);
    row.push(ofObject(numbers[index] - 1));
  };
  const putAll = (values: readonly Value[]): void => {
    row.push(values.length);
    for (let i = 0; i < values.length; i++) put(values[i]);
  };
  put(machine.globals);
  row.push(goroutines.length);
  for (const goroutine of goroutines) {
    row.push(goroutine.id * 32 + goroutine.waiting * 8 + goroutine.mode * 2 + (goroutine.daemon ? 1 : 0));
    row.push(goroutine.frames.length);
    const top = goroutine.frames.length - 1;
    for (let i = 0; i <= top; i++) {
      const frame = goroutine.frames[i];
      row.push(frame.procedure);
      row.push(frame.pc);
      row.push(frame.outer * 16 + frame.role * 2 + (frame.leaving ? 1 : 0));
      if (frame.role === Role.once) put(frame.once);
      if (frame.leaving) putAll(frame.results);
      else {
        const { before, during } = livenessOf(procedures[frame.procedure]);
        const live = (i === top ? before : during)[frame.pc];
        const { registers } = frame;
        row.push(registers.length);
        for (let r = 0; r < registers.length; r++) {
          if (live[r]) put(registers[r]);
          else row.push(NIL);
        }
      }
      row.push(frame.deferred.length);
      for (const { callee, given } of frame.deferred) {
        row.push(callee);
        putAll(given);
      }
    }
  }
  for (let i = 0; i < order.length; i++) {
    const thing = things[order[i]];
    row.push(thing.kind * 2 + (thing.escaped ? 1 : 0));
    row.push(thing.site);
    row.push(thing.a);
    row.push(thing.b);
    row.push(thing.c);
    putAll(thing.values);
  }
}

/** By thing: 1 + its number in the state that is being packed; 0 where it was not come across yet. */
let numbers = new Int32Array(256);

/** Unpacks a state. */
export function unpack(
  words: Int32Array,
  from: number,
  to: number,
  procedures: readonly Procedure[],
): Machine {
  let at = from;
  const all = (): Value[] => {
    const length = words[at++];
    const values = new Array<Value>(length);
    for (let i = 0; i < length; i++) values[i] = words[at++];
    return values;
  };
  const globals = words[at++];
  const goroutines: Goroutine[] = [];
  for (let left = words[at++]; left > 0; left--) {
    const bits = words[at++];
    const frames: Frame[] = [];
    for (let inner = words[at++]; inner > 0; inner--) {
      const procedure = words[at++];
      const pc = words[at++];
      const flags = words[at++];
      const role = (flags >> 1) & 7;
      const leaving = (flags & 1) === 1;
      const once = role === Role.once ? words[at++] : NIL;
      const results = leaving ? all() : [];
      const registers = leaving ? new Array<Value>(procedures[procedure].registers).fill(NIL) : all();
      const deferred: Deferred[] = [];
      for (let calls = words[at++]; calls > 0; calls--) deferred.push({ callee: words[at++], given: all() });
      frames.push({ procedure, pc, registers, role, once, leaving, results, deferred, outer: flags >> 4 });
    }
    goroutines.push({
      id: bits >> 5,
      waiting: (bits >> 3) & 3,
      mode: (bits >> 1) & 3,
      daemon: (bits & 1) === 1,
      frames,
    });
  }
  const things: Thing[] = [];
  while (at < to) {
    const flags = words[at++];
    const site = words[at++];
    const a = words[at++];
    const b = words[at++];
    const c = words[at++];
    things.push({ kind: flags >> 1, escaped: (flags & 1) === 1, site, a, b, c, values: all() });
  }
  return { goroutines, things, globals };
}
