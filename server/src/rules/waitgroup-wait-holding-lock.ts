import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { type GoStatement, placesInCallee } from '../skeleton/functions.ts';
import type { GroupCall } from '../skeleton/groupCalls.ts';
import type { Groups } from '../skeleton/groups.ts';
import { type LockCall, lockCalls } from '../skeleton/locks.ts';
import { type Place, place } from '../skeleton/place.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { moveAfter } from './edits.ts';
import { type PartRule, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-wait-holding-lock',
  title: 'Wait runs under a lock that a worker needs',
  severity: 'warning',
};

/** Functions that call each other are followed so far to find where a worker locks. */
const maxDepth = 2;

/**
 * `Wait` between `Lock` and `Unlock`, while a goroutine that the group waits for takes the same lock before its
 * `Done`. Both are the same field of the same value on both sides, or the same variable.
 */
export const waitGroupWaitHoldingLock: PartRule = {
  meta,
  *checkPart({ groups, types }, here, part) {
    for (const wait of groups.callsIn(here, part)) {
      if (wait.method !== 'Wait' || wait.deferred || !wait.place || wait.file.tree.isBroken(wait.fn))
        continue;
      for (const held of heldAt(types, wait)) {
        const needed = lockOfWorker(groups, types, wait, held);
        if (!needed) continue;
        const { file } = wait;
        yield {
          file,
          ...span(file, wait.call),
          message: l10n.t(
            '{0}.Wait() may block for ever: it holds {1}, which a goroutine that it waits for has to lock before it is done.',
            file.tree.text(wait.operand),
            file.tree.text(held.operand),
          ),
          related: [
            related(held.file, held.call, l10n.t('the lock is taken here')),
            related(needed.file, needed.call, l10n.t('the goroutine needs it here')),
          ],
          fixes: fixes(types, wait, held),
        };
        break;
      }
    }
  },
};

/** The locks that are taken before a `Wait` in its function, and not given up until then. */
function heldAt(types: Types, wait: GroupCall): LockCall[] {
  const { file, fn, call } = wait;
  const { tree } = file;
  const all = lockCalls(types, file, fn);
  const calls = all.filter((c) => c.fn === fn);
  // Another goroutine, or a callback, may unlock what this function has locked.
  const isGivenUp = (lock: LockCall) => {
    const others = all.filter((c) => c.fn !== fn && c.place.key === lock.place.key);
    return others.some(
      (c) => /Unlock$/.test(c.method) && !others.some((o) => o.fn === c.fn && o.call < c.call),
    );
  };
  return calls.filter((lock) => {
    const isLocking = lock.method === 'Lock' || lock.method === 'RLock';
    const list = tree.parent[tree.parent[lock.call]];
    if (!isLocking || lock.deferred || lock.call > call || !tree.within(call, list)) return false;
    const isUnlock = (c: LockCall) =>
      c.method === (lock.method === 'Lock' ? 'Unlock' : 'RUnlock') && c.place.key === lock.place.key;
    if (isGivenUp(lock)) return false;
    return !calls.some((c) => isUnlock(c) && !c.deferred && c.call > lock.call && c.call < call);
  });
}

/** Where a goroutine that the group waits for takes the lock before its `Done`. */
function lockOfWorker(groups: Groups, types: Types, wait: GroupCall, held: LockCall): LockCall | undefined {
  for (const go of groups.goStatements) {
    const { callee } = go;
    if (!callee || callee.file.tree.isBroken(callee.node)) continue;
    const done = doneOf(groups, go, wait);
    const lock = done && lockInside(wait, held, done);
    if (!lock) continue;
    const found = locks(types, callee.file, callee.node, lock, 0).find(
      ({ at, call }) =>
        (done.deferred || at < done.call) && !(held.method === 'RLock' && call.method === 'RLock'),
    );
    if (found) return found.call;
  }
  return undefined;
}

/** The one `Done` of a goroutine for the group that is waited for. */
function doneOf(groups: Groups, { callee }: GoStatement, wait: GroupCall): GroupCall | undefined {
  const { file, node } = callee!;
  const dones = groups
    .callsIn(file, node)
    .filter((c) => c.method === 'Done' && c.fn === node && isSameGroup(c, wait));
  return dones.length === 1 ? dones[0] : undefined;
}

const isSameGroup = (a: GroupCall, b: GroupCall): boolean =>
  a.shared !== undefined ? a.shared === b.shared : a.place?.key === b.place?.key;

/** The lock by the name that a worker has for it: that beside its group, or the same variable. */
function lockInside(wait: GroupCall, held: LockCall, done: GroupCall): Place | undefined {
  const group = wait.place!;
  const inside = done.place;
  if (!inside) return undefined;
  if (inside.key === group.key) return held.place;
  const isBeside = held.place.root === group.root && held.place.file === group.file;
  return isBeside && inside.path.join() === group.path.join()
    ? place(inside.file, inside.root, held.place.path)
    : undefined;
}

/** The calls that lock below a function, each with where in that function it happens; other goroutines' left out. */
function locks(
  types: Types,
  file: SourceFile,
  fn: NodeId,
  lock: Place,
  depth: number,
): { at: NodeId; call: LockCall }[] {
  const { tree } = file;
  const body = tree.child(fn, F.body);
  const own = lockCalls(types, file, body)
    .filter((c) => c.fn === fn && c.place.key === lock.key && (c.method === 'Lock' || c.method === 'RLock'))
    .map((call) => ({ at: call.call, call }));
  if (depth >= maxDepth) return own;
  for (const call of file.nodesOf(K.call_expression, body)) {
    if (tree.kind[tree.parent[call]] === K.go_statement) continue;
    if (tree.ancestor(call, K.func_literal, K.function_declaration, K.method_declaration) !== fn) continue;
    const callee = types.callee(file, call);
    if (!callee?.decl) continue;
    for (const inner of placesInCallee(types, file, call, callee, lock)) {
      own.push(
        ...locks(types, callee.file, callee.node, inner, depth + 1).map((l) => ({ at: call, call: l.call })),
      );
    }
  }
  return own.sort((a, b) => a.at - b.at);
}

/** Moves the `Wait` behind the `Unlock` of its list, where that is not deferred. */
function fixes(types: Types, wait: GroupCall, held: LockCall): Fix[] {
  const { file, fn, call } = wait;
  const { tree } = file;
  const statement = tree.parent[call];
  const isUnlock = (c: LockCall) =>
    c.fn === fn && !c.deferred && c.call > call && c.place.key === held.place.key && /Unlock$/.test(c.method);
  const unlocks = lockCalls(types, file, fn).filter(isUnlock);
  const unlock = unlocks.length === 1 ? tree.parent[unlocks[0].call] : 0;
  if (!unlock || tree.parent[unlock] !== tree.parent[statement]) return [];
  const edits = moveAfter(file, statement, unlock);
  if (!edits.length) return [];
  const title = l10n.t(
    'Move "{0}" after "{1}": the lock is no longer held meanwhile',
    tree.text(statement),
    tree.text(unlock),
  );
  return [{ title, preferred: false, edits }];
}
