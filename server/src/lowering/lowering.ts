import type { Operation, Procedure, Program, Site } from '../model/program.ts';
import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { Type } from '../types/type.ts';
import { Body } from './body.ts';
import { Builder } from './builder.ts';
import { constantsOf } from './constants.ts';
import { Layouts } from './layouts.ts';
import { block } from './statements.ts';
import { capturedBy } from './variables.ts';

const waits = new Set(['send', 'receive', 'select', 'lock', 'wait', 'condWait', 'once']);

/** What a `Site` of a program means. */
export interface Place {
  file: SourceFile;
  node: NodeId;
}

/** Stands for a procedure until it is written. */
const unwritten: Procedure = { name: '', site: -1, parameters: 0, registers: 0, operations: [] };

/** Turns the functions of one package into the model's procedures, each once. */
export class Lowering {
  readonly types: Types;
  readonly layouts: Layouts;
  /** The package's constants, by name. */
  readonly constants: ReturnType<typeof constantsOf>;
  /** Loops make their variables anew each turn. */
  readonly perIteration: boolean;
  readonly procedures: Procedure[] = [];
  private readonly known = new Map<string, number>();
  private readonly pending: (() => void)[] = [];
  private readonly places: Place[] = [];
  /** By where they stand: the operations that may have to wait. */
  private readonly waiting = new Map<Site, Operation>();
  private readonly sites = new Map<SourceFile, Map<NodeId, Site>>();
  private readonly methodsOf = new Map<string, ReadonlyMap<number, number>>();

  constructor(types: Types, perIteration: boolean) {
    this.types = types;
    this.perIteration = perIteration;
    this.layouts = new Layouts(types);
    this.constants = constantsOf(types.pkg.files);
  }

  /** The program that a function is, run by the first goroutine with arguments that are not known. */
  program(file: SourceFile, fn: NodeId): Program {
    const name = file.tree.child(fn, F.name);
    const isMain =
      file.packageName === 'main' &&
      file.tree.kind[fn] === K.function_declaration &&
      file.tree.text(name) === 'main';
    const root = this.entry(file, fn);
    for (let next = this.pending.pop(); next; next = this.pending.pop()) next();
    return { procedures: this.procedures, root, isMain };
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
    return this.once(`${file.uri}#${fn}`, () => this.lowered(file, fn));
  }

  /** A procedure of the model's own, written once. */
  own(name: string, parameters: number, write: (b: Builder) => void): number {
    return this.once(`own ${name}`, () => {
      const b = new Builder();
      b.registers(parameters);
      write(b);
      return b.finish(name, -1, parameters);
    });
  }

  /** A procedure for one place of the source. */
  wrapper(site: Site, parameters: number, write: (b: Builder) => void): number {
    return this.once(`at ${site}`, () => {
      const b = new Builder();
      b.registers(parameters);
      b.site = site;
      write(b);
      return b.finish('', site, parameters);
    });
  }

  /** The procedures of all methods of a name, by the type that has it. */
  methods(name: string): ReadonlyMap<number, number> {
    const known = this.methodsOf.get(name);
    if (known) return known;
    const found = new Map<number, number>();
    this.methodsOf.set(name, found);
    const { pkg } = this.types;
    for (const decl of pkg.allFunctions()) {
      const type = decl.name === name && decl.receiverType ? pkg.type(decl.receiverType) : undefined;
      if (!type || !pkg.isOnly(decl) || !hasBody(decl.file, decl.node)) continue;
      found.set(this.layouts.id({ kind: 'named', decl: type }), this.procedure(decl.file, decl.node));
    }
    return found;
  }

  private once(key: string, write: () => Procedure): number {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const index = this.procedures.length;
    this.known.set(key, index);
    this.procedures.push(unwritten);
    this.pending.push(() => this.fill(index, write));
    return index;
  }

  private fill(index: number, write: () => Procedure): void {
    const procedure = write();
    this.procedures[index] = procedure;
    for (const operation of procedure.operations)
      if (waits.has(operation.do)) this.waiting.set(operation.site, operation);
  }

  /** Calls the function with what unseen code would hand it. */
  private entry(file: SourceFile, fn: NodeId): number {
    return this.once(`entry ${file.uri}#${fn}`, () => {
      const b = new Builder();
      const { types } = this;
      const given = parametersWith(file, fn).map(({ type, variadic }) =>
        variadic ? b.unknown() : this.layouts.foreign(b, types.denoted(file, type)),
      );
      const isLiteral = file.tree.kind[fn] === K.func_literal;
      const captured = isLiteral
        ? capturedBy(file, fn).map((name) => this.layouts.foreign(b, types.of(file, name)))
        : [];
      const results = resultTypes(types, file, fn).map(() => b.register());
      const callee = { kind: 'procedure', procedure: this.procedure(file, fn) } as const;
      b.emit({ do: 'call', callee, arguments: [...captured, ...given], results });
      b.emit({ do: 'return', values: results });
      return b.finish('', -1, 0);
    });
  }

  private lowered(file: SourceFile, fn: NodeId): Procedure {
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
