import type { Action, Register } from '../model/program.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { isExternal, isWeighted, pointee, type Type } from '../types/type.ts';
import type { Body } from './body.ts';
import type { Builder } from './builder.ts';
import { contextFunctions, contextMethods } from './contexts.ts';
import { errGroupFunctions, errGroupMethods } from './errGroups.ts';
import { value } from './expressions.ts';
import { isContext, primitiveOf } from './layouts.ts';
import type { Lowering } from './lowering.ts';
import { through } from './selectors.ts';
import { streamFunctions } from './streams.ts';

/** What a function of the libraries does, given its receiver and arguments. Returns its results, as far as known. */
export type Intrinsic = (b: Builder, given: readonly Register[], unit: Lowering) => Register[];

const none =
  (action: (given: readonly Register[]) => Action): Intrinsic =>
  (b, given) => {
    b.emit(action(given));
    return [];
  };

const locking = (what: 'lock' | 'unlock', read: boolean): Intrinsic =>
  none(([lock]) => ({ do: what, lock, read }));

const trying =
  (read: boolean): Intrinsic =>
  (b, [lock]) => {
    const to = b.register();
    b.emit({ do: 'tryLock', lock, read, to });
    return [to];
  };

const lockMethods: Record<string, Intrinsic> = {
  Lock: locking('lock', false),
  Unlock: locking('unlock', false),
  RLock: locking('lock', true),
  RUnlock: locking('unlock', true),
  TryLock: trying(false),
  TryRLock: trying(true),
  RLocker: (b, [lock]) => {
    const to = b.register();
    b.emit({ do: 'makeReaders', to, lock });
    return [to];
  },
};

const groupMethods: Record<string, Intrinsic> = {
  Add: none(([group, by]) => ({ do: 'count', group, by })),
  Done: (b, [group]) => {
    const by = b.register();
    b.emit({ do: 'set', to: by, value: -1 });
    b.emit({ do: 'count', group, by });
    return [];
  },
  Wait: none(([group]) => ({ do: 'wait', group })),
  Go: (b, [group, run], unit) => {
    b.emit({ do: 'count', group, by: b.number(1) });
    const procedure = unit.own('WaitGroup.Go', 2, (own) => {
      const done = unit.own('WaitGroup.Done', 1, (last) => void groupMethods.Done(last, [0], unit));
      own.emit({ do: 'defer', callee: { kind: 'procedure', procedure: done }, arguments: [0] });
      own.emit({ do: 'call', callee: { kind: 'closure', register: 1 }, arguments: [], results: [] });
    });
    b.emit({ do: 'spawn', callee: { kind: 'procedure', procedure }, arguments: [group, run], daemon: false });
    return [];
  },
};

const onceMethods: Record<string, Intrinsic> = {
  Do: none(([once, run]) => ({
    do: 'once',
    once,
    callee: { kind: 'closure', register: run },
    arguments: [],
  })),
};

/** `sync.OnceFunc(f)`: what is returned runs `f`, once. */
const onceFunction: Intrinsic = (b, [run], unit) => {
  const [once, to] = b.registers(2);
  b.emit({ do: 'make', what: 'once', to: once });
  const procedure = unit.own('OnceFunc', 2, (own) => {
    own.emit({ do: 'once', once: 0, callee: { kind: 'closure', register: 1 }, arguments: [] });
  });
  b.emit({ do: 'makeClosure', to, procedure, captured: [once, run] });
  return [to];
};

/** A sync.Cond is its model's one; its `L` is the lock. */
const condMethods: Record<string, Intrinsic> = {
  Wait: none(([cond]) => ({ do: 'condWait', cond })),
  Signal: none(([cond]) => ({ do: 'signal', cond })),
  Broadcast: none(([cond]) => ({ do: 'broadcast', cond })),
};

