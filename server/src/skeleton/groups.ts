import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Callee, Types } from '../types/infer.ts';
import { Memo, noteRead, type Read, untracked } from '../types/reads.ts';
import type { BodyEdit, SourceFile } from '../types/sourceFile.ts';
import {
  callsByName,
  functionOf,
  GoStatement,
  goStatements,
  parametersOfCallee,
  pathBelow,
  placesInCallee,
  roleOf,
} from './functions.ts';
import { type GroupCall, groupCalls } from './groupCalls.ts';
import { useOf } from './groupUses.ts';
import { Outsiders } from './outsiders.ts';
import { PackageFacts } from './packageFacts.ts';
import { type Place, placeOf } from './place.ts';

/** What happens to one group on and below a function, calls into the package followed. */
export interface Effects {
  /** By the goroutine that runs the function itself. */
  own: GroupCall[];
  /** By goroutines that it starts, and those that they start. */
  spawned: { go: GoStatement; calls: GroupCall[] }[];
  /** By function values that other code may run. */
  handed: GroupCall[];
  /** The group reaches code that can't be seen, or gets another name: anything may happen to it there. */
  escapes: boolean;
}

const maxCalls = 6;

const startsOf = (file: SourceFile, node: NodeId): string =>
  `go statements into ${file.uri}#${file.declarationAt(node)}`;

const anyGoCalls = 'any calls of Go';
const looseCalls = 'calls on any group';
const keyOfCall = ({ shared, place }: GroupCall): string | undefined =>
  shared ? `calls on ${shared}` : !place || place.path.length ? looseCalls : undefined;

/** The WaitGroup calls and `go` statements of one package, and what follows from them. */
export class Groups {
  readonly types: Types;
  private readonly callsOf: PackageFacts<GroupCall>;
  private readonly gosOf: PackageFacts<GoStatement>;
  private readonly outsiders: Outsiders;
  private readonly effectsKnown = new Memo<Effects>();
  private readonly startedByGo = new WeakMap<GroupCall, GoStatement>();

  constructor(types: Types) {
    this.types = types;
    const { files } = types.pkg;
    this.callsOf = new PackageFacts(
      'calls of groups',
      files,
      ({ call }) => call,
      (file, calls) => groupCalls(types, file, calls),
      K.call_expression,
      keyOfCall,
    );
    this.gosOf = new PackageFacts(
      'go statements',
      files,
      ({ node }) => node,
      (file, gos) => goStatements(types, file, gos),
      K.go_statement,
      ({ callee }) => callee && startsOf(callee.file, callee.node),
    );
    this.outsiders = new Outsiders(this);
  }

  /** All of the package, in the order of its files. */
  get calls(): readonly GroupCall[] {
    return this.callsOf.all;
  }

  /** All of the package, in the order of its files; none where it has no group. */
  get goStatements(): readonly GoStatement[] {
    return this.callsOf.isEmpty ? [] : this.gosOf.all;
  }

  /** The calls on a group that is `shared`. */
  sharing(shared: string): readonly GroupCall[] {
    return this.callsOf.of(`calls on ${shared}`);
  }

  /** The calls on groups that may be any that is shared: reached through a field of who knows what. */
  get loose(): readonly GroupCall[] {
    return this.callsOf.of(looseCalls);
  }

  /** The `go` statements that run a function in which a node stands, or another in the same declaration. */
  goStatementsInto(file: SourceFile, node: NodeId): readonly GoStatement[] {
    return this.callsOf.isEmpty ? [] : this.gosOf.of(startsOf(file, node));
  }

  /** Whether a group that is `shared` is mentioned other than to call its methods. */
  isMentioned(shared: string): boolean {
    return this.outsiders.mention(shared);
  }

  /** Those at or below a node, or (0) of all the file. */
  callsIn(file: SourceFile, below: NodeId = 0): readonly GroupCall[] {
    return this.callsOf.in(file, below);
  }

  /** Those at or below a node, or (0) of all the file; none where the package has no group. */
  goStatementsIn(file: SourceFile, below: NodeId = 0): readonly GoStatement[] {
    return this.callsOf.isEmpty ? [] : this.gosOf.in(file, below);
  }

  private startedAll: { calls: readonly GroupCall[]; gos: readonly GoStatement[] } | undefined;

  /** What the calls of `wg.Go` start, as if by `go` statements: all of the package. */
  get goCalls(): readonly GoStatement[] {
    const { calls } = this;
    if (this.startedAll?.calls !== calls)
      this.startedAll = { calls, gos: calls.filter((c) => c.method === 'Go').map((c) => this.startOf(c)) };
    return this.startedAll.gos;
  }

  /** Whether any group's `Go` is called. */
  get hasGoCalls(): boolean {
    noteRead(anyGoCalls);
    this.anyGo ??= untracked(() => this.goCalls.length > 0);
    return this.anyGo;
  }

  private anyGo: boolean | undefined;

  /** What a call of `wg.Go` starts. */
  startOf(call: GroupCall): GoStatement {
    const known = this.startedByGo.get(call) ?? untracked(() => startedBy(this.types, call));
    this.startedByGo.set(call, known);
    return known;
  }

