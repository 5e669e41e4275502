import fc from 'fast-check';
import { Builder, type Label } from '../../lowering/builder.ts';
import type { Procedure, Program, Register } from '../../model/program.ts';

/**
 * Small programs of Go over all that the model knows: made at random, and made a `Program` of. `printedProgram.ts`
 * writes the same as Go.
 *
 * All bodies share these: two channels `a` and `b`, one that carries channels `x`, two locks `m` and `n`, a WaitGroup
 * `w`, a Once `o`, a Cond `k` on `m`, and a record `r` with a number and a channel, which `m` guards. A body gets a
 * channel `c` of its own from the one around it, and has a number `v`.
 */
export interface Sketch {
  /** Capacities; -1: nil. */
  a: number;
  b: number;
  x: number;
  body: Body;
}

export type Body = readonly Statement[];
export type Channel = 'a' | 'b' | 'c';
export type Lock = 'm' | 'n';

export interface Case {
  channel: Channel;
  send: boolean;
  body: Body;
  site?: number;
}

export type Statement = { site?: number } & (
  | { do: 'send'; channel: Channel; value: number }
  /** Into `v`. */
  | { do: 'receive'; channel: Channel }
  | { do: 'receiveOk'; channel: Channel; then: Body; otherwise: Body }
  | { do: 'range'; channel: Channel; body: Body }
  | { do: 'close'; channel: Channel }
  | { do: 'select'; cases: readonly Case[]; otherwise: Body | null }
  /** Where it holds that many. */
  | { do: 'length'; channel: Channel; value: number; then: Body }
  /** Of `c`: made, nil, another one, received from `x`; sent on it. */
  | { do: 'make'; capacity: number }
  | { do: 'nil' }
  | { do: 'alias'; channel: Channel }
  | { do: 'take' }
  | { do: 'give' }
  | { do: 'lock' | 'unlock'; lock: Lock; read: boolean }
  | { do: 'tryLock'; lock: Lock; read: boolean; then: Body; otherwise: Body }
  | { do: 'add'; by: number }
  | { do: 'wait' | 'condWait' | 'signal' | 'broadcast' }
  | { do: 'once' | 'go' | 'defer' | 'call'; body: Body }
  /** Between a lock and its unlock. */
  | { do: 'locked'; lock: Lock; read: boolean; body: Body }
  /** Under `m`: what `r` holds is set, or looked at. */
  | { do: 'store'; value: number }
  | { do: 'load'; value: number; then: Body }
  | { do: 'storeChannel' | 'loadChannel' }
  | { do: 'choose'; then: Body; otherwise: Body }
  /** Where `v` is that. */
  | { do: 'if'; value: number; then: Body }
  | { do: 'loop'; body: Body }
  | { do: 'panic' | 'recover' | 'goexit' | 'exit' | 'return' }
  /** Unseen code gets hold of `c`, or gives one. */
  | { do: 'escape' | 'unknown' }
);

const channel = fc.constantFrom<Channel>('a', 'a', 'a', 'b', 'b', 'c');
const lock = fc.constantFrom<Lock>('m', 'm', 'n');
const few = fc.nat(2);

const sleeping: Statement = { do: 'locked', lock: 'm', read: false, body: [{ do: 'condWait' }] };

type Recursive = { root: Body; body: Body; statement: Statement; case: Case };

