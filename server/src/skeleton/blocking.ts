import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { functionOf } from './functions.ts';

/**
 * Whether a function may wait for another goroutine somewhere between two of its nodes (`from` included, `until`
 * not): a channel operation, a lock, a `Wait`. What it calls is not looked into.
 */
export function mayBlock(types: Types, file: SourceFile, fn: NodeId, from: NodeId, until: NodeId): boolean {
  const { tree } = file;
  for (let n = from; n < until; n++) {
    const kind = tree.kind[n];
    if (kind === K.func_literal && !tree.within(until, n)) {
      n = tree.last(n);
      continue;
    }
    if (functionOf(file, n) !== fn) continue;
    if (kind === K.select_statement || kind === K.send_statement) return true;
    if (kind === K.unary_expression && operatorOf(tree, n) === '<-') return true;
    if (kind === K.range_clause && isChannel(types, file, n)) return true;
    if (kind === K.call_expression) {
      const target = tree.child(n, F.function);
      const method =
        tree.kind[target] === K.selector_expression ? tree.text(tree.child(target, F.field)) : '';
      if (method === 'Wait' || method === 'Lock' || method === 'RLock') return true;
    }
  }
  return false;
}

function isChannel(types: Types, file: SourceFile, clause: NodeId): boolean {
  if (file.tree.kind[file.tree.parent[clause]] !== K.for_statement) return false;
  const type = types.underlying(types.of(file, file.tree.child(clause, F.right)));
  return type.kind === 'channel' || type.kind === 'unknown';
}
