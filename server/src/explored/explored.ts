import { hasBody, isMain } from '../lowering/functions.ts';
import { globalsIn } from '../lowering/globals.ts';
import { Lowering, type ScopeProgram } from '../lowering/lowering.ts';
import type { Place } from '../lowering/sites.ts';
import { explore, exploring } from '../model/explore.ts';
import type { Budget, Exploration, Operation, Problem, Procedure } from '../model/program.ts';
import type { Opposed } from '../skeleton/lockOrders.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import { noteRead, untracked } from '../types/reads.ts';
import type { BodyEdit, SourceFile } from '../types/sourceFile.ts';
import { isErrGroup, pointee } from '../types/type.ts';
import { Concern, mostCalls } from './concern.ts';
import { isOwn, type Maker, makersIn, startedIn } from './makers.ts';
import { OpposedFunctions } from './opposed.ts';
import { ScopeTable } from './scopeTable.ts';

export type { Place };

/** What one function, with all that it reaches, may come to. */
export interface Scope {
  file: SourceFile;
  fn: NodeId;
  problems: readonly Problem[];
  complete: boolean;
  /** No look has been taken yet. */
  isPending?: boolean;
  /** More than a quick look has been taken. */
  isDeep: boolean;
  /** With a larger budget there would have been more to see. */
  isSpent: boolean;
  states: number;
  /** The procedures that it comes to. */
  reached: ReadonlyMap<number, unknown>;
  /** It is a program of its own, and makes the variables of its package itself. */
  isWhole?: boolean;
  /** It is two functions that run at once, of which the file's is the first: only what locks do to each other counts. */
  isTogether?: boolean;
  /** Where methods are called in any order of a value that a function makes: that one. */
  maker?: Maker;
}

/** While somebody types: an edit must not take longer than the next letter. */
const quick: Budget = { states: 1000, work: 5_000, goroutines: 8, depth: 12, elements: 8 };
/** Where nobody waits for it. Ten times as much shows no more. */
const deep: Budget = { ...quick, states: 4000, work: 30_000 };
/** Where a quick look comes to fewer states, each takes so much that a deep one does not come to its end either. */
const fewStates = 60;

/** Before somebody who waits gets an answer: the states of files that are not open, in a package that is new. */
const elsewhere = 500;

/** Of all methods in any order, most is not to be known anyway. */
const drivenBudget: Budget = { ...quick, states: 200, work: 4000 };

/** Of two functions at once only the locks matter. */
const togetherBudget: Budget = { ...quick, states: 400, work: 5000 };

/** What the model checker says of the functions of one package, kept up as bodies change. */
export class Explored {
  private readonly types: Types;
  private readonly lowering: Lowering;
  private readonly concern: Concern;
  private readonly scopes = new ScopeTable<NodeId>();
  private readonly open: ReadonlySet<string> | null;
  /** So many states are still looked at in other files than those that are open, before the rest is put off. */
  private allowance = elsewhere;
  /** Of scopes: what would go wrong with other capacities. Edits elsewhere in a file ask again. */
  private readonly otherwise = new WeakMap<Scope, Map<string, readonly Problem[]>>();
  /** The files with scopes of which more is known now, and nobody was told. */
  private readonly deepened = new Set<SourceFile>();
  private readonly drivenScopes = new ScopeTable<string>();
  private readonly pairs = new ScopeTable<string>();
  private readonly opposed: OpposedFunctions;
  private readonly makers = new Map<SourceFile, readonly Maker[]>();
  /** By file: `startedIn` of it. */
  private readonly started = new Map<SourceFile, readonly string[]>();

  /**
   * @param perIteration loops make their variables anew each turn (Go 1.22)
   * @param open where somebody waits: the files that are looked at first. What takes longer, and much of what begins
   *   in others, is left for `deepening`
   */
  constructor(types: Types, perIteration: boolean, open: ReadonlySet<string> | null) {
    this.open = open;
    this.types = types;
    this.lowering = new Lowering(types, perIteration);
    this.concern = new Concern(types);
    this.opposed = new OpposedFunctions(types);
  }