const atomicMethods: Record<string, Intrinsic> = {
  Load: (b, [cell]) => [b.load(cell, 0)],
  Store: (b, [cell, given]) => {
    b.store(cell, 0, given);
    return [];
  },
  Swap: (b, [cell, given]) => {
    const old = b.load(cell, 0);
    b.store(cell, 0, given);
    return [old];
  },
  Add: (b, [cell, by]) => {
    const to = b.register();
    b.emit({ do: 'arithmetic', by: '+', left: b.load(cell, 0), right: by, to });
    b.store(cell, 0, to);
    return [to];
  },
  CompareAndSwap: (b, [cell, old, given]) => {
    const to = b.number(0);
    const then = b.label();
    const end = b.label();
    b.compare(b.load(cell, 0), '==', old, then);
    b.jump(end);
    b.place(then);
    b.store(cell, 0, given);
    b.copy(b.number(1), to);
    b.place(end);
    return [to];
  },
};

const ends: Intrinsic = none(() => ({ do: 'exit' }));
const goexits: Intrinsic = none(() => ({ do: 'goexit' }));
const panics: Intrinsic = none(() => ({ do: 'panic' }));
const nothing: Intrinsic = () => [];

/** Not nil. */
const anError: Intrinsic = (b) => [b.number(1)];

/** By import path and name. What is missing is unseen code. */
const functions: Record<string, Record<string, Intrinsic>> = {
  sync: {
    NewCond: (b, [lock]) => {
      const to = b.register();
      b.emit({ do: 'makeCond', to, lock });
      return [to];
    },
    OnceFunc: onceFunction,
    OnceValue: onceFunction,
    OnceValues: onceFunction,
  },
  errors: { New: anError },
  fmt: { Errorf: anError },
  os: { Exit: ends },
  runtime: { Goexit: goexits, Gosched: nothing, GC: nothing },
  time: {
    Sleep: nothing,
    AfterFunc: (b, [, run]) => {
      b.emit({ do: 'spawn', callee: { kind: 'closure', register: run }, arguments: [], daemon: false });
      return [];
    },
  },
  context: contextFunctions,
  io: streamFunctions,
  'golang.org/x/sync/errgroup': errGroupFunctions,
};

/** What functions and methods of such names do, whoever's logger or test they belong to. */
function ending(name: string): Intrinsic | undefined {
  if (/^(?:Fatal(?:f|ln|w)?|Exitf?)$/.test(name)) return ends;
  // Ginkgo's way to fail is a panic.
  return /^(?:Panic(?:f|ln|w)?|Failf)$/.test(name) ? panics : undefined;
}

/** A function that looks at what it is given, and runs the functions among it. */
const lookingAt: Intrinsic = (b, given) => {
  b.emit({ do: 'escapeClosures', registers: given });
  return [];
};

const testing = new Set(['Fatal', 'Fatalf', 'FailNow', 'Skip', 'Skipf', 'SkipNow']);

/** Functions that look at what they are given, and keep nothing of it. */
const harmless =
  /^(?:fmt|errors|strings|strconv|log|log\/slog|time|math|math\/rand|runtime|sort|bytes|reflect|unsafe)$/;

/**
 * What a called expression is, where the model knows it by itself, with the value before the dot. Calls of harmless
 * functions are intrinsics that do nothing.
 */
export function intrinsicOf(
  body: Body,
  fn: NodeId,
): { intrinsic: Intrinsic; receiver: Register | undefined } | undefined {
  const { file, unit } = body;
  const { tree } = file;
  if (tree.kind[fn] !== K.selector_expression) return undefined;
  const operand = tree.child(fn, F.operand);
  const name = tree.text(tree.child(fn, F.field));
  const path = unit.types.importPath(file, operand);
  if (path !== undefined) {
    const table = functions[path];
    const intrinsic =
      table && Object.hasOwn(table, name)
        ? table[name]
        : (ending(name) ?? (harmless.test(path) ? lookingAt : atomicFunction(path, name)));
    return intrinsic && { intrinsic, receiver: undefined };
  }
  const type = body.typeOf(operand);
  if (isWeighted(pointee(type)) && name === 'Acquire' && isGivenBackground(body, fn))
    return { intrinsic: (b) => [b.nil()], receiver: undefined };
  const direct = isLockOfCond(body, operand) ? lockMethods[name] : methodsOf(pointee(type), name);
  if (direct) return { intrinsic: direct, receiver: value(body, operand) };
  if (unit.types.method(type, name)) return undefined;
  const field = embeddedWith(body, type, name);
  if (!field) {
    const last = type.kind === 'external' ? ending(name) : undefined;
    return last && { intrinsic: last, receiver: value(body, operand) };
  }
  return { intrinsic: field.intrinsic, receiver: through(body, value(body, operand), type, field.names) };
}