  /** The group call that a call_expression is, if it is one. */
  at(file: SourceFile, call: NodeId): GroupCall | undefined {
    return this.callsOf.at(file, call);
  }

  /** Brings all up to date with another body, and adds to what has changed, as `noteRead` has it. */
  update(edit: BodyEdit, changed: Set<Read>): void {
    for (const what of this.callsOf.update(edit)) changed.add(what);
    for (const what of this.gosOf.update(edit)) changed.add(what);
    for (const what of this.outsiders.update(edit)) changed.add(what);
    const hadGo = this.anyGo;
    this.anyGo = undefined;
    if (hadGo !== undefined && hadGo !== untracked(() => this.hasGoCalls)) changed.add(anyGoCalls);
    this.effectsKnown.forget(changed);
  }

  /** What running `fn` does to a group; `fn` may be any function that knows it under `target`. */
  effects(file: SourceFile, fn: NodeId, target: Place): Effects {
    return this.effectsKnown.get(`${file.uri}#${fn}>${target.key}`, () => this.findEffects(file, fn, target));
  }

  private findEffects(file: SourceFile, fn: NodeId, target: Place): Effects {
    const effects: Effects = { own: [], spawned: [], handed: [], escapes: false };
    this.follow(file, fn, target, effects, (call) => effects.own.push(call), new Set(), 0);
    return effects;
  }

  /** What the goroutine of a `go` statement does to a group of the function around it. */
  effectsOf(go: GoStatement, target: Place): Effects {
    return this.effectsKnown.get(`${go.file.uri}#${go.node}>${target.key}`, () =>
      go.file.lookAt(go.node, () => this.findEffectsOf(go, target)),
    );
  }

  private findEffectsOf(go: GoStatement, target: Place): Effects {
    const effects: Effects = { own: [], spawned: [], handed: [], escapes: false };
    const record = (call: GroupCall) => effects.own.push(call);
    const { callee } = go;
    const seen = new Set<string>();
    // What a literal captures, and what stands at package level, it knows by the same name.
    const literal =
      callee && callee.file === go.file && callee.file.tree.kind[callee.node] === K.func_literal;
    if (callee && (literal || this.isPackageVariable(target))) {
      this.follow(callee.file, callee.node, target, effects, record, seen, 0);
    }
    this.followCall(go.file, go.call, target, effects, record, seen, 0);
    return effects;
  }

  /** The place by which what a `go` statement runs knows a group of the function around it. */
  placeInside(go: GoStatement, target: Place): Place {
    const handed = go.callee ? placesInCallee(this.types, go.file, go.call, go.callee, target) : [];
    return handed[0] ?? target;
  }

  private follow(
    file: SourceFile,
    fn: NodeId,
    target: Place,
    effects: Effects,
    record: (call: GroupCall) => void,
    seen: Set<string>,
    depth: number,
  ): void {
    const visit = `${file.uri}#${fn}>${target.key}`;
    if (seen.has(visit)) return;
    seen.add(visit);
    file.lookAt(fn, () => this.followBody(file, fn, target, effects, record, seen, depth));
  }

  private followBody(
    file: SourceFile,
    fn: NodeId,
    target: Place,
    effects: Effects,
    record: (call: GroupCall) => void,
    seen: Set<string>,
    depth: number,
  ): void {
    const { tree } = file;
    const body = tree.child(fn, F.body);
    if (depth > maxCalls && this.isPackageVariable(target)) return; // so far down, nobody counts
    if (!body || depth > maxCalls || tree.isBroken(fn)) {
      effects.escapes = true;
      return;
    }
    const recorders = new Map<NodeId, (call: GroupCall) => void>([[fn, record]]);
    const recorderOf = (node: NodeId): ((call: GroupCall) => void) => {
      const inner = functionOf(file, node);
      let known = recorders.get(inner);
      if (!known) {
        known = this.recorderFor(file, inner, effects, recorderOf, runsHere);
        recorders.set(inner, known);
      }
      return known;
    };
    // Literals further up may be called by their names.
    const runsHere = (node: NodeId): boolean =>
      tree.within(node, body) || callsByName(file, functionOf(file, node))?.some(runsHere) === true;
    if (this.isPackageVariable(target))
      this.followCalls(file, body, target, effects, recorderOf, seen, depth);
    const mentions = this.mentions(file, target).filter(runsHere);
    for (const node of mentions) {
      const use = useOf(this, file, node, target);
      if (use.kind === 'call') recorderOf(use.group.call)(use.group);
      else if (use.kind === 'escape') effects.escapes = true;
      else if (use.kind === 'argument') {
        const go = this.startAt(file, use.call);
        const into = go ? this.spawn(effects, go) : recorderOf(use.call);
        this.followCall(file, use.call, target, effects, into, seen, depth + 1);
      }
    }
  }

