import type { Story } from '../explored/stories.ts';
import type { Fix } from '../findings.ts';
import { exitsAfter } from '../skeleton/exits.ts';
import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { releaseFixes } from './releaseFixes.ts';
import type { RuleContext } from './rule.ts';

const unlocking: Record<string, string> = { Lock: 'Unlock', RLock: 'RUnlock' };

/**
 * `defer mu.Unlock()` where the lock was taken that nobody has given back, in place of the unlocks on some ways; an
 * unlock on the ways that lack it where it can't be deferred.
 */
export function unlockFixes({ types, explored }: RuleContext, { problem }: Story): Fix[] {
  const taken = problem.schedule.findLast(
    (step) => step.what === 'lock' && step.madeAt === problem.madeAt && step.site >= 0,
  );
  const place = taken && explored.place(taken.site);
  if (!place) return [];
  const { file, node } = place;
  const { tree } = file;
  const statement = tree.parent[node];
  const list = tree.parent[statement];
  const target = tree.kind[node] === K.call_expression ? tree.child(node, F.function) : 0;
  if (tree.kind[target] !== K.selector_expression || tree.kind[list] !== K.statement_list) return [];
  const fn = functionOf(file, node);
  const lock = tree.text(tree.child(target, F.operand));
  const method = unlocking[tree.text(tree.child(target, F.field))];
  const calls = file
    .nodesOf(K.call_expression)
    .filter((call) => tree.within(call, fn) && isCallOn(file, call, lock));
  const releases = calls.filter((call) => tree.text(call) === `${lock}.${method}()`);
  const isStatement = (call: NodeId) =>
    functionOf(file, call) === fn && tree.kind[tree.parent[call]] === K.expression_statement;
  if (!method || !releases.length || !releases.every(isStatement)) return [];
  const start = { list, first: tree.nextSibling[statement] };
  const exits = exitsAfter(types, file, start, releases);
  const losses = exits ? [...exits.returns, ...exits.laps] : [];
  // The end of the function or of a turn is no statement to put it before.
  if (!losses.length || losses.some((loss) => !isJump(file, loss))) return [];
  const isOnly =
    calls.every((call) => call === node || releases.includes(call)) && releases.every((call) => call > node);
  return releaseFixes({ file, fn, start, losses, releases, release: `${lock}.${method}()`, isOnly });
}

/** `mu.Anything(…)` */
function isCallOn({ tree }: SourceFile, call: NodeId, lock: string): boolean {
  const target = tree.child(call, F.function);
  return tree.kind[target] === K.selector_expression && tree.text(tree.child(target, F.operand)) === lock;
}

const isJump = ({ tree }: SourceFile, node: NodeId): boolean =>
  tree.kind[node] === K.return_statement || tree.kind[node] === K.continue_statement;
