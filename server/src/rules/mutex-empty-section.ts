import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { type LockCall, lockCall, takingsIn } from './lockCalls.ts';
import { type PartRule, type RuleMeta, replace, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'mutex-empty-section',
  title: 'A lock is released as soon as it is taken',
  severity: 'hint',
};

/**
 * `mu.Lock()` directly followed by `mu.Unlock()`. A comment at it says that it is meant: whoever holds the lock is
 * waited for.
 */
export const mutexEmptySection: PartRule = {
  meta,
  *checkPart(context, file, part) {
    const { types } = context;
    const { tree } = file;
    for (const { first, second, taken } of takingsIn(context, file, part)) {
      if (tree.kind[second] !== K.expression_statement) continue;
      const released = lockCall(types, file, tree.firstChild[second]);
      if (!released || taken.lock !== released.lock) continue;
      if (released.method !== taken.method.replace('Lock', 'Unlock')) continue;
      if (tree.isBroken(functionOf(file, first)) || isCommented(file, first, second)) continue;
      if (isEndOfTurn(file, second) || isUnlockedAgain(types, file, second, taken)) continue;
      yield {
        file,
        ...span(file, second),
        message: l10n.t('{0} is released as soon as it is taken: nothing runs under it.', taken.lock),
        fixes: deferFix(types, file, second, taken),
      };
    }
  },
};

/** A comment in the lines above the two statements, up to a blank one, between them, or to silence others. */
function isCommented(file: SourceFile, first: NodeId, second: NodeId): boolean {
  const { tree, text } = file;
  const opened = tree.start[tree.ancestor(first, K.block)];
  const blank = /\n[ \t]*\r?\n/g;
  let from = opened;
  blank.lastIndex = opened;
  for (let gap = blank.exec(text); gap && gap.index < tree.start[first]; gap = blank.exec(text))
    from = gap.index;
  const end = text.indexOf('\n', tree.end[second]);
  const behind = text.slice(tree.end[second], end < 0 ? text.length : end);
  return (
    /\/[/*]/.test(text.slice(from, tree.start[second])) || /\/\/\s*(?:lint:|nolint:(?!unpark))/.test(behind)
  );
}

/** The end of a loop's or a literal's body: a benchmark, or a goroutine that lets itself be held up. */
function isEndOfTurn(file: SourceFile, second: NodeId): boolean {
  const { tree } = file;
  if (tree.nextSibling[second]) return false;
  const owner = tree.parent[tree.ancestor(second, K.block)];
  return tree.kind[owner] === K.for_statement || tree.kind[owner] === K.func_literal;
}

/** Whether the next statement unlocks it once more: a test of what that leads to. */
function isUnlockedAgain(types: Types, file: SourceFile, second: NodeId, { lock }: LockCall): boolean {
  const next = file.tree.nextSibling[second];
  const other = next ? lockCall(types, file, file.tree.firstChild[next]) : undefined;
  return other?.lock === lock && other.method.includes('Unlock');
}

/** Not in a loop, nor where the function takes the lock again: it would wait for itself. */
function deferFix(types: Types, file: SourceFile, unlock: NodeId, { lock }: LockCall): Fix[] {
  const { tree } = file;
  const fn = functionOf(file, unlock);
  if (tree.ancestor(unlock, K.for_statement) > fn) return [];
  const isSpokenOfAgain = file
    .nodesOf(K.call_expression)
    .some(
      (call) =>
        call > tree.last(unlock) && tree.within(call, fn) && lockCall(types, file, call)?.lock === lock,
    );
  if (isSpokenOfAgain) return [];
  const start = tree.start[unlock];
  return [
    {
      title: l10n.t('Hold {0} until the function returns: defer {1}', lock, tree.text(unlock)),
      preferred: false,
      edits: [replace(file, start, start, 'defer ')],
    },
  ];
}