/** `sem.Acquire(context.Background(), n)`: it fails where its context ends only, and this one never does. */
function isGivenBackground({ file, unit }: Body, fn: NodeId): boolean {
  const { tree } = file;
  const context = tree.firstChild[tree.child(tree.parent[fn], F.arguments)];
  if (tree.kind[context] !== K.call_expression) return false;
  const made = tree.child(context, F.function);
  if (tree.kind[made] !== K.selector_expression) return false;
  const isOfContext = unit.types.importPath(file, tree.child(made, F.operand)) === 'context';
  return isOfContext && /^(?:Background|TODO)$/.test(tree.text(tree.child(made, F.field)));
}

/** `c.L` */
function isLockOfCond(body: Body, operand: NodeId): boolean {
  const { tree } = body.file;
  if (tree.kind[operand] !== K.selector_expression || tree.text(tree.child(operand, F.field)) !== 'L')
    return false;
  return isExternal(pointee(body.typeOf(tree.child(operand, F.operand))), 'sync', 'Cond');
}

function methodsOf(type: Type, name: string): Intrinsic | undefined {
  const primitive = primitiveOf(type);
  const table =
    primitive === 'lock' || isExternal(type, 'sync', 'Locker')
      ? lockMethods
      : primitive === 'group'
        ? groupMethods
        : primitive === 'once'
          ? onceMethods
          : primitive === 'atomic'
            ? atomicMethods
            : primitive === 'errgroup'
              ? errGroupMethods
              : isExternal(type, 'sync', 'Cond')
                ? condMethods
                : isContext(type)
                  ? contextMethods
                  : undefined;
  if (table && Object.hasOwn(table, name)) return table[name];
  const isTest = type.kind === 'external' && type.path === 'testing';
  // A test that fails here leaves behind what it leaves behind.
  return isTest && testing.has(name) ? ends : undefined;
}

/** The embedded fields to a value of the libraries that has the method. */
function embeddedWith(
  body: Body,
  type: Type,
  name: string,
  depth = 0,
): { intrinsic: Intrinsic; names: string[] } | undefined {
  const fields = depth < 4 ? body.unit.layouts.fields(pointee(body.unit.types.underlying(type))) : undefined;
  for (const field of fields ?? []) {
    if (!field.embedded) continue;
    const intrinsic = methodsOf(pointee(field.type), name);
    if (intrinsic) return { intrinsic, names: [field.name] };
    const below = embeddedWith(body, field.type, name, depth + 1);
    if (below) return { intrinsic: below.intrinsic, names: [field.name, ...below.names] };
  }
  return undefined;
}

/**
 * `atomic.StoreInt32(&x, 1)`: as the method of a type, of what a pointer leads to. What is added up is not known
 * afterwards: the model has no room for numbers that grow.
 */
function atomicFunction(path: string, name: string): Intrinsic | undefined {
  if (path !== 'sync/atomic') return undefined;
  const [method] = /^(?:Load|Store|Swap|CompareAndSwap)/.exec(name) ?? [];
  if (method) return atomicMethods[method];
  return (b, [pointer]) => {
    b.store(pointer, 0, b.unknown());
    return [b.unknown()];
  };
}
