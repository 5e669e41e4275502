import type { Register } from '../model/program.ts';
import type { Builder } from './builder.ts';
import { cancelProcedure, makeCancelled } from './contexts.ts';
import type { Intrinsic } from './library.ts';
import type { Lowering } from './lowering.ts';

/** An errgroup.Group is a record: the group, the channel of its slots (nil without a limit), its context or nil. */
const group = 0;
const slots = 1;
const context = 2;

export function makeErrGroup(b: Builder): Register {
  const [to, inner] = b.registers(2);
  b.emit({ do: 'make', what: 'group', to: inner });
  b.emit({ do: 'makeRecord', to, type: -1, slots: 3, foreign: false });
  b.store(to, group, inner, true);
  return to;
}

/** Cancels the context of a group, where it has one. */
function cancel(b: Builder, held: Register, unit: Lowering): void {
  const end = b.label();
  const own = b.load(held, context);
  b.compare(own, '==', b.nil(), end);
  const callee = { kind: 'procedure', procedure: cancelProcedure(unit) } as const;
  b.emit({ do: 'call', callee, arguments: [own], results: [] });
  b.place(end);
}

/** What the group's goroutine ends with, whatever its function does. */
const ending = (unit: Lowering): number =>
  unit.own('errgroup done', 1, (b) => {
    const held = b.load(0, slots);
    const isFree = b.label();
    b.compare(held, '==', b.nil(), isFree);
    b.emit({ do: 'receive', channel: held, to: null, ok: null });
    b.place(isFree);
    b.emit({ do: 'count', group: b.load(0, group), by: b.number(-1) });
  });

const running = (unit: Lowering): number =>
  unit.own('errgroup run', 2, (b) => {
    const last = { kind: 'procedure', procedure: ending(unit) } as const;
    b.emit({ do: 'defer', callee: last, arguments: [0] });
    const error = b.register();
    b.emit({ do: 'call', callee: { kind: 'closure', register: 1 }, arguments: [], results: [error] });
    b.emit({ do: 'settle', register: error, as: 'nil', from: null });
    const isFine = b.label();
    b.compare(error, '==', b.nil(), isFine);
    cancel(b, 0, unit);
    b.place(isFine);
    b.emit({ do: 'return', values: [] });
  });

const start: Intrinsic = (b, [held, run], unit) => {
  const limit = b.load(held, slots);
  const isFree = b.label();
  b.compare(limit, '==', b.nil(), isFree);
  b.emit({ do: 'send', channel: limit, value: b.nil() });
  b.place(isFree);
  b.emit({ do: 'count', group: b.load(held, group), by: b.number(1) });
  const callee = { kind: 'procedure', procedure: running(unit) } as const;
  b.emit({ do: 'spawn', callee, arguments: [held, run], daemon: false });
  return [];
};

/** By name. */
export const errGroupMethods: Record<string, Intrinsic> = {
  Go: start,
  TryGo: (b, given, unit) => {
    start(b, given, unit);
    return [b.unknown()];
  },
  Wait: (b, [held], unit) => {
    b.emit({ do: 'wait', group: b.load(held, group) });
    cancel(b, held, unit);
    return [b.unknown()];
  },
  SetLimit: (b, [held, limit]) => {
    const to = b.register();
    b.emit({ do: 'makeChannel', to, capacity: limit });
    b.store(held, slots, to);
    return [];
  },
};

/** By name. */
export const errGroupFunctions: Record<string, Intrinsic> = {
  WithContext: (b, [from], unit) => {
    const held = makeErrGroup(b);
    const own = makeCancelled(b, from, unit);
    b.store(held, context, own);
    return [held, own];
  },
};
