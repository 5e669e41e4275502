import type { Operation, Procedure, Program, Site } from '../model/program.ts';
import { namedBy } from '../model/reached.ts';
import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import { type FunctionDecl, parametersOf } from '../types/package.ts';
import type { BodyEdit, SourceFile } from '../types/sourceFile.ts';
import { isExternal, pointee, type Type } from '../types/type.ts';
import { Body } from './body.ts';
import { Builder } from './builder.ts';
import { Layouts } from './layouts.ts';
import { Part, Procedures } from './procedures.ts';
import { block } from './statements.ts';
import { capturedBy } from './variables.ts';

const waits = new Set(['send', 'receive', 'select', 'lock', 'wait', 'condWait', 'once']);

/** What a `Site` of a program means. */
export interface Place {
  file: SourceFile;
  node: NodeId;
}

/** What one function at top level is lowered to. */
interface Lowered {
  /** The function, its literals, and what is written for places in it. */
  body: Part;
  /** The function, or literals outside of any. */
  roots: Set<NodeId>;
  /** What runs its literals by themselves. */
  entries: Part;
  literals: NodeId[];
  /** What makes a value by it and calls that one's methods. */
  driven: readonly FunctionDecl[] | undefined;
}

/** A function's program. */
export interface ScopeProgram extends Program {
  /** The procedures that it may come to, and how many calls away they are; all others are unseen code. */
  reached: ReadonlyMap<number, number>;
}

/** A program has so many procedures at most. */
const mostProcedures = 40;

/** Stands for those that are too far away: unseen code, which takes what it is given. */
const unseen = ((): Procedure => {
  const b = new Builder();
  const registers = b.registers(16);
  b.emit({ do: 'escape', registers });
  return b.finish('', -1, registers.length);
})();

/** Turns the functions of one package into the model's procedures, each once, and anew where a body has changed. */
export class Lowering {
  readonly types: Types;
  readonly layouts: Layouts;
  /** Loops make their variables anew each turn. */
  readonly perIteration: boolean;
  readonly procedures = new Procedures();
  private readonly lowered = new Map<SourceFile, Map<NodeId, Lowered>>();
  private readonly places: Place[] = [];
  /** By where they stand: the operations that may have to wait. */
  private readonly waiting = new Map<Site, Operation>();
  private readonly sites = new Map<SourceFile, Map<NodeId, Site>>();
  private readonly methodsOf = new Map<string, ReadonlyMap<number, number>>();
  /** What was said of functions' bodies, and the procedures that were told. */
  private readonly seen = new Map<string, { hasBody: boolean; by: Set<number> }>();
  /** By name: the procedures that know all methods of it. */
  private readonly callers = new Map<string, Set<number>>();

  constructor(types: Types, perIteration: boolean) {
    this.types = types;
    this.perIteration = perIteration;
    this.layouts = new Layouts(types);
  }

  /**
   * The program that a function is, run by the first goroutine with arguments that are not known.
   *
   * @param withWriters others write-lock the RWMutexes of the arguments meanwhile, each once
   */
  program(file: SourceFile, fn: NodeId, withWriters = false): ScopeProgram {
    const name = file.tree.child(fn, F.name);
    const isMain =
      file.packageName === 'main' &&
      file.tree.kind[fn] === K.function_declaration &&
      file.tree.text(name) === 'main';
    const root = this.entry(file, fn, withWriters);
    const reached = this.procedures.reach(root, mostProcedures);
    return { procedures: this.cut(reached), root, isMain, reached };
  }

  /** The procedures of a function's program that are so many calls away at most: no others are written. */
  near(file: SourceFile, fn: NodeId, mostCalls: number): ReadonlyMap<number, Procedure> {
    const reached = this.procedures.reach(this.entry(file, fn), mostProcedures, mostCalls);
    return new Map([...reached.keys()].map((index) => [index, this.procedures.all[index]]));
  }

  /** The procedures, those that were not reached as unseen code. */
  private cut(reached: ReadonlyMap<number, number>): readonly Procedure[] {
    const { all } = this.procedures;
    if (reached.size < mostProcedures) return all;
    const procedures = all.slice();
    for (const index of reached.keys()) {
      const { called, held } = namedBy(all[index]);
      for (const other of [...called, ...held]) if (!reached.has(other)) procedures[other] = unseen;
    }
    return procedures;
  }