/** @param isOpen with values that are not known */
export function sketches(isOpen: boolean): fc.Arbitrary<Sketch> {
  const { root } = fc.letrec<Recursive>((tie) => {
    const inner = tie('body');
    const record = <T extends Record<string, fc.Arbitrary<unknown>>>(what: string, parts: T) =>
      fc.record({ do: fc.constant(what), ...parts }) as unknown as fc.Arbitrary<Statement>;
    const plain = (...what: string[]) => fc.constantFrom(...what).map((one) => ({ do: one }) as Statement);
    const weighted = (weight: number, arbitrary: fc.Arbitrary<unknown>) => ({
      weight,
      arbitrary: arbitrary as fc.Arbitrary<Statement>,
    });
    const unlocking = fc.record({ do: fc.constantFrom('lock', 'unlock'), lock, read: fc.boolean() });
    const chosen = [
      weighted(10, record('send', { channel, value: few })),
      weighted(12, record('receive', { channel })),
      weighted(3, record('close', { channel })),
      weighted(2, unlocking),
      weighted(3, record('add', { by: fc.constantFrom(1, 2, -1) })),
      weighted(2, plain('wait')),
      weighted(8, record('locked', { lock, read: fc.boolean(), body: inner })),
      weighted(1, plain('condWait')),
      weighted(3, plain('signal', 'broadcast')),
      weighted(2, fc.constant(sleeping)),
      weighted(2, record('make', { capacity: fc.nat(1) })),
      weighted(2, plain('nil', 'take', 'take', 'give', 'give', 'storeChannel', 'loadChannel')),
      weighted(2, record('alias', { channel: fc.constantFrom('a', 'b') })),
      weighted(2, record('store', { value: few })),
      weighted(2, plain('panic', 'recover', 'goexit', 'exit', 'return', 'return')),
      ...(isOpen ? [weighted(4, plain('escape', 'unknown'))] : []),
      weighted(14, record('go', { body: inner })),
      weighted(6, fc.record({ do: fc.constantFrom('defer', 'call', 'once'), body: inner })),
      weighted(2, record('receiveOk', { channel, then: inner, otherwise: inner })),
      weighted(1, record('range', { channel, body: inner })),
      weighted(
        6,
        record('select', {
          cases: fc.array(tie('case'), { maxLength: 2 }),
          otherwise: fc.option(inner, { freq: 2 }),
        }),
      ),
      weighted(1, record('length', { channel, value: few, then: inner })),
      weighted(1, record('tryLock', { lock, read: fc.boolean(), then: inner, otherwise: inner })),
      weighted(2, record('load', { value: few, then: inner })),
      weighted(3, record('choose', { then: inner, otherwise: inner })),
      weighted(3, record('if', { value: few, then: inner })),
      weighted(1, record('loop', { body: inner })),
    ];
    const statement = fc.oneof({ withCrossShrink: true }, ...chosen);
    const started = record('go', { body: fc.array(statement, { minLength: 1, maxLength: 3, size: 'max' }) });
    return {
      statement,
      root: fc.array(fc.oneof(weighted(2, started), weighted(3, statement)), {
        minLength: 2,
        maxLength: 5,
        size: 'max',
      }),
      body: fc.array(tie('statement'), { maxLength: 3, size: 'max', depthIdentifier: 'bodies' }),
      case: fc.record({ channel, send: fc.boolean(), body: inner }),
    };
  });
  return fc.record({
    a: fc.constantFrom(0, 0, 1, 2),
    b: fc.constantFrom(0, 1, 1, 2, 2, -1),
    x: fc.constantFrom(0, 1),
    body: root as fc.Arbitrary<Body>,
  });
}

/** How many statements a sketch has. */
export const sizeOf = ({ body }: Pick<Sketch, 'body'>): number => {
  let size = 0;
  eachStatement(body, () => size++);
  return size;
};

export function eachStatement(body: Body, visit: (s: Statement | Case) => void): void {
  for (const s of body) {
    visit(s);
    if ('cases' in s)
      for (const c of s.cases) {
        visit(c);
        eachStatement(c.body, visit);
      }
    for (const inner of ['body', 'then', 'otherwise'] as const) {
      const found = (s as Partial<Record<typeof inner, Body | null>>)[inner];
      if (found) eachStatement(found, visit);
    }
  }
}

/** Numbers the statements: the sites of their operations. */
export function numbered(sketch: Sketch): Sketch {
  // A statement that stands there twice becomes two.
  const own: Sketch = JSON.parse(JSON.stringify(sketch));
  let next = 0;
  eachStatement(own.body, (s) => {
    s.site = next++;
  });
  return own;
}

const shared = ['a', 'b', 'c', 'x', 'm', 'n', 'w', 'o', 'k', 'r'] as const;
const indexOf = Object.fromEntries(shared.map((name, i) => [name, i])) as Record<
  (typeof shared)[number],
  Register
>;

