import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isExternal, pointee, type Type } from '../types/type.ts';
import { functionOf } from './functions.ts';
import { type Place, place, placeOf } from './place.ts';

/** A call of a method of a sync.Mutex or sync.RWMutex. */
export interface LockCall {
  method: 'Lock' | 'RLock' | 'Unlock' | 'RUnlock';
  file: SourceFile;
  call: NodeId;
  operand: NodeId;
  /** The lock, where it has a name. */
  place: Place;
  fn: NodeId;
  deferred: boolean;
}

const methods = new Set(['Lock', 'RLock', 'Unlock', 'RUnlock']);
const isLock = (type: Type): boolean =>
  isExternal(type, 'sync', 'Mutex') || isExternal(type, 'sync', 'RWMutex');

/** The calls on locks that have a name, below a node, in the order of the text. */
export function lockCalls(types: Types, file: SourceFile, within: NodeId): LockCall[] {
  const { tree } = file;
  const result: LockCall[] = [];
  for (const call of file.nodesOf(K.call_expression, within)) {
    const target = unparen(file, tree.child(call, F.function));
    if (tree.kind[target] !== K.selector_expression) continue;
    const method = tree.text(tree.child(target, F.field));
    if (!methods.has(method)) continue;
    const operand = tree.child(target, F.operand);
    const through = pathToLock(types, file, operand, method);
    const base = through && placeOf(types, file, operand);
    if (!base) continue;
    result.push({
      method: method as LockCall['method'],
      file,
      call,
      operand,
      place: place(base.file, base.root, [...base.path, ...through]),
      fn: functionOf(file, call),
      deferred: tree.kind[tree.parent[call]] === K.defer_statement,
    });
  }
  return result;
}

/** The embedded fields from an operand to the lock that it is or embeds. */
function pathToLock(types: Types, file: SourceFile, operand: NodeId, method: string): string[] | undefined {
  const type = types.of(file, operand);
  if (isLock(pointee(type))) return [];
  if (types.method(type, method)) return undefined;
  for (const name of ['Mutex', 'RWMutex']) {
    const found = types.field(type, name);
    if (found && isLock(pointee(found.type))) return [...found.through, name];
  }
  return undefined;
}
