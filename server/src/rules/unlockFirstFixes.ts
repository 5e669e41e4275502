import * as l10n from '@vscode/l10n';
import type { Story } from '../explored/stories.ts';
import type { Fix } from '../findings.ts';
import { functionOf } from '../skeleton/functions.ts';
import { type LockCall, lockCalls } from '../skeleton/locks.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { insertAfter, insertLinesBefore, moveBefore, ownsLines } from './edits.ts';
import type { RuleContext } from './rule.ts';

/**
 * The lock is given back before what waits: its unlock, where that is the next statement, moves up; where it is deferred,
 * the lock is given back for as long as that takes.
 */
export function unlockFirstFixes({ types }: RuleContext, { place: { file, node } }: Story): Fix[] {
  const { tree } = file;
  const fn = functionOf(file, node);
  const own = lockCalls(types, file, fn).filter((call) => call.fn === fn);
  const [lock, unlock, ...others] = own;
  let statement = node;
  while (statement > fn && tree.kind[tree.parent[statement]] !== K.statement_list)
    statement = tree.parent[statement];
  const isPlain =
    tree.kind[statement] === K.send_statement || tree.kind[statement] === K.expression_statement;
  if (!lock || !unlock || others.length || !isPlain || !ownsLines(file, statement)) return [];
  if (lock.method !== 'Lock' || unlock.method !== 'Unlock' || lock.place.key !== unlock.place.key) return [];
  if (lock.deferred || !isIn(file, statement, lock) || lock.call > statement) return [];
  const name = tree.text(lock.operand);
  const title = l10n.t('Unlock {0} before this waits', name);
  if (!unlock.deferred) {
    const release = tree.parent[unlock.call];
    const edits = tree.nextSibling[statement] === release ? moveBefore(file, statement, release) : [];
    return edits.length ? [{ title, preferred: false, edits }] : [];
  }
  const edits = [
    ...insertLinesBefore(file, statement, [`${name}.Unlock()`]),
    insertAfter(file, statement, `${name}.Lock()`),
  ];
  return [{ title, preferred: false, edits }];
}

/** Whether a lock is taken by a statement of the same list. */
const isIn = ({ tree }: SourceFile, statement: NodeId, { call }: LockCall): boolean =>
  tree.parent[tree.parent[call]] === tree.parent[statement];