/** A numbered sketch as a program of the model. */
export function programOf(sketch: Sketch, isMain: boolean): Program {
  const procedures: Procedure[] = [];
  const write = (name: string, body: Body): number => {
    const index = procedures.length;
    procedures.push({ name, site: -1, parameters: 0, registers: 0, operations: [] });
    const b = new Builder();
    b.registers(shared.length);
    const v = b.number(0);
    statements(b, v, body);
    b.site = -1;
    procedures[index] = b.finish(name, -1, shared.length);
    return index;
  };
  const all = shared.map((_, i) => i);
  const statements = (b: Builder, v: Register, body: Body): void => {
    for (const s of body) statement(b, v, s);
  };
  const inBranches = (b: Builder, v: Register, otherwise: Body, then: Body, thenLabel: Label): void => {
    const end = b.label();
    statements(b, v, otherwise);
    b.site = -1;
    b.jump(end);
    b.place(thenLabel);
    statements(b, v, then);
    b.place(end);
  };
  const isEqual = (b: Builder, v: Register, left: Register, value: number, then: Body): void => {
    const label = b.label();
    b.compare(left, '==', b.number(value), label);
    inBranches(b, v, [], then, label);
  };
  const statement = (b: Builder, v: Register, s: Statement): void => {
    const site = s.site ?? -1;
    b.site = site;
    const { c, m, r } = indexOf;
    const guarded = (access: () => void) => {
      b.emit({ do: 'lock', lock: m, read: false });
      access();
      b.site = site;
      b.emit({ do: 'unlock', lock: m, read: false });
    };
    switch (s.do) {
      case 'send':
        return b.emit({ do: 'send', channel: indexOf[s.channel], value: b.number(s.value) });
      case 'receive': {
        b.emit({ do: 'receive', channel: indexOf[s.channel], to: v, ok: null });
        return zeroFor(b, v);
      }
      case 'receiveOk': {
        const ok = b.register();
        b.emit({ do: 'receive', channel: indexOf[s.channel], to: v, ok });
        zeroFor(b, v);
        const label = b.label();
        b.compare(ok, '==', b.number(1), label);
        return inBranches(b, v, s.otherwise, s.then, label);
      }
      case 'range': {
        const [again, more, end] = [b.label(), b.label(), b.label()];
        const ok = b.register();
        b.place(again);
        b.site = site;
        b.emit({ do: 'receive', channel: indexOf[s.channel], to: v, ok });
        zeroFor(b, v);
        b.compare(ok, '==', b.number(1), more);
        b.jump(end);
        b.place(more);
        statements(b, v, s.body);
        b.site = -1;
        b.jump(again);
        b.place(end);
        return;
      }
      case 'close':
        return b.emit({ do: 'close', channel: indexOf[s.channel] });
      case 'select': {
        const labels = s.cases.map(() => b.label());
        const [end, otherwise] = [b.label(), b.label()];
        const one = b.number(1);
        b.emit({
          do: 'select',
          cases: s.cases.map((k, i) => ({
            site: k.site ?? -1,
            channel: indexOf[k.channel],
            send: k.send ? one : null,
            to: k.send ? null : v,
            ok: null,
            next: labels[i],
          })),
          otherwise: s.otherwise && otherwise,
        });
        s.cases.forEach((k, i) => {
          b.place(labels[i]);
          b.site = -1;
          if (!k.send) zeroFor(b, v);
          statements(b, v, k.body);
          b.site = -1;
          b.jump(end);
        });
        b.place(otherwise);
        statements(b, v, s.otherwise ?? []);
        b.place(end);
        return;
      }
      case 'length': {
        const to = b.register();
        b.emit({ do: 'length', of: indexOf[s.channel], to });
        return isEqual(b, v, to, s.value, s.then);
      }
      case 'make':
        return b.emit({ do: 'makeChannel', to: c, capacity: b.number(s.capacity) });
      case 'nil':
        return b.emit({ do: 'nil', to: c });
      case 'alias':
        return b.copy(indexOf[s.channel], c);
      case 'take':
        return b.emit({ do: 'receive', channel: indexOf.x, to: c, ok: null });
      case 'give':
        return b.emit({ do: 'send', channel: indexOf.x, value: c });
      case 'lock':
      case 'unlock':
        return b.emit({ do: s.do, lock: indexOf[s.lock], read: s.read });
      case 'tryLock': {
        const to = b.register();
        b.emit({ do: 'tryLock', lock: indexOf[s.lock], read: s.read, to });
        const label = b.label();
        b.compare(to, '==', b.number(1), label);
        return inBranches(b, v, s.otherwise, s.then, label);
      }
      case 'add':
        return b.emit({ do: 'count', group: indexOf.w, by: b.number(s.by) });
      case 'wait':
        return b.emit({ do: 'wait', group: indexOf.w });
      case 'condWait':
      case 'signal':
      case 'broadcast':
        return b.emit({ do: s.do, cond: indexOf.k });
      case 'once':
      case 'go':
      case 'defer':
      case 'call': {
        const procedure = write(s.do, s.body);
        const to = b.register();
        // Each in one of the two ways that there are.
        const isClosure = site % 2 === 0;
        if (isClosure) b.emit({ do: 'makeClosure', to, procedure, captured: all });
        const callee = isClosure
          ? ({ kind: 'closure', register: to } as const)
          : ({ kind: 'procedure', procedure } as const);
        const given = isClosure ? [] : all;
        if (s.do === 'once') return b.emit({ do: 'once', once: indexOf.o, callee, arguments: given });
        if (s.do === 'go') return b.emit({ do: 'spawn', callee, arguments: given, daemon: false });
        if (s.do === 'defer') return b.emit({ do: 'defer', callee, arguments: given });
        return b.emit({ do: 'call', callee, arguments: given, results: [] });
      }
      case 'locked':
        b.emit({ do: 'lock', lock: indexOf[s.lock], read: s.read });
        statements(b, v, s.body);
        b.site = site;
        return b.emit({ do: 'unlock', lock: indexOf[s.lock], read: s.read });
      case 'store':
        return guarded(() => b.store(r, 0, b.number(s.value)));
      case 'load':
        return guarded(() => isEqual(b, v, b.load(r, 0), s.value, s.then));
      case 'storeChannel':
        return guarded(() => b.store(r, 1, c));
      case 'loadChannel':
        return guarded(() => b.emit({ do: 'load', record: r, slot: 1, to: c }));
      case 'choose': {
        const [then, otherwise] = [b.label(), b.label()];
        b.emit({ do: 'choose', among: [otherwise, then] });
        b.place(otherwise);
        return inBranches(b, v, s.otherwise, s.then, then);
      }
      case 'if':
        return isEqual(b, v, v, s.value, s.then);
      case 'loop': {
        const [again, more, end] = [b.label(), b.label(), b.label()];
        const turn = b.number(0);
        const [two, one] = [b.number(2), b.number(1)];
        b.place(again);
        b.compare(turn, '<', two, more);
        b.jump(end);
        b.place(more);
        b.emit({ do: 'arithmetic', by: '+', left: turn, right: one, to: turn });
        statements(b, v, s.body);
        b.site = -1;
        b.jump(again);
        b.place(end);
        return;
      }
      case 'return':
        return b.emit({ do: 'return', values: [] });
      case 'escape':
        return b.emit({ do: 'escape', registers: [c] });
      case 'unknown':
        return b.emit({ do: 'unknown', to: c });
      default:
        return b.emit({ do: s.do });
    }
  };
  const b = new Builder();
  const root = procedures.length;
  procedures.push({ name: 'root', site: -1, parameters: 0, registers: 0, operations: [] });
  b.registers(shared.length);
  const { a, x } = sketch;
  for (const [name, capacity] of [
    ['a', a],
    ['b', sketch.b],
    ['x', x],
  ] as const)
    if (capacity < 0) b.emit({ do: 'nil', to: indexOf[name] });
    else b.emit({ do: 'makeChannel', to: indexOf[name], capacity: b.number(capacity) });
  b.emit({ do: 'make', what: 'lock', to: indexOf.m });
  b.emit({ do: 'make', what: 'lock', to: indexOf.n });
  b.emit({ do: 'make', what: 'group', to: indexOf.w });
  b.emit({ do: 'make', what: 'once', to: indexOf.o });
  b.emit({ do: 'makeCond', to: indexOf.k, lock: indexOf.m });
  b.emit({ do: 'makeRecord', to: indexOf.r, type: -1, slots: 2, foreign: false });
  b.store(indexOf.r, 0, b.number(0));
  statements(b, b.number(0), sketch.body);
  b.site = -1;
  procedures[root] = b.finish('root', -1, 0);
  return { procedures, root, isMain };
}

/** What is received of a closed channel is nil: of numbers that is 0. */
function zeroFor(b: Builder, v: Register): void {
  const isThere = b.label();
  b.emit({ do: 'isKnown', register: v, then: isThere });
  b.emit({ do: 'set', to: v, value: 0 });
  b.place(isThere);
}
