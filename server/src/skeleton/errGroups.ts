import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Callee, declaration, type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isErrGroup, pointee } from '../types/type.ts';
import { functionOf } from './functions.ts';
import { type MethodCall, type Trail, trailOf } from './trail.ts';

/** The package of the groups. */
export const errgroupPath = 'golang.org/x/sync/errgroup';

/** An errgroup.Group that a function makes for itself, as a local variable. */
export interface ErrGroup {
  file: SourceFile;
  /** The variable's defining identifier. */
  definition: NodeId;
  fn: NodeId;
  /** The one call of errgroup.WithContext that makes it; 0 where there is none, or several. */
  withContext: NodeId;
  trail: Trail;
  /** Calls of Go and TryGo. */
  starts: MethodCall[];
}

/** The groups that the functions of a file make, in order. */
export function errGroupsIn(types: Types, file: SourceFile): ErrGroup[] {
  const isImported = [...file.importPaths].includes(errgroupPath);
  return isImported ? [...definitions(types, file)].flatMap((name) => errGroup(types, file, name) ?? []) : [];
}

/** The local variables that are groups, or point to one. */
function* definitions(types: Types, file: SourceFile): Iterable<NodeId> {
  for (const n of file.nodesOf(K.identifier)) {
    if (file.definition(n) === n && isErrGroup(pointee(types.of(file, n)))) yield n;
  }
}

function errGroup(types: Types, file: SourceFile, definition: NodeId): ErrGroup | undefined {
  const { tree } = file;
  const fn = functionOf(file, definition);
  const owner = declaration(file, definition);
  if (!fn || tree.isBroken(fn)) return undefined;
  const trail = trailOf(types, file, definition);
  const makers: NodeId[] = [];
  const value = valueAt(file, owner, definition);
  const isZero = !value && types.of(file, definition).kind === 'external';
  if (value) makers.push(value);
  else if (tree.kind[owner] !== K.var_spec) return undefined; // a parameter, a range's variable
  makers.push(...trail.assigned.map((use) => valueAt(file, tree.parent[tree.parent[use]], use)));
  if (!makers.every((maker) => isMade(types, file, maker)) || (!makers.length && !isZero)) return undefined;
  const withContexts = makers.filter((maker) => isWithContext(types, file, maker));
  return {
    file,
    definition,
    fn,
    withContext: makers.length === 1 && withContexts.length === 1 ? withContexts[0] : 0,
    trail,
    starts: trail.calls.filter(({ method }) => method === 'Go' || method === 'TryGo'),
  };
}

/** What a call of Go or TryGo runs, where that is certain. */
export const runBy = (types: Types, { file, call }: MethodCall): Callee | undefined =>
  types.functionIn(file, file.tree.firstChild[file.tree.child(call, F.arguments)]);

/** Whether a function returns anything but nil. */
export function mayFail({ file, node }: Callee): boolean {
  const { tree } = file;
  for (let n = node; n <= tree.last(node); n++) {
    if (tree.kind[n] !== K.return_statement || functionOf(file, n) !== node) continue;
    if (!returnsNil(file, n)) return true;
  }
  return false;
}

/** `return nil` */
export function returnsNil({ tree }: SourceFile, statement: NodeId): boolean {
  const values = tree.firstChild[statement];
  return values !== 0 && tree.kind[tree.firstChild[values]] === K.nil && tree.children(values).length === 1;
}

/** What a statement gives a variable: its own value, or the call that gives all. 0 where it gives none. */
function valueAt({ tree }: SourceFile, owner: NodeId, name: NodeId): NodeId {
  const isVar = tree.kind[owner] === K.var_spec;
  if (!isVar && tree.kind[owner] !== K.short_var_declaration && tree.kind[owner] !== K.assignment_statement)
    return 0;
  const names = isVar
    ? tree.children(owner).filter((n) => tree.field[n] === F.name)
    : tree.children(tree.child(owner, F.left));
  const list = tree.child(owner, isVar ? F.value : F.right);
  const values = list ? tree.children(list) : [];
  return values.length > 1 ? (values[names.indexOf(name)] ?? 0) : (values[0] ?? 0);
}

/** Whether an expression makes a group: a literal, `new`, WithContext. */
function isMade(types: Types, file: SourceFile, value: NodeId): boolean {
  const { tree } = file;
  const node = unparen(file, value);
  switch (tree.kind[node]) {
    case K.composite_literal:
      return isErrGroup(types.of(file, node));
    case K.unary_expression:
      return operatorOf(tree, node) === '&' && isMade(types, file, tree.child(node, F.operand));
    case K.call_expression:
      return tree.text(tree.child(node, F.function)) === 'new' || isWithContext(types, file, node);
    default:
      return false;
  }
}

function isWithContext(types: Types, file: SourceFile, value: NodeId): boolean {
  const { tree } = file;
  const call = unparen(file, value);
  const target = tree.kind[call] === K.call_expression ? unparen(file, tree.child(call, F.function)) : 0;
  if (tree.kind[target] !== K.selector_expression) return false;
  return (
    types.importPath(file, tree.child(target, F.operand)) === errgroupPath &&
    tree.text(tree.child(target, F.field)) === 'WithContext'
  );
}
