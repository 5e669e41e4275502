import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isWaitGroup, pointee, unknown } from '../types/type.ts';
import { functionOf } from './functions.ts';
import { type Place, place, placeOf } from './place.ts';

/** A call of a method of a sync.WaitGroup. `Add` of a negative constant is a `Done`. */
export interface GroupCall {
  method: 'Add' | 'Done' | 'Wait' | 'Go';
  file: SourceFile;
  call: NodeId;
  /** The expression before the dot. */
  operand: NodeId;
  /** The group, where it has a name. */
  place: Place | undefined;
  /** «Type.field» where the group is a field of a type of this package, `var name` for a package variable. */
  shared: string | undefined;
  /** Argument of `Add`: a constant's value, or NaN. */
  count: number;
  fn: NodeId;
  deferred: boolean;
}

export const groupMethods: ReadonlySet<string> = new Set(['Add', 'Done', 'Wait', 'Go']);

/** The calls of methods of groups among some calls, in their order. */
export function groupCalls(types: Types, file: SourceFile, calls: readonly NodeId[]): GroupCall[] {
  const { tree } = file;
  const result: GroupCall[] = [];
  for (const call of calls) {
    const target = unparen(file, tree.child(call, F.function));
    if (tree.kind[target] !== K.selector_expression) continue;
    const method = tree.text(tree.child(target, F.field));
    if (!groupMethods.has(method)) continue;
    const operand = tree.child(target, F.operand);
    const type = types.of(file, operand);
    let through: string[] = [];
    if (!isWaitGroup(pointee(type))) {
      const promoted = promotedGroup(types, file, operand, method);
      if (!promoted) continue;
      through = promoted;
    }
    const base = placeOf(types, file, operand);
    const at = base && place(base.file, base.root, [...base.path, ...through]);
    const count = method === 'Add' ? constant(file, tree.firstChild[tree.child(call, F.arguments)]) : 1;
    const isNegative = count < 0 || tree.text(tree.firstChild[tree.child(call, F.arguments)]).startsWith('-');
    result.push({
      method: method === 'Add' && isNegative ? 'Done' : (method as GroupCall['method']),
      file,
      call,
      operand,
      place: at,
      shared: at && sharedName(types, file, operand, at, through),
      count: Math.abs(count),
      fn: functionOf(file, call),
      deferred: tree.kind[tree.parent[call]] === K.defer_statement,
    });
  }
  return result;
}

/** The embedded fields that lead to a WaitGroup whose method is promoted to `operand`. */
function promotedGroup(
  types: Types,
  file: SourceFile,
  operand: NodeId,
  method: string,
): string[] | undefined {
  const type = types.of(file, operand);
  if (types.method(type, method)) return undefined;
  const found = types.field(type, 'WaitGroup');
  return found && isWaitGroup(pointee(found.type)) ? [...found.through, 'WaitGroup'] : undefined;
}

function sharedName(
  types: Types,
  file: SourceFile,
  operand: NodeId,
  at: Place,
  through: string[],
): string | undefined {
  if (!at.path.length) {
    const name = at.file.tree.text(at.root);
    return types.pkg.variable(name)?.node === at.root ? `var ${name}` : undefined;
  }
  let holder = unparen(file, operand);
  if (!through.length) {
    // Through an alias such as `wg := &s.wg` the holder is not at hand.
    if (file.tree.kind[holder] === K.unary_expression)
      holder = unparen(file, file.tree.child(holder, F.operand));
    if (file.tree.kind[holder] !== K.selector_expression) return undefined;
    holder = file.tree.child(holder, F.operand);
  }
  const name = at.path[at.path.length - 1];
  let type = pointee(types.of(file, holder));
  const field = types.field(type, name);
  // The type that declares it, where it is promoted.
  for (const embedded of field?.through ?? []) type = pointee(types.field(type, embedded)?.type ?? unknown);
  // A pointer in a field may be to anybody's group.
  return type.kind === 'named' && field?.type.kind !== 'pointer' ? `${type.decl.name}.${name}` : undefined;
}

/** The value of an integer constant; NaN for anything else. */
function constant(file: SourceFile, node: NodeId): number {
  const { tree } = file;
  const text = node ? tree.text(node).replace(/[_\s]/g, '') : '';
  return /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
}

/** `Done`, and not an `Add` of a negative number that does its work. */
export const isDoneByName = ({ method, file: { tree }, call }: GroupCall): boolean =>
  method === 'Done' && tree.text(tree.child(tree.child(call, F.function), F.field)) === 'Done';
