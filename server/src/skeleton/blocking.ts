import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Callee, type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { roleOf } from './functions.ts';
import { runsIn } from './startedLiterals.ts';

/** Methods that wait for another goroutine, whatever they belong to. */
const waiting = new Set(['Wait', 'Lock', 'RLock', 'Acquire']);
/** The same inside of what is called: there a lock guards data, as a rule, and orders nothing. */
const waitingBelow = new Set(['Wait', 'Acquire']);

/**
 * Whether a function may wait for another goroutine somewhere between two of its nodes (`from` included, `until`
 * not): a channel operation, a lock, a `Wait`, a loop that polls an atomic value, in literals that it calls on the
 * spot and in functions of the package that it calls too.
 */
export function mayBlock(
  types: Types,
  file: SourceFile,
  fn: NodeId,
  from: NodeId,
  until: NodeId,
  depth = 0,
): boolean {
  const { tree } = file;
  for (let n = from; n < until; n++) {
    const kind = tree.kind[n];
    if (kind === K.func_literal && !tree.within(until, n) && roleOf(file, n) !== 'inline') {
      n = tree.last(n);
      continue;
    }
    if (!runsIn(file, n, fn)) continue;
    if (kind === K.select_statement || kind === K.send_statement) return true;
    if (kind === K.unary_expression && operatorOf(tree, n) === '<-') return true;
    if (kind === K.range_clause && mayWaitInRange(types, file, n)) return true;
    if (kind === K.for_statement && polls(file, n)) return true;
    if (kind !== K.call_expression) continue;
    if ((depth ? waitingBelow : waiting).has(methodOf(file, n))) return true;
    if (tree.kind[tree.parent[n]] === K.go_statement) continue;
    const callee = depth < 2 ? types.callee(file, n) : undefined;
    if (!callee || (callee.file === file && tree.within(callee.node, n))) continue; // a literal: looked at here
    if (callee.file.lookAt(callee.node, () => mayBlockIn(types, callee, depth + 1))) return true;
  }
  return false;
}

function mayBlockIn(types: Types, { file, node }: Callee, depth: number): boolean {
  const body = file.tree.child(node, F.body);
  return body !== 0 && mayBlock(types, file, node, body, file.tree.last(body) + 1, depth);
}

/** Name of the method or qualified function that a call_expression calls; empty for others. */
function methodOf({ tree }: SourceFile, call: NodeId): string {
  const target = tree.child(call, F.function);
  return tree.kind[target] === K.selector_expression ? tree.text(tree.child(target, F.field)) : '';
}

/** `for !ready.Load() { … }` */
function polls(file: SourceFile, loop: NodeId): boolean {
  const { tree } = file;
  const body = tree.child(loop, F.body);
  for (let n = loop; n < body; n++) {
    if (tree.kind[n] === K.call_expression && /^(?:Load|CompareAndSwap|Swap)/.test(methodOf(file, n)))
      return true;
  }
  return false;
}

function mayWaitInRange(types: Types, file: SourceFile, clause: NodeId): boolean {
  if (file.tree.kind[file.tree.parent[clause]] !== K.for_statement) return false;
  const type = types.underlying(types.of(file, file.tree.child(clause, F.right)));
  // A function that is ranged over may wait as well.
  return ['channel', 'function', 'external', 'unknown'].includes(type.kind);
}

/**
 * Whether a function tells other goroutines something by itself: it sends, closes a channel, wakes a Cond or counts
 * another group down. Somebody may wait for that.
 */
export function signals(file: SourceFile, fn: NodeId): boolean {
  const { tree } = file;
  for (let n = fn; n <= tree.last(fn); n++) {
    if (tree.kind[n] === K.send_statement) return true;
    if (tree.kind[n] !== K.call_expression) continue;
    if (tree.text(unparen(file, tree.child(n, F.function))) === 'close') return true;
    if (/^(?:Signal|Broadcast|Store)$/.test(methodOf(file, n))) return true;
  }
  return false;
}
