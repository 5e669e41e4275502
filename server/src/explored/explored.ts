import { Lowering, type Place } from '../lowering/lowering.ts';
import { explore } from '../model/explore.ts';
import type { Budget, Operation, Problem, Procedure } from '../model/program.ts';
import { reaching } from '../model/reached.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import { noteRead, untracked } from '../types/reads.ts';
import type { BodyEdit, SourceFile } from '../types/sourceFile.ts';
import { Concern } from './concern.ts';

export type { Place };

/** What one function, with all that it reaches, may come to. */
export interface Scope {
  file: SourceFile;
  fn: NodeId;
  problems: readonly Problem[];
  complete: boolean;
  states: number;
  /** Index of the procedure that it begins with. */
  root: number;
}

/** States cost some microseconds each: an edit must not take longer than the next letter. */
const budget: Budget = { states: 1000, work: 30_000, goroutines: 8, depth: 12, elements: 8 };

/** What the model checker says of the functions of one package, kept up as bodies change. */
export class Explored {
  private readonly types: Types;
  private readonly lowering: Lowering;
  private readonly concern: Concern;
  private readonly scopes = new Map<SourceFile, Map<NodeId, Scope>>();

  /** @param perIteration loops make their variables anew each turn (Go 1.22) */
  constructor(types: Types, perIteration: boolean) {
    this.types = types;
    this.lowering = new Lowering(types, perIteration);
    this.concern = new Concern(types.pkg.files);
  }

  /** What begins at functions of a file. */
  in(file: SourceFile): readonly Scope[] {
    noteRead(this.nameOf(file));
    return untracked(() => this.scopesOf(file));
  }

  /** Looks at all that will be explored, and so at the packages that it takes. */
  prepare(): void {
    untracked(() => {
      for (const file of this.types.pkg.files)
        for (const fn of this.concern.in(file)) this.lowering.program(file, fn);
    });
  }

  place(site: number): Place | undefined {
    return this.lowering.place(site);
  }

  /** An operation that stands there and waits, where one does. */
  operation(site: number): Operation | undefined {
    return this.lowering.operation(site);
  }

  /** Whether an expression is a slice. */
  isSlice(file: SourceFile, expression: NodeId): boolean {
    const { types } = this;
    return types.underlying(types.of(file, expression)).kind === 'slice';
  }

  /** What would go wrong in a scope if a channel had another capacity. */
  withCapacity({ file, fn }: Scope, madeAt: number, capacity: number): readonly Problem[] {
    return untracked(() => {
      const program = this.lowering.program(file, fn);
      return explore({ ...program, capacities: new Map([[madeAt, capacity]]) }, budget).problems;
    });
  }

  /** Brings all up to date with another body. Returns what has changed, as `noteRead` has it. */
  update(edit: BodyEdit): string[] {
    return untracked(() => {
      const files = this.concern.update(edit);
      const { procedures } = this.lowering;
      const changed = this.lowering.update(edit);
      const stale = changed.size ? reaching(procedures.all, changed) : changed;
      for (const [file, scopes] of this.scopes) {
        for (const [fn, { root }] of scopes) {
          if (!stale.has(root)) continue;
          scopes.delete(fn);
          files.add(file);
        }
      }
      return [...files].map(this.nameOf);
    });
  }

  private nameOf = (file: SourceFile): string => `explored ${file.uri}`;

  private scopesOf(file: SourceFile): Scope[] {
    const known = this.scopes.get(file) ?? new Map<NodeId, Scope>();
    this.scopes.set(file, known);
    const found: Scope[] = [];
    const look = (fn: NodeId): Scope => {
      const scope = known.get(fn) ?? this.explored(file, fn);
      known.set(fn, scope);
      found.push(scope);
      return scope;
    };
    for (const fn of this.concern.in(file)) {
      if (look(fn).complete) continue;
      // Its goroutines by themselves are easier to see through.
      for (const literal of goroutinesIn(file, fn)) look(literal);
    }
    return found;
  }

  private explored(file: SourceFile, fn: NodeId): Scope {
    const program = this.lowering.program(file, fn);
    const { root, reached } = program;
    const isWorthIt = mayGoWrong([...reached].map((index) => program.procedures[index]));
    const { problems, complete, states } = isWorthIt
      ? explore(program, budget)
      : { problems: [], complete: true, states: 0 };
    return { file, fn, problems, complete, states, root };
  }
}

/** The literals that a function starts by `go`. */
function goroutinesIn(file: SourceFile, fn: NodeId): NodeId[] {
  const { tree } = file;
  return file
    .nodesOf(K.func_literal)
    .filter((n) => tree.within(n, fn) && tree.kind[tree.parent[tree.parent[n]]] === K.go_statement);
}

const making = new Set(['makeChannel', 'make', 'makeCond']);
const blocking = new Set([
  'send',
  'receive',
  'select',
  'lock',
  'wait',
  'condWait',
  'close',
  'count',
  'unlock',
  'once',
]);

const does = (kinds: ReadonlySet<string>) => {
  const known = new WeakMap<Procedure, boolean>();
  return (procedure: Procedure): boolean => {
    const result = known.get(procedure) ?? procedure.operations.some((operation) => kinds.has(operation.do));
    known.set(procedure, result);
    return result;
  };
};
const makes = does(making);
const blocks = does(blocking);

/** Whether something is made, and used. */
const mayGoWrong = (procedures: readonly Procedure[]): boolean =>
  procedures.some(makes) && procedures.some(blocks);