  /**
   * The program that a type is: the first goroutine makes a value of it by a function that returns one, and calls
   * methods of that in any order, for ever.
   */
  driver(file: SourceFile, maker: NodeId, methods: readonly FunctionDecl[]): ScopeProgram {
    const root = this.driven(file, maker, methods);
    const reached = this.procedures.reach(root, mostProcedures);
    return { procedures: this.cut(reached), root, isMain: false, isDriven: true, reached };
  }

  private driven(file: SourceFile, maker: NodeId, methods: readonly FunctionDecl[]): number {
    const lowered = this.loweredOf(file, maker);
    lowered.driven = methods;
    const own = this.procedure(file, maker);
    return this.index(`driver ${keyOf(file, maker)}`, lowered.entries, () => {
      const b = new Builder();
      const given = this.given(b, file, maker);
      const results = resultTypes(this.types, file, maker).map(() => b.register());
      const callee = { kind: 'procedure', procedure: own } as const;
      b.emit({ do: 'call', callee, arguments: given, results });
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
      const calls = methods
        .filter((m) => this.sees(m.file, m.node))
        .map((method) => ({ method, at: b.label() }));
      const next = b.label();
      // Others may go first each time.
      b.emit({ do: 'select', cases: [], otherwise: next });
      b.place(next);
      b.emit({ do: 'choose', among: calls.map(({ at }) => at) });
      for (const { method, at } of calls) {
        b.place(at);
        const [, ...rest] = this.given(b, method.file, method.node);
        const procedure = this.procedure(method.file, method.node);
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
    });
  }

  /** What unseen code would hand a function. */
  private given(b: Builder, file: SourceFile, fn: NodeId, withWriters = false): number[] {
    return parametersWith(file, fn).map(({ type, variadic }) => {
      b.site = this.site(file, type);
      const denoted = this.types.denoted(file, type);
      const made = variadic ? b.unknown() : this.layouts.foreign(b, denoted);
      b.site = -1;
      if (withWriters && !variadic) this.startWriters(b, made, denoted);
      return made;
    });
  }

  /**
   * Brings all up to date with another body.
   *
   * @returns The procedures that are others now.
   */
  update({ file, from }: BodyEdit): Set<number> {
    const changed = new Set<number>();
    const by = this.toTell(file, from);
    const own = this.lowered.get(file)?.get(from);
    if (own) this.relower(file, from, own, changed);
    for (const [other, functions] of by.size ? this.lowered : [])
      for (const [fn, lowered] of functions)
        if (
          lowered !== own &&
          [...lowered.body.indices, ...lowered.entries.indices].some((index) => by.has(index))
        )
          this.relower(other, fn, lowered, changed);
    return changed;
  }

  /** The procedures that see more of a function now, or less. */
  private toTell(file: SourceFile, fn: NodeId): ReadonlySet<number> {
    const told = this.seen.get(keyOf(file, fn));
    if (!told || told.hasBody === hasBody(file, fn)) return new Set();
    const name = file.tree.text(file.tree.child(fn, F.name));
    const by = new Set([...told.by, ...(this.callers.get(name) ?? [])]);
    this.seen.delete(keyOf(file, fn));
    this.methodsOf.delete(name);
    this.callers.delete(name);
    return by;
  }

  private relower(file: SourceFile, fn: NodeId, lowered: Lowered, changed: Set<number>): void {
    const { procedures } = this;
    const { body, entries } = lowered;
    const places = this.sites.get(file);
    for (let n = fn; n < file.tree.slotsEnd(fn); n++) {
      const site = places?.get(n);
      if (site !== undefined) this.waiting.delete(site);
    }
    const isHere = hasBody(file, fn) || !isFunction(file, fn);
    const again = () => {
      if (isHere) for (const root of lowered.roots) this.procedure(file, root);
    };
    for (const index of procedures.rewrite(body, again)) changed.add(index);
    const literals = lowered.literals.splice(0).filter((n) => isHere && file.tree.kind[n] === K.func_literal);
    const entriesAgain = () => {
      for (const literal of literals) this.entry(file, literal);
      if (lowered.driven && isHere) this.driven(file, fn, lowered.driven);
    };
    for (const index of procedures.rewrite(entries, entriesAgain)) changed.add(index);
  }

  /** Whether all of a function can be seen: what is being written depends on it. */
  sees(file: SourceFile, fn: NodeId): boolean {
    const key = keyOf(file, fn);
    const known = this.seen.get(key) ?? { hasBody: hasBody(file, fn), by: new Set() };
    this.seen.set(key, known);
    known.by.add(this.procedures.writing);
    return known.hasBody;
  }

  /** An operation that stands at a place and may have to wait there. */
  operation(site: Site): Operation | undefined {
    return this.waiting.get(site);
  }

  place(site: Site): Place | undefined {
    return this.places[site];
  }

  site(file: SourceFile, node: NodeId): Site {
    const ofFile = this.sites.get(file) ?? new Map<NodeId, Site>();
    this.sites.set(file, ofFile);
    const known = ofFile.get(node) ?? this.places.length;
    if (known === this.places.length) this.places.push({ file, node });
    ofFile.set(node, known);
    return known;
  }

  /** The procedure of a function with a body. Its parameters: what a literal captures, a receiver, the parameters. */
  procedure(file: SourceFile, fn: NodeId): number {
    const { body, roots } = this.loweredOf(file, fn);
    const top = topOf(file, fn);
    // A literal comes up by the function around it.
    if (fn === top || !isFunction(file, top)) roots.add(fn);
    else if (this.procedures.writing < 0) this.procedures.reach(this.procedure(file, top));
    return this.index(keyOf(file, fn), body, () => this.written(file, fn));
  }

  /** A procedure of the model's own, written once. */
  own(name: string, parameters: number, write: (b: Builder) => void): number {
    return this.index(`own ${name}`, undefined, () => {
      const b = new Builder();
      b.registers(parameters);
      write(b);
      return b.finish(name, -1, parameters);
    });
  }

  /** A procedure for one place of the source. */
  wrapper(site: Site, parameters: number, write: (b: Builder) => void): number {
    const { file, node } = this.places[site];
    return this.index(`at ${site}`, this.loweredOf(file, node).body, () => {
      const b = new Builder();
      b.registers(parameters);
      b.site = site;
      write(b);
      return b.finish('', site, parameters);
    });
  }

  /** The procedures of all methods of a name, by the type that has it. */
  methods(name: string): ReadonlyMap<number, number> {
    const callers = this.callers.get(name) ?? new Set();
    this.callers.set(name, callers);
    callers.add(this.procedures.writing);
    const known = this.methodsOf.get(name);
    if (known) return known;
    const found = new Map<number, number>();
    this.methodsOf.set(name, found);
    const { pkg } = this.types;
    for (const decl of pkg.allFunctions()) {
      const type = decl.name === name && decl.receiverType ? pkg.type(decl.receiverType) : undefined;
      if (!type || !pkg.isOnly(decl) || !this.sees(decl.file, decl.node)) continue;
      found.set(this.layouts.id({ kind: 'named', decl: type }), this.procedure(decl.file, decl.node));
    }
    return found;
  }

  private index(key: string, part: Part | undefined, write: () => Procedure): number {
    return this.procedures.index(key, part, () => {
      const procedure = write();
      for (const operation of procedure.operations)
        if (waits.has(operation.do)) this.waiting.set(operation.site, operation);
      return procedure;
    });
  }

  /** What the function at top level around a node is lowered to. */
  private loweredOf(file: SourceFile, node: NodeId): Lowered {
    const ofFile = this.lowered.get(file) ?? new Map<NodeId, Lowered>();
    this.lowered.set(file, ofFile);
    const top = topOf(file, node);
    const known = ofFile.get(top) ?? {
      body: new Part(),
      roots: new Set<NodeId>(),
      entries: new Part(),
      literals: [],
      driven: undefined,
    };
    ofFile.set(top, known);
    return known;
  }

  /** Calls the function with what unseen code would hand it. */
  private entry(file: SourceFile, fn: NodeId, withWriters = false): number {
    const isLiteral = file.tree.kind[fn] === K.func_literal;
    const { entries, literals } = this.loweredOf(file, fn);
    if (isLiteral && !literals.includes(fn)) literals.push(fn);
    const own = this.procedure(file, fn);
    const key = `entry ${withWriters ? 'with writers ' : ''}${keyOf(file, fn)}`;
    return this.index(key, isLiteral ? entries : undefined, () => {
      const b = new Builder();
      const { types } = this;
      const given = this.given(b, file, fn, withWriters);
      const captured = isLiteral
        ? capturedBy(file, fn).map((name) => this.layouts.foreign(b, types.of(file, name)))
        : [];
      b.site = -1;
      const results = resultTypes(types, file, fn).map(() => b.register());
      const callee = { kind: 'procedure', procedure: own } as const;
      b.emit({ do: 'call', callee, arguments: [...captured, ...given], results });
      b.emit({ do: 'return', values: results });
      return b.finish('', -1, 0);
    });
  }

  /** Starts a goroutine for each RWMutex in a struct that takes it for writing, once. */
  private startWriters(b: Builder, record: number, type: Type, depth = 0): void {
    const struct = pointee(type);
    if (this.layouts.id(struct) < 0 || depth > 1) return;
    this.layouts.fields(struct)?.forEach((field, slot) => {
      if (isExternal(field.type, 'sync', 'RWMutex')) {
        const procedure = this.own('writer', 1, (own) => {
          own.emit({ do: 'lock', lock: 0, read: false });
          own.emit({ do: 'unlock', lock: 0, read: false });
        });
        const callee = { kind: 'procedure', procedure } as const;
        b.emit({ do: 'spawn', callee, arguments: [b.load(record, slot)], daemon: true });
      } else if (field.type.kind === 'named')
        this.startWriters(b, b.load(record, slot), field.type, depth + 1);
    });
  }

  private written(file: SourceFile, fn: NodeId): Procedure {
    const { tree } = file;
    const b = new Builder();
    const body = new Body(this, file, fn, b);
    const captured = tree.kind[fn] === K.func_literal ? capturedBy(file, fn) : [];
    for (const name of captured) body.capture(name, b.register());
    const parameters = parametersWith(file, fn);
    const registers = parameters.map(() => b.register());
    parameters.forEach(({ name }, i) => {
      if (name) body.define(name, registers[i]);
    });
    body.defineResults();
    block(body, tree.child(fn, F.body));
    body.leave();
    return b.finish(nameOf(file, fn), this.site(file, fn), captured.length + parameters.length);
  }
}

const keyOf = (file: SourceFile, fn: NodeId): string => `${file.uri}#${fn}`;

/** The declaration at top level that a node lies in. */
function topOf({ tree }: SourceFile, node: NodeId): NodeId {
  let top = node;
  while (tree.parent[top]) top = tree.parent[top];
  return top;
}

const isFunction = ({ tree }: SourceFile, node: NodeId): boolean =>
  tree.kind[node] === K.function_declaration || tree.kind[node] === K.method_declaration;

/** The receiver and the parameters of a function. */
function parametersWith(file: SourceFile, fn: NodeId) {
  const { tree } = file;
  const receiver = tree.child(fn, F.receiver);
  return [
    ...(receiver ? parametersOf(file, receiver) : []),
    ...parametersOf(file, tree.child(fn, F.parameters)),
  ];
}

export function resultTypes(types: Types, file: SourceFile, fn: NodeId): Type[] {
  const { tree } = file;
  const result = tree.child(fn, F.result);
  if (!result) return [];
  return tree.kind[result] === K.parameter_list
    ? parametersOf(file, result).map((p) => types.denoted(file, p.type))
    : [types.denoted(file, result)];
}

/** Whether all of a function can be seen. */
export function hasBody({ tree }: SourceFile, fn: NodeId): boolean {
  const body = tree.child(fn, F.body);
  return body !== 0 && !tree.isOpaque(body) && !tree.isBroken(fn);
}

function nameOf(file: SourceFile, fn: NodeId): string {
  const { tree } = file;
  let named = fn;
  while (named && tree.kind[named] === K.func_literal) named = functionOf(file, named);
  return named ? tree.text(tree.child(named, F.name)) : '';
}
