import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Callee, Types } from '../types/infer.ts';
import { noteRead } from '../types/reads.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { functionOf } from './functions.ts';
import { type LockCall, lockCalls } from './locks.ts';
import type { Place } from './place.ts';

/** Functions are followed so far for what they unlock. */
const maxDepth = 3;

/** The nodes of a function at which a lock that it has taken may be given back, by itself or by others. */
export function unlocksOf(types: Types, lock: LockCall, all: readonly LockCall[]): NodeId[] {
  const { file, fn, place, operand, method } = lock;
  const { tree } = file;
  const found = all
    .filter((c) => c.place.key === place.key && c.method === unlocking(method))
    .map((c) => c.call);
  const text = tree.text(operand);
  const known = new Set(all.map((c) => c.operand));
  for (let n = fn; n <= tree.last(fn); n++) {
    const kind = tree.kind[n];
    // Whoever gets hold of the lock may unlock it.
    const isMention = (kind === K.selector_expression || kind === K.identifier) && !known.has(n);
    if (isMention && tree.text(n) === text && !isOperandOfOwn(known, file, n)) found.push(n);
    else if (kind === K.call_expression && mayUnlock(types, file, n, place, 0)) found.push(n);
  }
  return found;
}

const unlocking = (method: LockCall['method']): string => (method === 'Lock' ? 'Unlock' : 'RUnlock');

/** Whether a selector's beginning is what a lock call is done to: `s` of `s.mu`. */
function isOperandOfOwn(known: ReadonlySet<NodeId>, { tree }: SourceFile, node: NodeId): boolean {
  let outer = tree.parent[node];
  while (tree.kind[outer] === K.selector_expression) {
    if (known.has(outer)) return true;
    outer = tree.parent[outer];
  }
  return false;
}

/** Whether a function of the package that is called unlocks a lock of the same name. */
function mayUnlock(types: Types, file: SourceFile, call: NodeId, place: Place, depth: number): boolean {
  const callee = types.callee(file, call);
  if (!callee || (callee.file === file && file.tree.within(callee.node, call))) return false;
  return callee.file.lookAt(callee.node, () => unlocks(types, callee, place, depth));
}

function unlocks(types: Types, callee: Callee, place: Place, depth: number): boolean {
  const { tree } = callee.file;
  const name = place.path.at(-1);
  const isOne = (c: LockCall) => /Unlock/.test(c.method) && (!name || c.place.path.at(-1) === name);
  if (lockCallsIn(types, callee.file, callee.node).get(callee.node)?.some(isOne)) return true;
  if (depth >= maxDepth) return true;
  for (let n = tree.child(callee.node, F.body); n && n <= tree.last(callee.node); n++)
    if (tree.kind[n] === K.call_expression && mayUnlock(types, callee.file, n, place, depth + 1)) return true;
  return false;
}

/** Whether a function has deferred an unlock before it takes the lock. */
export function isDeferredBefore(
  { tree }: SourceFile,
  fn: NodeId,
  unlocks: readonly NodeId[],
  at: NodeId,
): boolean {
  return unlocks.some((n) => {
    const statement = tree.ancestor(n, K.defer_statement);
    return statement > fn && statement < at;
  });
}

/** The lock calls of the declaration at top level around a node, by the function that they are in. */
export function lockCallsIn(
  types: Types,
  file: SourceFile,
  node: NodeId,
): ReadonlyMap<NodeId, readonly LockCall[]> {
  noteRead(file);
  const declaration = file.declarationAt(node);
  const part = file.partOf(declaration);
  const known = callsKnown.get(part);
  if (known?.types === types) return known.calls;
  const calls = new Map<NodeId, LockCall[]>();
  for (const call of lockCalls(types, file, declaration)) {
    // A literal's calls are those of the functions around it too.
    for (let fn = call.fn; fn; fn = functionOf(file, fn)) {
      const others = calls.get(fn);
      if (others) others.push(call);
      else calls.set(fn, [call]);
    }
  }
  callsKnown.set(part, { types, calls });
  return calls;
}

const callsKnown = new WeakMap<object, { types: Types; calls: ReadonlyMap<NodeId, readonly LockCall[]> }>();
