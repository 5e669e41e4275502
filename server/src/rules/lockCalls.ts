import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isExternal, pointee, type Type } from '../types/type.ts';
import type { RuleContext } from './rule.ts';

/** A call of a lock's `Lock`, `Unlock`, `RLock` or `RUnlock`. */
export interface LockCall {
  /** The expression before the dot, as it is written. */
  lock: string;
  method: string;
  /** The method's name in the source. */
  name: NodeId;
}

const methods = /^(?:R?Lock|R?Unlock)$/;

/** The lock call that an expression is, or `undefined` where it is none or the lock's type can't be known. */
export function lockCall(types: Types, file: SourceFile, expression: NodeId): LockCall | undefined {
  const { tree } = file;
  const call = unparen(file, expression);
  if (tree.kind[call] !== K.call_expression || tree.firstChild[tree.child(call, F.arguments)])
    return undefined;
  const callee = tree.child(call, F.function);
  if (tree.kind[callee] !== K.selector_expression) return undefined;
  const name = tree.child(callee, F.field);
  const method = tree.text(name);
  const operand = tree.child(callee, F.operand);
  if (!methods.test(method) || !hasLock(types, types.of(file, operand), method)) return undefined;
  return { lock: tree.text(operand), method, name };
}

/** Whether a type has the method of a lock: its own, or one of sync that it embeds. */
function hasLock(types: Types, type: Type, method: string, depth = 0): boolean {
  const base = pointee(type);
  if (isExternal(base, 'sync', 'Mutex') || isExternal(base, 'sync', 'Locker')) return !method.startsWith('R');
  if (isExternal(base, 'sync', 'RWMutex')) return true;
  const found = types.method(base, method);
  if (found) {
    const { file, node } = found.decl;
    return !file.tree.firstChild[file.tree.child(node, F.parameters)] && !file.tree.child(node, F.result);
  }
  const struct = types.underlying(base);
  if (struct.kind !== 'struct' || depth > 5) return false;
  return types
    .fields(struct.file, struct.node, struct.bindings)
    .some((field) => field.embedded && hasLock(types, field.type, method, depth + 1));
}

/** A statement that takes a lock, and the one that follows it directly. */
export interface Taking {
  first: NodeId;
  second: NodeId;
  taken: LockCall;
}

export const takingsIn = (context: RuleContext, file: SourceFile, part: NodeId): readonly Taking[] =>
  context.inDeclarations(takingsBelow, file, part);

function takingsBelow({ types }: RuleContext, file: SourceFile, declaration: NodeId): Taking[] {
  const { tree } = file;
  const found: Taking[] = [];
  for (let first = declaration; first <= tree.last(declaration); first++) {
    const second = tree.nextSibling[first];
    if (!second || tree.kind[first] !== K.expression_statement) continue;
    const taken = lockCall(types, file, tree.firstChild[first]);
    if (taken?.method.endsWith('Lock')) found.push({ first, second, taken });
  }
  return found;
}