  /** Any function of the package may reach a package variable by itself. */
  private followCalls(
    file: SourceFile,
    body: NodeId,
    target: Place,
    effects: Effects,
    recorderOf: (node: NodeId) => (call: GroupCall) => void,
    seen: Set<string>,
    depth: number,
  ): void {
    const { tree } = file;
    for (let call = body; call <= tree.last(body); call++) {
      if (tree.kind[call] !== K.call_expression) continue;
      const callee = this.calleeOf(file, call);
      if (!callee?.decl || !callee.file.tree.child(callee.node, F.body)) continue;
      const go = this.startAt(file, call);
      const into = go ? this.spawn(effects, go) : recorderOf(call);
      this.follow(callee.file, callee.node, target, effects, into, seen, depth + 1);
    }
  }

  private followCall(
    file: SourceFile,
    call: NodeId,
    target: Place,
    effects: Effects,
    record: (call: GroupCall) => void,
    seen: Set<string>,
    depth: number,
  ): void {
    const callee = this.calleeOf(file, call);
    if (!callee) {
      effects.escapes = true;
      return;
    }
    if (this.isHandedVariadically(file, call, callee, target)) effects.escapes = true;
    for (const inner of placesInCallee(this.types, file, call, callee, target)) {
      this.follow(callee.file, callee.node, inner, effects, record, seen, depth);
    }
  }

  /** Whether the target is one of the arguments that arrive as a slice. */
  private isHandedVariadically(file: SourceFile, call: NodeId, callee: Callee, target: Place): boolean {
    const parameters = parametersOfCallee(callee);
    const from = parameters.findIndex((p) => p.variadic);
    if (from < 0) return false;
    const given = file.tree.children(file.tree.child(call, F.arguments)).slice(from);
    return given.some((argument) => {
      const at = placeOf(this.types, file, argument);
      return at !== undefined && pathBelow(at, target) !== undefined;
    });
  }

  private recorderFor(
    file: SourceFile,
    literal: NodeId,
    effects: Effects,
    outer: (node: NodeId) => (call: GroupCall) => void,
    runsHere: (node: NodeId) => boolean,
  ): (call: GroupCall) => void {
    const role = roleOf(file, literal);
    if (role === 'inline') return outer(literal);
    const go =
      role === 'goroutine'
        ? this.gosOf.at(file, file.tree.ancestor(literal, K.go_statement))
        : this.goCallWith(file, literal);
    if (go) return this.spawn(effects, go);
    const calls = callsByName(file, literal);
    const callers = new Set(calls?.filter(runsHere).map(outer));
    if (!calls) return (call) => effects.handed.push(call);
    return (call) => {
      for (const record of callers) record(call);
    };
  }

  /** The call of `wg.Go` that a function is given to. */
  goCallWith(file: SourceFile, argument: NodeId): GoStatement | undefined {
    const { tree } = file;
    let list = tree.parent[argument];
    while (tree.kind[list] === K.parenthesized_expression) list = tree.parent[list];
    const call = tree.parent[list];
    const group = tree.kind[list] === K.argument_list ? this.at(file, call) : undefined;
    return group?.method === 'Go' ? this.startOf(group) : undefined;
  }

  /** What a call starts as a goroutine: that of a `go` statement, or of `wg.Go`. */
  private startAt(file: SourceFile, call: NodeId): GoStatement | undefined {
    const group = this.at(file, call);
    return group?.method === 'Go' ? this.startOf(group) : this.gosOf.at(file, file.tree.parent[call]);
  }

  /** The function that a call runs; of `wg.Go(f)` that is `f`. */
  private calleeOf(file: SourceFile, call: NodeId): Callee | undefined {
    const group = this.at(file, call);
    return group?.method === 'Go' ? this.startOf(group).callee : this.types.callee(file, call);
  }

  private spawn(effects: Effects, go: GoStatement): (call: GroupCall) => void {
    let known = effects.spawned.find((s) => s.go === go);
    if (!known) {
      known = { go, calls: [] };
      effects.spawned.push(known);
    }
    const { calls } = known;
    return (call) => calls.push(call);
  }

  /** Whether a place is, or lies in, a variable at package level: functions reach it without being handed it. */
  isPackageVariable(target: Place): boolean {
    return this.types.pkg.variable(target.file.tree.text(target.root))?.node === target.root;
  }

  /** The identifiers of a file that name the variable at the target's root, or an alias of the target. */
  private mentions(file: SourceFile, target: Place): NodeId[] {
    const mentions = this.isPackageVariable(target)
      ? [...file.usesOfOuter(target.file.tree.text(target.root))]
      : file === target.file
        ? [...file.uses(target.root)]
        : [];
    // What is said of `w := &wg` is said of wg.
    for (const node of mentions) {
      const use = useOf(this, file, node, target);
      if (use.kind === 'alias') mentions.push(...file.uses(use.definition).slice(1));
    }
    return mentions;
  }
}

function startedBy(types: Types, { file, call, fn }: GroupCall): GoStatement {
  const { tree } = file;
  const callee = types.functionIn(file, tree.firstChild[tree.child(call, F.arguments)]);
  return new GoStatement(file, tree.parent[call], call, fn, callee);
}