  /** Whether nobody else gets at fields of what a function of a file makes. */
  isOwn({ file, maker }: Scope, fields: readonly string[]): boolean {
    return maker !== undefined && fields.every((field) => isOwn(this.types, maker, file, field));
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
        for (const fn of this.concern.in(file))
          if (makesAny(this.lowering.near(file, fn, mostCalls))) this.lowering.program(file, fn);
    });
  }

  /** What becomes of values that functions of a file make, whatever methods are called. */
  driven(file: SourceFile): readonly Scope[] {
    noteRead(this.nameOf(file));
    return untracked(() => this.makersOf(file).flatMap((maker) => this.drivenBy(file, maker) ?? []));
  }

  private makersOf(file: SourceFile): readonly Maker[] {
    if (!this.started.size) for (const each of this.types.pkg.files) this.started.set(each, startedIn(each));
    const known =
      this.makers.get(file) ?? makersIn(this.types, file, new Set([...this.started.values()].flat()));
    this.makers.set(file, known);
    return known;
  }

  /** Takes in what else a file starts now. Returns the files of which other makers may be told. */
  private updateMakers(file: SourceFile): SourceFile[] {
    const now = startedIn(file);
    if (!this.started.size || now.join() === this.started.get(file)?.join()) return [];
    this.started.set(file, now);
    const files = [...this.makers.keys()];
    this.makers.clear();
    return files;
  }

  private drivenBy(file: SourceFile, maker: Maker): Scope | undefined {
    const key = [maker.fn, ...maker.methods.map((m) => `${m.file.uri}#${m.node}`)].join(' ');
    const scope = this.drivenScopes.get(file, key);
    if (scope || !hasBody(file, maker.fn)) return scope;
    const program = this.lowering.driver(file, maker.fn, maker.methods);
    const { reached } = program;
    const isWorthIt = mayBlock(program) && [...reached.keys()].some((i) => starts(program.procedures[i]));
    const seen = isWorthIt ? explore(program, drivenBudget) : nothing;
    const made = { file, fn: maker.fn, ...seen, isDeep: true, reached, maker };
    this.drivenScopes.set(file, key, made);
    return made;
  }

  /** What becomes of functions that take locks in opposite orders when they run at once, of those that begin in a file. */
  together(file: SourceFile): readonly Scope[] {
    noteRead(this.nameOf(file));
    return untracked(() => this.opposed.of(file).flatMap((pair) => this.atOnce(file, pair) ?? []));
  }

  private atOnce(file: SourceFile, pair: Opposed): Scope | undefined {
    const { first, second } = pair;
    const key = `${first.node} ${second.file.uri}#${second.node}`;
    const scope = this.pairs.get(file, key);
    if (scope || !hasBody(file, first.node) || !hasBody(second.file, second.node)) return scope;
    const program = this.lowering.together([first, second]);
    const seen = explore(program, togetherBudget);
    const made = { file, fn: first.node, ...seen, isDeep: true, reached: program.reached, isTogether: true };
    this.pairs.set(file, key, made);
    return made;
  }

  place(site: number): Place | undefined {
    return this.lowering.sites.place(site);
  }

  /** An operation that stands there and waits, where one does. */
  operation(site: number): Operation | undefined {
    return this.lowering.sites.operation(site);
  }

  /** Whether an operation is one of an errgroup. */
  isOfErrGroup(site: number): boolean {
    const place = this.place(site);
    if (!place) return false;
    const { file, node } = place;
    const target = file.tree.kind[node] === K.call_expression ? file.tree.child(node, F.function) : 0;
    const operand = file.tree.kind[target] === K.selector_expression ? file.tree.child(target, F.operand) : 0;
    return operand !== 0 && isErrGroup(pointee(this.types.of(file, operand)));
  }

  /** Whether an expression is a slice. */
  isSlice(file: SourceFile, expression: NodeId): boolean {
    const { types } = this;
    return types.underlying(types.of(file, expression)).kind === 'slice';
  }

  /** What would go wrong in a scope if a channel had another capacity. */
  withCapacity(scope: Scope, madeAt: number, capacity: number): readonly Problem[] {
    if (scope.maker) return scope.problems;
    const key = `${madeAt} ${capacity}`;
    const ofScope = this.otherwise.get(scope) ?? new Map<string, readonly Problem[]>();
    this.otherwise.set(scope, ofScope);
    const known = ofScope.get(key) ?? untracked(() => this.exploredWith(scope, madeAt, capacity));
    ofScope.set(key, known);
    return known;
  }

  private exploredWith({ file, fn, isDeep }: Scope, madeAt: number, capacity: number): readonly Problem[] {
    const program = { ...this.lowering.program(file, fn), capacities: new Map([[madeAt, capacity]]) };
    return explore(program, isDeep ? deep : quick).problems;
  }

  /**
   * Looks deeper into scopes of which a quick look has not shown all, a state at a time: whoever has begun it may leave
   * off at any time, as what is done is kept.
   */
  *deepening(): Generator<void, void, void> {
    for (const [file, fn, scope] of this.scopes.all()) {
      if (!scope.isPending && !isUnfinished(scope)) continue;
      const program = untracked(() => this.programOf(file, fn));
      let seen = scope;
      if (scope.isPending) seen = { ...scope, ...(yield* exploring(program, quick)), isPending: false };
      if (isUnfinished(seen)) seen = { ...seen, ...(yield* exploring(program, deep)), isDeep: true };
      this.scopes.set(file, fn, seen);
      this.deepened.add(file);
    }
  }

  /** What more is known of by now, as `noteRead` has it: each time only what is new. */
  takeDeepened(): string[] {
    const files = [...this.deepened];
    this.deepened.clear();
    this.allowance = Number.POSITIVE_INFINITY;
    return files.map(this.nameOf);
  }

  /** Brings all up to date with another body. Returns what has changed, as `noteRead` has it. */
  update(edit: BodyEdit): string[] {
    return untracked(() => {
      const files = this.concern.update(edit);
      for (const file of this.updateMakers(edit.file)) files.add(file);
      for (const file of this.opposed.update(edit)) files.add(file);
      // One that could not be seen has no scope yet that would tell.
      if (this.makers.get(edit.file)?.some(({ fn }) => fn === edit.from)) files.add(edit.file);
      const changed = [...this.lowering.update(edit)];
      for (const scopes of [this.scopes, this.drivenScopes, this.pairs])
        for (const file of scopes.forget(changed)) files.add(file);
      for (const file of this.updateWhole()) files.add(file);
      return [...[...files].map(this.nameOf), ...this.takeDeepened()];
    });
  }

  /** Whether a program is all that gets at its variables depends on all that names them. */
  private updateWhole(): SourceFile[] {
    const { globals } = this.lowering;
    const main = globals.all.length ? this.types.pkg.function('main') : undefined;
    const scope = main && this.scopes.get(main.file, main.node);
    if (!main || !scope || !isMain(main.file, main.node) || !hasBody(main.file, main.node)) return [];
    if ((this.programOf(main.file, main.node).isWhole ?? false) === (scope.isWhole ?? false)) return [];
    this.scopes.delete(main.file, main.node);
    return [main.file];
  }

  private nameOf = (file: SourceFile): string => `explored ${file.uri}`;

  private scopesOf(file: SourceFile): Scope[] {
    const found: Scope[] = [];
    const look = (fn: NodeId): Scope => {
      const known = this.scopes.get(file, fn);
      const scope = known ?? this.explored(file, fn);
      if (!known) this.scopes.set(file, fn, scope);
      found.push(scope);
      return scope;
    };
    for (const fn of this.concern.in(file)) {
      const scope = look(fn);
      if (scope.complete || scope.isPending) continue;
      // Its goroutines by themselves are easier to see through.
      for (const literal of goroutinesIn(file, fn)) look(literal);
    }
    return found;
  }

  private explored(file: SourceFile, fn: NodeId): Scope {
    const near = this.lowering.near(file, fn, mostCalls);
    const isAsked = makesAny(near) || locksOf(near) > 1 || isMain(file, fn) || runsOnceOfPackage(near);
    if (!isAsked) return { file, fn, ...nothing, isDeep: false, reached: near };
    const program = this.programOf(file, fn);
    const { reached, isWhole = false } = program;
    if (!mayBlock(program)) return { file, fn, ...nothing, isDeep: false, reached };
    const isElsewhere = this.open?.has(file.uri) === false;
    if (isElsewhere && this.allowance <= 0)
      return { file, fn, ...nothing, complete: false, isPending: true, isDeep: false, reached, isWhole };
    const scope = { file, fn, ...explore(program, quick), isDeep: false, reached, isWhole };
    if (isElsewhere) this.allowance -= scope.states;
    return this.open || !isUnfinished(scope) ? scope : { ...scope, ...explore(program, deep), isDeep: true };
  }

  private programOf(file: SourceFile, fn: NodeId): ScopeProgram {
    const bare = this.lowering.program(file, fn);
    // A reader that reads once more waits behind a writer that came in between.
    const isReader = file.tree.kind[fn] !== K.func_literal && locksIn(bare, reads) > 1;
    return { ...(isReader ? this.lowering.program(file, fn, true) : bare), isTest: isTest(file, fn) };
  }
}

