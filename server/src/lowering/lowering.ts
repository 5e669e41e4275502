import type { Procedure, Program, Site } from '../model/program.ts';
import { namedBy } from '../model/reached.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { FunctionDecl } from '../types/package.ts';
import type { BodyEdit, SourceFile } from '../types/sourceFile.ts';
import { Body } from './body.ts';
import { Builder } from './builder.ts';
import { hasBody, isFunction, isMain, keyOf, nameOf, parametersWith, topOf } from './functions.ts';
import { beginning, Globals, globalsIn } from './globals.ts';
import { Layouts } from './layouts.ts';
import { Part, Procedures } from './procedures.ts';
import { driver, entry, together } from './roots.ts';
import { Sites } from './sites.ts';
import { block } from './statements.ts';
import { capturedBy } from './variables.ts';
import { isSeenFromMain } from './wholeProgram.ts';

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
  /** It is a program of its own, and makes the variables of its package itself. */
  isWhole?: boolean;
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
  readonly globals: Globals;
  /** Loops make their variables anew each turn. */
  readonly perIteration: boolean;
  readonly procedures = new Procedures();
  private readonly lowered = new Map<SourceFile, Map<NodeId, Lowered>>();
  readonly sites = new Sites();
  private readonly methodsOf = new Map<string, ReadonlyMap<number, number>>();
  /** What was said of functions' bodies, and the procedures that were told. */
  private readonly seen = new Map<string, { hasBody: boolean; by: Set<number> }>();
  /** By name: the procedures that know all methods of it. */
  private readonly callers = new Map<string, Set<number>>();

  constructor(types: Types, perIteration: boolean) {
    this.types = types;
    this.perIteration = perIteration;
    this.layouts = new Layouts(types);
    this.globals = new Globals(types, this.layouts);
  }

  /**
   * The program that a function is, run by the first goroutine with arguments that are not known.
   *
   * @param withWriters others write-lock the RWMutexes of the arguments meanwhile, each once
   */
  program(file: SourceFile, fn: NodeId, withWriters = false): ScopeProgram {
    return this.from(this.entry(file, fn, withWriters), isMain(file, fn));
  }

  /** The program of functions that are run at once, methods of one value and functions of the package. */
  together(functions: readonly FunctionDecl[]): ScopeProgram {
    const key = functions.map(({ file, node }) => keyOf(file, node)).join(' ');
    return this.from(this.index(`together ${key}`, undefined, () => together(this, functions)));
  }

  /** The program that begins with a procedure, where need be behind what makes the package's variables. */
  private from(root: number, isMain = false): ScopeProgram {
    const reached = this.procedures.reach(root, mostProcedures);
    const slots = globalsIn([...reached.keys()].map((index) => this.procedures.all[index]));
    if (!slots.length) return { procedures: this.cut(reached), root, isMain, reached };
    const isWhole = isMain && reached.size < mostProcedures && slots.every((slot) => this.isSeen(slot));
    const key = `beginning ${root} ${isWhole} ${slots.join(' ')}`;
    const begin = this.index(key, undefined, () => beginning(this, root, slots, isWhole));
    const all = this.procedures.reach(begin, mostProcedures);
    return { procedures: this.cut(all), root: begin, isMain, reached: all, isWhole };
  }

  private isSeen(slot: number): boolean {
    return isSeenFromMain(this.types.pkg, this.globals.all[slot].name);
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
    return { ...this.from(this.driven(file, maker, methods)), isDriven: true };
  }

  private driven(file: SourceFile, maker: NodeId, methods: readonly FunctionDecl[]): number {
    const lowered = this.loweredOf(file, maker);
    lowered.driven = methods;
    const own = this.procedure(file, maker);
    return this.index(`driver ${keyOf(file, maker)}`, lowered.entries, () =>
      driver(this, file, maker, own, methods),
    );
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
    this.sites.forget(file, fn);
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
    const { file, node } = this.sites.place(site)!;
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
      this.sites.note(procedure);
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
    return this.index(key, isLiteral ? entries : undefined, () => entry(this, file, fn, own, withWriters));
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
    return b.finish(nameOf(file, fn), this.sites.site(file, fn), captured.length + parameters.length);
  }
}
