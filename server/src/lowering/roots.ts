import type { Procedure } from '../model/program.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { K } from '../syntax/kinds.ts';
import type { FunctionDecl } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isExternal, pointee, type Type } from '../types/type.ts';
import { Builder } from './builder.ts';
import { parametersWith, resultTypes } from './functions.ts';
import type { Lowering } from './lowering.ts';
import { capturedBy } from './variables.ts';

/**
 * Calls a function with what unseen code would hand it.
 *
 * @param own its procedure
 * @param withWriters others write-lock the RWMutexes of the arguments meanwhile, each once
 */
export function entry(
  unit: Lowering,
  file: SourceFile,
  fn: NodeId,
  own: number,
  withWriters: boolean,
): Procedure {
  const b = new Builder();
  const { types, layouts } = unit;
  const given = givenTo(unit, b, file, fn, withWriters);
  const captured =
    file.tree.kind[fn] === K.func_literal
      ? capturedBy(file, fn).map((name) => layouts.foreign(b, types.of(file, name)))
      : [];
  b.site = -1;
  const results = resultTypes(types, file, fn).map(() => b.register());
  const callee = { kind: 'procedure', procedure: own } as const;
  b.emit({ do: 'call', callee, arguments: [...captured, ...given], results });
  b.emit({ do: 'return', values: results });
  return b.finish('', -1, 0);
}

/** Makes a value by a function, and calls methods of it in any order, for ever. */
export function driver(
  unit: Lowering,
  file: SourceFile,
  maker: NodeId,
  own: number,
  methods: readonly FunctionDecl[],
): Procedure {
  const b = new Builder();
  const given = givenTo(unit, b, file, maker);
  const results = resultTypes(unit.types, file, maker).map(() => b.register());
  b.emit({ do: 'call', callee: { kind: 'procedure', procedure: own }, arguments: given, results });
  const [made, error] = results;
  const again = b.label();
  const end = b.label();
  if (error !== undefined) {
    const isFine = b.label();
    b.emit({ do: 'settle', register: error, as: 'nil', from: null });
    b.compare(error, '==', b.nil(), isFine);
    b.jump(end);
    b.place(isFine);
  }
  b.compare(made, '==', b.nil(), end);
  b.place(again);
  const calls = methods.filter((m) => unit.sees(m.file, m.node)).map((method) => ({ method, at: b.label() }));
  const next = b.label();
  // Others may go first each time.
  b.emit({ do: 'select', cases: [], otherwise: next });
  b.place(next);
  b.emit({ do: 'choose', among: calls.map(({ at }) => at) });
  for (const { method, at } of calls) {
    b.place(at);
    const [, ...rest] = givenTo(unit, b, method.file, method.node);
    const procedure = unit.procedure(method.file, method.node);
    b.emit({
      do: 'call',
      callee: { kind: 'procedure', procedure },
      arguments: [made, ...rest],
      results: [],
    });
    b.jump(again);
  }
  b.place(end);
  return b.finish('', -1, 0);
}

/** Runs functions at once, each in a goroutine of its own; those that are methods have one receiver. */
export function together(unit: Lowering, functions: readonly FunctionDecl[]): Procedure {
  const b = new Builder();
  let shared: number | undefined;
  for (const { file, node, receiver } of functions) {
    const [first, ...rest] = givenTo(unit, b, file, node);
    if (receiver) shared ??= first;
    const given = first === undefined ? [] : [receiver ? shared! : first, ...rest];
    b.site = unit.sites.site(file, node);
    const callee = { kind: 'procedure', procedure: unit.procedure(file, node) } as const;
    b.emit({ do: 'spawn', callee, arguments: given, daemon: false });
    b.site = -1;
  }
  return b.finish('', -1, 0);
}

/** What unseen code would hand a function. */
function givenTo(unit: Lowering, b: Builder, file: SourceFile, fn: NodeId, withWriters = false): number[] {
  const { types, layouts } = unit;
  return parametersWith(file, fn).map(({ type, variadic }) => {
    b.site = unit.sites.site(file, type);
    const denoted = types.denoted(file, type);
    const made = variadic ? b.unknown() : layouts.foreign(b, denoted);
    b.site = -1;
    if (withWriters && !variadic) startWriters(unit, b, made, denoted);
    return made;
  });
}

/** Starts a goroutine for each RWMutex in a struct that takes it for writing, once. */
function startWriters(unit: Lowering, b: Builder, record: number, type: Type, depth = 0): void {
  const { layouts } = unit;
  const struct = pointee(type);
  if (layouts.id(struct) < 0 || depth > 1) return;
  layouts.fields(struct)?.forEach((field, slot) => {
    if (isExternal(field.type, 'sync', 'RWMutex')) {
      const procedure = unit.own('writer', 1, (own) => {
        own.emit({ do: 'lock', lock: 0, read: false });
        own.emit({ do: 'unlock', lock: 0, read: false });
      });
      const callee = { kind: 'procedure', procedure } as const;
      b.emit({ do: 'spawn', callee, arguments: [b.load(record, slot)], daemon: true });
    } else if (field.type.kind === 'named')
      startWriters(unit, b, b.load(record, slot), field.type, depth + 1);
  });
}
