import type { Register } from '../model/program.ts';
import type { Builder } from './builder.ts';
import type { Intrinsic } from './library.ts';
import type { Lowering } from './lowering.ts';

/**
 * A context is a record with the channel that closes when it ends: nil for the background, which never does. One with
 * a time-out, or from unseen code, may end at any time: its channel is unknown.
 */
const done = 0;
/** Whether it has been cancelled. */
const ended = 1;
/** The context that it was made from. */
const parent = 2;

function make(b: Builder, from: Register | null, channel: (b: Builder) => Register): Register {
  const to = b.register();
  b.emit({ do: 'makeRecord', to, type: -1, slots: 3, foreign: false });
  b.store(to, done, channel(b));
  b.store(to, ended, b.number(0));
  if (from !== null) b.store(to, parent, from);
  return to;
}

const background: Intrinsic = (b) => [make(b, null, (own) => own.nil())];

const mayEnd: Intrinsic = (b, [from]) => {
  const to = make(b, from, (own) => own.unknown());
  const nothing = b.unknown();
  return [to, nothing];
};

/** Cancels a context, once. Its procedure: the context. */
export function cancelProcedure(unit: Lowering): number {
  return unit.own('context cancel', 1, (b) => {
    const again = b.label();
    b.compare(b.load(0, ended), '==', b.number(1), again);
    b.store(0, ended, b.number(1));
    b.emit({ do: 'close', channel: b.load(0, done) });
    b.place(again);
    b.emit({ do: 'return', values: [] });
  });
}

/** Ends a context when its parent ends. Its procedure: the channel of the parent, the context. */
const follow = (unit: Lowering): number =>
  unit.own('context follows', 2, (b) => {
    b.emit({ do: 'receive', channel: 0, to: null, ok: null });
    const callee = { kind: 'procedure', procedure: cancelProcedure(unit) } as const;
    b.emit({ do: 'call', callee, arguments: [1], results: [] });
  });

/** A context that ends when it is cancelled, or its parent ends. */
export function makeCancelled(b: Builder, from: Register, unit: Lowering): Register {
  const to = make(b, from, (own) => {
    const channel = own.register();
    own.emit({ do: 'makeChannel', to: channel, capacity: own.number(0) });
    return channel;
  });
  const callee = { kind: 'procedure', procedure: follow(unit) } as const;
  b.emit({ do: 'spawn', callee, arguments: [b.load(from, done), to], daemon: true });
  return to;
}

const withCancel: Intrinsic = (b, [from], unit) => {
  const to = makeCancelled(b, from, unit);
  const cancel = b.register();
  b.emit({ do: 'makeClosure', to: cancel, procedure: cancelProcedure(unit), captured: [to] });
  return [to, cancel];
};

/** By name. */
export const contextFunctions: Record<string, Intrinsic> = {
  Background: background,
  TODO: background,
  WithoutCancel: background,
  WithCancel: withCancel,
  WithCancelCause: withCancel,
  WithTimeout: mayEnd,
  WithDeadline: mayEnd,
  WithTimeoutCause: mayEnd,
  WithDeadlineCause: mayEnd,
  WithValue: (_, [from]) => [from],
  AfterFunc: (b, [, run]) => {
    b.emit({ do: 'escape', registers: [run] });
    return [];
  },
  Cause: (b) => [b.unknown()],
};

/** By name. */
export const contextMethods: Record<string, Intrinsic> = {
  Done: (b, [context]) => [b.load(context, done)],
  Err: (b, [context]) => {
    const to = b.register();
    const isOver = b.label();
    const end = b.label();
    b.emit({
      do: 'select',
      cases: [{ site: -1, channel: b.load(context, done), send: null, to: null, ok: null, next: isOver }],
      otherwise: end,
    });
    b.place(isOver);
    b.copy(b.number(1), to);
    b.place(end);
    return [to];
  },
  Value: (b) => [b.unknown()],
  Deadline: (b) => [b.unknown(), b.unknown()],
};
