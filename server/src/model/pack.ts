import { type Liveness, livenessOf } from './liveness.ts';
import {
  type Deferred,
  type Frame,
  type Goroutine,
  type Machine,
  newOwner,
  type OwnFrame,
  type OwnGoroutine,
  type OwnThing,
  Role,
  type Thing,
} from './machine.ts';
import type { Procedure } from './program.ts';
import { indexOf, isObject, NIL, ofObject, type Value } from './values.ts';

/** A growing row of numbers. */
export class Row {
  words = new Int32Array(256);
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

/** Writes states as rows of numbers, each in one way only. */
export class Packer {
  private readonly row = new Row();
  private readonly procedures: readonly Procedure[];
  private readonly liveness: Liveness[] = [];
  /** Objects below it keep their numbers. */
  private fixed = 0;
  /** The objects that have got numbers, in their order. */
  private readonly order: number[] = [];
  /** By object: 1 + its number; 0 where it was not come across yet. */
  private numbers = new Int32Array(256);

  constructor(procedures: readonly Procedure[]) {
    this.procedures = procedures;
  }

  /**
   * A whole state: objects are numbered as they are reached from the goroutines, and those that are not are left out, as
   * are registers that nobody reads any more.
   */
  whole({ goroutines, things, globals }: Machine): Row {
    const { row } = this;
    this.begin(things.length, 0);
    this.value(globals);
    row.push(goroutines.length);
    for (const goroutine of goroutines) this.goroutine(goroutine);
    this.reached(things);
    return row;
  }

  /**
   * What is not as it was in a state that this one comes from and shares all else with: objects that were there then
   * keep their numbers.
   */
  since({ goroutines, things, globals }: Machine, base: Pick<Machine, 'goroutines' | 'things'>): Row {
    const { row } = this;
    this.begin(things.length, base.things.length);
    this.value(globals);
    row.push(goroutines.length);
    for (const goroutine of goroutines) {
      const isSame = base.goroutines.includes(goroutine);
      row.push(isSame ? -1 - goroutine.id : goroutine.id);
      if (!isSame) this.goroutine(goroutine);
    }
    for (let i = 0; i < base.things.length; i++) {
      if (things[i] === base.things[i] || isAlike(things[i], base.things[i])) continue;
      row.push(i);
      this.thing(things[i]);
    }
    this.reached(things);
    return row;
  }

  private begin(things: number, fixed: number): void {
    this.row.length = 0;
    this.order.length = 0;
    this.fixed = fixed;
    if (this.numbers.length < things) this.numbers = new Int32Array(things * 2);
    this.numbers.fill(0, fixed, things);
  }

  private goroutine({ id, waiting, mode, daemon, frames }: Goroutine): void {
    const { row } = this;
    row.push(id * 32 + waiting * 8 + mode * 2 + (daemon ? 1 : 0));
    row.push(frames.length);
    const top = frames.length - 1;
    for (let i = 0; i <= top; i++) this.frame(frames[i], i === top);
  }

  private frame(frame: Frame, isTop: boolean): void {
    const { row } = this;
    const { procedure, pc, registers, role, leaving, deferred } = frame;
    row.push(procedure);
    row.push(pc);
    row.push(frame.outer * 16 + role * 2 + (leaving ? 1 : 0));
    if (role === Role.once) this.value(frame.once);
    if (leaving) this.values(frame.results);
    else {
      const live = this.live(procedure).at(pc, isTop);
      for (let i = 0; i < live.length; i++) this.value(registers[live[i]]);
    }
    row.push(deferred.length);
    for (const { callee, given } of deferred) {
      row.push(callee);
      this.values(given);
    }
  }

  private live(procedure: number): Liveness {
    this.liveness[procedure] ??= livenessOf(this.procedures[procedure]);
    return this.liveness[procedure];
  }

  private reached(things: readonly Thing[]): void {
    const { order } = this;
    for (let i = 0; i < order.length; i++) this.thing(things[order[i]]);
  }

  private thing({ kind, escaped, site, a, b, c, values }: Thing): void {
    const { row } = this;
    row.push(kind * 2 + (escaped ? 1 : 0));
    row.push(site);
    row.push(a);
    row.push(b);
    row.push(c);
    this.values(values);
  }

  private value(value: Value): void {
    if (!isObject(value) || indexOf(value) < this.fixed) return this.row.push(value);
    const index = indexOf(value);
    if (this.numbers[index] === 0) this.numbers[index] = this.order.push(index);
    this.row.push(ofObject(this.fixed + this.numbers[index] - 1));
  }

  private values(values: readonly Value[]): void {
    this.row.push(values.length);
    for (let i = 0; i < values.length; i++) this.value(values[i]);
  }

  /** The state that a row of a whole one stands for. */
  unpack(words: Int32Array, from: number, to: number): Machine {
    let at = from;
    const own = newOwner();
    const all = (): Value[] => {
      const length = words[at++];
      const values = new Array<Value>(length);
      for (let i = 0; i < length; i++) values[i] = words[at++];
      return values;
    };
    const globals = words[at++];
    const goroutines: OwnGoroutine[] = [];
    for (let left = words[at++]; left > 0; left--) {
      const bits = words[at++];
      const frames: OwnFrame[] = [];
      for (let inner = words[at++]; inner > 0; inner--) {
        const procedure = words[at++];
        const pc = words[at++];
        const flags = words[at++];
        const role = (flags >> 1) & 7;
        const leaving = (flags & 1) === 1;
        const once = role === Role.once ? words[at++] : NIL;
        const results = leaving ? all() : [];
        const live = this.live(procedure);
        const registers = new Array<Value>(live.registers).fill(NIL);
        if (!leaving) for (const r of live.at(pc, inner === 1)) registers[r] = words[at++];
        const deferred: Deferred[] = [];
        for (let calls = words[at++]; calls > 0; calls--)
          deferred.push({ callee: words[at++], given: all() });
        frames.push({ procedure, pc, registers, role, once, leaving, results, deferred, outer: flags >> 4 });
      }
      const [waiting, mode] = [(bits >> 3) & 3, (bits >> 1) & 3];
      goroutines.push({ owner: own, id: bits >> 5, waiting, mode, daemon: (bits & 1) === 1, frames });
    }
    const things: OwnThing[] = [];
    for (let index = 0; at < to; index++) {
      const flags = words[at++];
      const site = words[at++];
      const a = words[at++];
      const b = words[at++];
      const c = words[at++];
      const escaped = (flags & 1) === 1;
      things.push({ index, owner: own, kind: flags >> 1, escaped, site, a, b, c, values: all() });
    }
    return { own, goroutines, things, globals };
  }
}

function isAlike(a: Thing, b: Thing): boolean {
  if (a.escaped !== b.escaped || a.a !== b.a || a.b !== b.b || a.c !== b.c) return false;
  if (a.values.length !== b.values.length) return false;
  for (let i = 0; i < a.values.length; i++) if (a.values[i] !== b.values[i]) return false;
  return true;
}