const nothing: Exploration = { problems: [], complete: true, isSpent: false, states: 0 };

/** Whether a deep look may show more. */
const isUnfinished = ({ complete, isSpent, states, isDeep }: Scope): boolean =>
  !complete && isSpent && states >= fewStates && !isDeep;

/** `func TestX(t *testing.T)` */
const isTest = ({ uri, tree }: SourceFile, fn: NodeId): boolean =>
  uri.endsWith('_test.go') &&
  tree.kind[fn] === K.function_declaration &&
  /^Test/.test(tree.text(tree.child(fn, F.name)));

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

const does = (isOne: (operation: Operation) => boolean) => {
  const known = new WeakMap<Procedure, boolean>();
  return (procedure: Procedure): boolean => {
    const result = known.get(procedure) ?? procedure.operations.some(isOne);
    known.set(procedure, result);
    return result;
  };
};
const makes = does(
  (operation) => making.has(operation.do) || (operation.do === 'nil' && !!operation.ofChannel),
);
const starts = does((operation) => operation.do === 'spawn' && !operation.daemon);
const blocks = does((operation) => blocking.has(operation.do));

const counted = (isOne: (operation: Operation) => boolean) => {
  const known = new WeakMap<Procedure, number>();
  return (procedure: Procedure): number => {
    const result = known.get(procedure) ?? procedure.operations.filter(isOne).length;
    known.set(procedure, result);
    return result;
  };
};
const locks = counted((operation) => operation.do === 'lock');
const reads = counted((operation) => operation.do === 'lock' && operation.read);

/** How many operations of a kind a program has. */
const locksIn = (
  { procedures, root, reached }: ScopeProgram,
  count: (procedure: Procedure) => number,
): number =>
  [...reached.keys()].reduce((sum, index) => sum + (index === root ? 0 : count(procedures[index])), 0);

/** What the first procedure makes, which stands nowhere, callers have made. */
const makesAny = (procedures: ReadonlyMap<number, Procedure>): boolean =>
  [...procedures.values()].some((procedure) => procedure.site >= 0 && makes(procedure));

const runsOnce = does((operation) => operation.do === 'once');

/** Whether a Once of the package is run, which may come to itself. */
const runsOnceOfPackage = (procedures: ReadonlyMap<number, Procedure>): boolean => {
  const all = [...procedures.values()];
  return all.some(runsOnce) && globalsIn(all).length > 0;
};

const locksOf = (procedures: ReadonlyMap<number, Procedure>): number =>
  [...procedures.values()].reduce((sum, procedure) => sum + locks(procedure), 0);

/** Whether something that may block is done. */
const mayBlock = ({ procedures, reached }: ScopeProgram): boolean =>
  [...reached.keys()].some((index) => blocks(procedures[index]));
