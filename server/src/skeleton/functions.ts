import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Callee, type Types, unparen } from '../types/infer.ts';
import { type Parameter, parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { type Place, place, placeOf } from './place.ts';

/** The innermost function that a node runs in: a func_literal or a declaration; 0 at package level. */
export function functionOf(file: SourceFile, node: NodeId): NodeId {
  return file.tree.ancestor(node, K.func_literal, K.function_declaration, K.method_declaration);
}

/** What a function literal's code runs as. */
export type Role =
  /** Called on the spot or by `defer`: part of the function around it. */
  | 'inline'
  /** The body of a `go` statement. */
  | 'goroutine'
  /** Given to other code, or kept: it may run any time, on any goroutine. */
  | 'handed';

export function roleOf(file: SourceFile, literal: NodeId): Role {
  const { tree } = file;
  let callee = literal;
  while (tree.kind[tree.parent[callee]] === K.parenthesized_expression) callee = tree.parent[callee];
  const call = tree.parent[callee];
  if (tree.kind[call] !== K.call_expression || tree.field[callee] !== F.function) return 'handed';
  return tree.kind[tree.parent[call]] === K.go_statement ? 'goroutine' : 'inline';
}

/**
 * The calls of a literal that has a name, as `done := func() { … }` has: in the function around it and its literals.
 * `undefined` where it is used otherwise, runs as a goroutine, or calls itself.
 */
export function callsByName(file: SourceFile, literal: NodeId): NodeId[] | undefined {
  const { tree } = file;
  const values = tree.parent[literal];
  const owner = tree.parent[values];
  if (tree.kind[owner] !== K.short_var_declaration || tree.children(values).length !== 1) return undefined;
  const [definition, ...uses] = file.uses(tree.firstChild[tree.child(owner, F.left)]);
  if (!definition || tree.parent[definition] !== tree.child(owner, F.left)) return undefined;
  const isCall = (use: NodeId) => {
    const call = tree.parent[use];
    if (tree.kind[call] !== K.call_expression || tree.field[use] !== F.function) return false;
    return tree.kind[tree.parent[call]] !== K.go_statement && !tree.within(use, literal);
  };
  return uses.length > 0 && uses.every(isCall) ? uses.map((use) => tree.parent[use]) : undefined;
}

/** One `go` statement, or a statement that calls `wg.Go`. */
export class GoStatement {
  readonly file: SourceFile;
  readonly node: NodeId;
  /** What it calls; of `wg.Go(f)` just that. */
  readonly call: NodeId;
  /** The function around it. */
  readonly fn: NodeId;
  private readonly runs: Callee | undefined;

  constructor(file: SourceFile, node: NodeId, call: NodeId, fn: NodeId, runs: Callee | undefined) {
    this.file = file;
    this.node = node;
    this.call = call;
    this.fn = fn;
    this.runs = runs;
  }

  /** What it runs, where that is certain. Who asks is going to look into it. */
  get callee(): Callee | undefined {
    this.runs?.file.noteEntered(this.runs.node);
    return this.runs;
  }
}

/** @param nodes go_statements of the file */
export function goStatements(types: Types, file: SourceFile, nodes: readonly NodeId[]): GoStatement[] {
  const { tree } = file;
  const result: GoStatement[] = [];
  for (const node of nodes) {
    const call = unparen(file, tree.firstChild[node]);
    if (tree.kind[call] !== K.call_expression) continue;
    result.push(new GoStatement(file, node, call, functionOf(file, node), types.callee(file, call)));
  }
  return result;
}

/**
 * Carries a place of the caller into the function that it calls.
 *
 * @returns The places by which the callee's parameters and receiver know what is handed over.
 */
export function placesInCallee(
  types: Types,
  file: SourceFile,
  call: NodeId,
  callee: Callee,
  target: Place,
): Place[] {
  const { tree } = file;
  const result: Place[] = [];
  const bind = (argument: NodeId, parameter: NodeId) => {
    const given = argument && parameter ? placeOf(types, file, argument) : undefined;
    const rest = given && pathBelow(given, target);
    if (rest) result.push(place(callee.file, parameter, rest));
  };
  if (callee.receiver && callee.decl?.receiver) bind(callee.receiver, callee.decl.receiver.name);
  const parameters = parametersOfCallee(callee);
  const list = tree.child(call, F.arguments);
  const given = list ? tree.children(list) : [];
  parameters.forEach((parameter, i) => {
    if (!parameter.variadic && given[i]) bind(given[i], parameter.name);
  });
  return result;
}

/** What a function declares to take. */
export const parametersOfCallee = ({ file, node }: Callee): Parameter[] =>
  file.lookAt(node, () => parametersOf(file, file.tree.child(node, F.parameters)));

/** The fields from `base` to `target`, or `undefined` where `target` does not lie at or below `base`. */
export function pathBelow(base: Place, target: Place): string[] | undefined {
  if (base.file !== target.file || base.root !== target.root) return undefined;
  if (base.path.length > target.path.length || base.path.some((name, i) => target.path[i] !== name))
    return undefined;
  return target.path.slice(base.path.length);
}
