import { mayBlock } from '../skeleton/blocking.ts';
import { firstReturn } from '../skeleton/flow.ts';
import { functionOf, type GoStatement } from '../skeleton/functions.ts';
import { type GroupCall, isDoneByName } from '../skeleton/groupCalls.ts';
import type { Groups } from '../skeleton/groups.ts';
import { ownerOf } from '../skeleton/reach.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isWaitGroup, pointee } from '../types/type.ts';
import { mayCapture } from './captured.ts';
import { statementsOf } from './edits.ts';

/** `wg.Add(1)`, `go func() { … }()` and `wg.Done()`, which do together what `wg.Go` does. */
export interface OldForm {
  add: GroupCall;
  go: GoStatement;
  literal: NodeId;
  /** The statement that calls `Done`: the literal's first, deferred, or its last. */
  done: NodeId;
}

/** The old form that a `go` statement is part of, where `wg.Go` would change nothing. */
export function oldFormOf(groups: Groups, go: GoStatement): OldForm | undefined {
  const { file } = go;
  const { tree } = file;
  const literal = unparen(file, tree.child(go.call, F.function));
  if (tree.kind[literal] !== K.func_literal || tree.child(literal, F.result) || tree.isBroken(go.node))
    return undefined;
  const done = doneOf(groups, go, literal);
  const add = done && addOf(groups, go, groupOutside(go, literal, done));
  if (!add || !hasGo(groups, add)) return undefined;
  const at = tree.parent[done.call];
  return mayCapture(groups.types, go, literal, at) ? { add, go, literal, done: at } : undefined;
}

/** The literal's only `Done`, first and deferred, or last. Goroutines that it starts may have their own. */
function doneOf(groups: Groups, { file }: GoStatement, literal: NodeId): GroupCall | undefined {
  const { tree } = file;
  const statements = statementsOf(file, literal);
  const calls = groups.callsIn(file, literal);
  const done = calls.find((c) => {
    const at = tree.parent[c.call];
    if (!isDoneByName(c)) return false;
    return c.deferred
      ? at === statements[0]
      : at === statements.at(-1) && mayBeDeferred(groups, file, literal);
  });
  const isSecond = (c: GroupCall) =>
    c.method === 'Done' &&
    c !== done &&
    isSameGroup(done!, c) &&
    !tree.within(tree.ancestor(c.call, K.go_statement), literal);
  return done && !calls.some(isSecond) ? done : undefined;
}

/**
 * Whether a `Done` at a literal's end may as well be deferred: no way out passes it by, no panic is recovered from
 * before it, and nothing that is deferred waits for somebody who may wait for it.
 */
function mayBeDeferred({ types }: Groups, file: SourceFile, literal: NodeId): boolean {
  const { tree } = file;
  if (firstReturn(file, literal)) return false;
  const deferred = file.nodesOf(K.defer_statement, literal).filter((n) => functionOf(file, n) === literal);
  return deferred.every((n) => {
    const fn = unparen(file, tree.child(unparen(file, tree.firstChild[n]), F.function));
    if (tree.kind[fn] !== K.func_literal) return false;
    const body = tree.child(fn, F.body);
    const recovers = file.usesOfOuter('recover', fn).some((use) => functionOf(file, use) === fn);
    return !recovers && !mayBlock(types, file, fn, body, tree.last(body) + 1);
  });
}

/** The expression by which the function around the `go` statement knows the group that the literal counts down. */
function groupOutside({ file, call }: GoStatement, literal: NodeId, { operand }: GroupCall): NodeId {
  const { tree } = file;
  const parameters = parametersOf(file, tree.child(literal, F.parameters));
  const root = tree.kind[operand] === K.identifier ? file.definition(operand) : 0;
  const index = root ? parameters.findIndex((p) => p.name === root) : -1;
  if (index < 0) return operand;
  const given = unparen(file, tree.children(tree.child(call, F.arguments))[index] ?? 0);
  return tree.kind[given] === K.unary_expression ? unparen(file, tree.child(given, F.operand)) : given;
}

/** The `Add(1)` before a `go` statement on the group that an expression means. */
function addOf(groups: Groups, go: GoStatement, group: NodeId): GroupCall | undefined {
  const { file } = go;
  const { tree } = file;
  if (tree.kind[tree.parent[go.node]] !== K.statement_list) return undefined;
  const before = tree.children(tree.parent[go.node]).filter((n) => n < go.node);
  for (const statement of before.reverse()) {
    const add =
      tree.kind[statement] === K.expression_statement && groups.at(file, tree.firstChild[statement]);
    if (add && add.method === 'Add' && isSameOperand(file, add.operand, group)) {
      const isNext = tree.nextSibling[statement] === go.node;
      return add.count === 1 && (isNext || mayCountLater(groups, add, go)) ? add : undefined;
    }
    if (!isPlain(file, statement)) return undefined;
  }
  return undefined;
}

/** Statements after which the next one is run, and that start nothing. */
const plainKinds = new Set<number>([
  K.short_var_declaration,
  K.assignment_statement,
  K.var_declaration,
  K.const_declaration,
  K.expression_statement,
  K.inc_statement,
  K.dec_statement,
]);
const isPlain = ({ tree }: SourceFile, statement: NodeId): boolean => plainKinds.has(tree.kind[statement]);

/**
 * Whether it is the same to count just before the goroutine starts: the group is its function's own, nothing between
 * the two mentions it, and whoever waits comes later.
 */
function mayCountLater(groups: Groups, add: GroupCall, go: GoStatement): boolean {
  const { file, place } = add;
  const { tree } = file;
  const owner = place && place.file === file ? ownerOf(place) : 0;
  if (!owner || go.fn !== functionOf(file, place!.root)) return false;
  const isBetween = (n: NodeId) => n > tree.last(tree.parent[add.call]) && n < go.node;
  if (file.uses(place!.root).some(isBetween)) return false;
  const { own, spawned, handed, escapes } = groups.effects(file, owner, place!);
  if (escapes || handed.length) return false;
  let end = go.node;
  for (let n = go.node; n !== owner; n = tree.parent[n])
    if (tree.kind[n] === K.for_statement) end = tree.last(n);
  const isLater = (c: GroupCall, at: NodeId) => c.method !== 'Wait' || c.deferred || at > end;
  return (
    own.every((c) => c.fn === owner && isLater(c, c.call)) &&
    spawned.every((s) => s.calls.every((c) => c.method !== 'Wait' || s.go.node > end))
  );
}

/** Whether `Go` is the group's own: a type that embeds one may have another. */
function hasGo({ types }: Groups, { file, operand }: GroupCall): boolean {
  const type = types.of(file, operand);
  return isWaitGroup(pointee(type)) || (!types.method(type, 'Go') && !types.field(type, 'Go'));
}

const isSameGroup = (a: GroupCall, b: GroupCall): boolean =>
  a.place && b.place ? a.place.key === b.place.key : isSameOperand(a.file, a.operand, b.operand);

/** Whether two expressions are written alike and each name in them means the same; none that calls anything. */
function isSameOperand(file: SourceFile, a: NodeId, b: NodeId): boolean {
  const { tree } = file;
  if (!b || tree.text(a) !== tree.text(b) || tree.last(a) - a !== tree.last(b) - b) return false;
  for (let i = 0; i <= tree.last(a) - a; i++) {
    const kind = tree.kind[a + i];
    if (kind === K.call_expression || kind !== tree.kind[b + i]) return false;
    if (kind === K.identifier && file.definition(a + i) !== file.definition(b + i)) return false;
  }
  return true;
}
