import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { exitsAfter, type Start } from '../skeleton/exits.ts';
import type { LockCall } from '../skeleton/locks.ts';
import { isDeferredBefore, lockCallsIn, unlocksOf } from '../skeleton/unlocks.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { lossesOf } from './losses.ts';
import { releaseFixes } from './releaseFixes.ts';
import { type Draft, type FileRule, type PartRule, type RuleMeta, related, span } from './rule.ts';
import { storyRule } from './stories.ts';
import { unlockFixes } from './unlockFixes.ts';

const meta: RuleMeta & { id: 'mutex-missing-unlock' } = {
  id: 'mutex-missing-unlock',
  title: 'A lock that a goroutine has left locked',
  severity: 'warning',
};

/** By the model of the function and all that it starts. */
const told = storyRule(
  meta,
  (name) =>
    l10n.t(
      'This {0}.Lock() may wait for ever: the goroutine that holds {0} has ended without unlocking it.',
      name,
    ),
  unlockFixes,
);

/** A function that unlocks at its end and leaves before that without; or that is shown by the model to leave a lock behind. */
export const mutexMissingUnlock: FileRule & PartRule = {
  meta,
  asksModel: true,
  checkFile: told.checkFile,
  checkPart: ({ types }, file, part) => leftIn(types, file, part),
};

function* leftIn(types: Types, file: SourceFile, part: NodeId): Iterable<Draft> {
  for (const declaration of part ? [part] : file.declarations) yield* leftBelow(types, file, declaration);
}

function* leftBelow(types: Types, file: SourceFile, declaration: NodeId): Iterable<Draft> {
  for (const [fn, calls] of lockCallsIn(types, file, declaration)) {
    for (const lock of calls) {
      const losses = lock.fn === fn ? lossesIn(types, file, lock, calls) : [];
      if (!losses.length) continue;
      yield {
        file,
        ...span(file, lock.call),
        message: l10n.t(
          'A way out of the function leaves {0} locked: the next {1} waits for ever.',
          file.tree.text(lock.operand),
          lock.method,
        ),
        related: losses.map((loss) => related(file, loss, l10n.t('it stays locked where this is reached'))),
        fixes: fixes(file, lock, calls, losses),
      };
    }
  }
}

function startOf({ tree }: SourceFile, { call }: LockCall): Start | undefined {
  const statement = tree.parent[call];
  const list = tree.parent[statement];
  return tree.kind[statement] === K.expression_statement && tree.kind[list] === K.statement_list
    ? { list, first: tree.nextSibling[statement] }
    : undefined;
}

/** The ways out that leave a lock locked which the function's end unlocks. */
function lossesIn(types: Types, file: SourceFile, lock: LockCall, all: readonly LockCall[]): NodeId[] {
  const start = /^R?Lock$/.test(lock.method) && !lock.deferred ? startOf(file, lock) : undefined;
  if (!start || file.tree.isBroken(lock.fn)) return [];
  if (!all.some((c) => isUnlock(lock, c))) return [];
  const unlocks = unlocksOf(types, lock, all);
  if (isDeferredBefore(file, lock.fn, unlocks, lock.call)) return [];
  const exits = exitsAfter(types, file, start, unlocks);
  if (!exits || beginsLocked(file, lock, all, lock.fn)) return [];
  const laps = exits.laps.filter((lap) => !beginsLocked(file, lock, all, loopOf(file, lock, lap)));
  return lossesOf(types, lock, { ...exits, laps });
}

/** Whether a loop's turn, or a function, expects the lock to be held: the first call on it there unlocks. */
function beginsLocked({ tree }: SourceFile, lock: LockCall, all: readonly LockCall[], part: NodeId): boolean {
  if (!part) return false;
  const first = all.find(
    (c) => c.place.key === lock.place.key && c.fn === lock.fn && tree.within(c.call, part),
  );
  return first !== undefined && isUnlockOf(lock, first) && first.call < lock.call && !first.deferred;
}

/** The loop around a lock that begins anew at a lap, by `continue`; 0 where it is its end that is reached. */
function loopOf({ tree }: SourceFile, lock: LockCall, lap: NodeId): NodeId {
  if (tree.kind[lap] === K.for_statement) return 0; // told apart by lossesOf
  let loop = tree.ancestor(lap, K.for_statement);
  while (loop && !tree.within(lock.call, loop)) loop = tree.ancestor(loop, K.for_statement);
  return loop;
}

const isUnlockOf = (lock: LockCall, { place, method, fn }: LockCall): boolean =>
  place.key === lock.place.key && method === lock.method.replace('Lock', 'Unlock') && fn === lock.fn;

const isUnlock = (lock: LockCall, other: LockCall): boolean =>
  isUnlockOf(lock, other) && other.call > lock.call;

function fixes(file: SourceFile, lock: LockCall, all: readonly LockCall[], losses: readonly NodeId[]): Fix[] {
  const start = startOf(file, lock);
  const own = all.filter((c) => c.place.key === lock.place.key);
  const releases = own.filter((c) => isUnlock(lock, c)).map((c) => c.call);
  const release = `${file.tree.text(lock.operand)}.${lock.method.replace('Lock', 'Unlock')}()`;
  const isOnly = own.length === releases.length + 1;
  return start ? releaseFixes({ file, fn: lock.fn, start, losses, releases, release, isOnly }) : [];
}
