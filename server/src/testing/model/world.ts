/** The states of the interpreter that tries everything: plain objects that refer to each other. */

export type Kind = 'channel' | 'lock' | 'group' | 'once' | 'cond' | 'record' | 'closure' | 'list';

export interface Thing {
  kind: Kind;
  site: number;
  escaped: boolean;
  values: Value[];
  /** Capacity; type of a record; procedure; who holds a lock for writing; the count of a group. */
  n: number;
  readers: number;
  /** A writer that readers have to let pass. */
  writer: number;
  closed: boolean;
  ran: 'no' | 'runs' | 'yes';
  foreign: boolean;
  inline: number[];
}

export type Value = number | 'nil' | 'unknown' | 'opaque' | Thing;

export interface Mood {
  panics: boolean;
  exits: boolean;
}

export interface Frame {
  procedure: number;
  pc: number;
  registers: Value[];
  why: 'call' | 'deferred' | 'once';
  once: Value;
  leaving: boolean;
  results: Value[];
  deferred: { procedure: number; given: Value[] }[];
  /** What the goroutine was about when the frame was deferred to. */
  outer: Mood;
}

export interface Runner {
  id: number;
  daemon: boolean;
  mood: Mood;
  phase: 'none' | 'announced' | 'asleep' | 'woken' | 'woken and announced';
  frames: Frame[];
}

export interface World {
  runners: Runner[];
}

export const no = 'nil';
export const isThing = (value: Value): value is Thing => typeof value === 'object';
export const isNumber = (value: Value): value is number => typeof value === 'number';
export const isUnknown = (value: Value): boolean => value === 'unknown' || value === 'opaque';
export const known = (value: Value): Thing | undefined =>
  isThing(value) && !value.escaped ? value : undefined;
export const knownAs = (value: Value, kind: Kind): Thing | undefined => {
  const thing = known(value);
  return thing?.kind === kind ? thing : undefined;
};

/** A state as text: things by the order in which they are come across. */
export function print(world: World): string {
  const numbers = new Map<Thing, number>();
  const things: unknown[] = [];
  const value = (v: Value): unknown => {
    if (!isThing(v)) return v;
    let number = numbers.get(v);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(v, number);
      things[number] = null;
      things[number] = { ...v, values: v.values.map(value) };
    }
    return [number];
  };
  const runners = world.runners.map((runner) => ({
    ...runner,
    frames: runner.frames.map((frame) => ({
      ...frame,
      registers: frame.registers.map(value),
      once: value(frame.once),
      results: frame.results.map(value),
      deferred: frame.deferred.map((d) => ({ ...d, given: d.given.map(value) })),
    })),
  }));
  return JSON.stringify([runners, things]);
}

export function parse(text: string): World {
  const [runners, things] = JSON.parse(text) as [Runner[], Thing[]];
  const value = (v: unknown): Value => (Array.isArray(v) ? things[v[0]] : (v as Value));
  for (const thing of things) thing.values = thing.values.map(value);
  for (const { frames } of runners)
    for (const frame of frames) {
      frame.registers = frame.registers.map(value);
      frame.once = value(frame.once);
      frame.results = frame.results.map(value);
      for (const d of frame.deferred) d.given = d.given.map(value);
    }
  return { runners };
}

export const thing = (kind: Kind, site: number, parts: Partial<Thing>): Thing => ({
  kind,
  site,
  escaped: false,
  values: [],
  n: 0,
  readers: 0,
  writer: 0,
  closed: false,
  ran: 'no',
  foreign: false,
  inline: [],
  ...parts,
});

/** Unseen code gets hold of it, and of what is reached from it. */
export function letGo(value: Value): void {
  if (!isThing(value) || value.escaped || (value.kind === 'record' && value.foreign)) return;
  // What a function does is known, whoever runs it; `closed` says that it was come by.
  if (value.kind === 'closure') {
    if (value.closed) return;
    value.closed = true;
  } else value.escaped = true;
  value.values.forEach(letGo);
}

export function clone(value: Value, depth: number): Value {
  const original = known(value);
  if (!original || original.kind === 'closure' || original.kind === 'channel' || depth > 6) return value;
  const values = original.values.map((inner, slot) =>
    original.kind === 'record' && original.inline.includes(slot) ? clone(inner, depth + 1) : inner,
  );
  return { ...original, values, inline: [...original.inline] };
}
