import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { type LockCall, lockCall, neighbours } from './lockCalls.ts';
import { type Rule, type RuleMeta, replace, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'mutex-empty-section',
  title: 'A lock is released as soon as it is taken',
  severity: 'information',
};

/**
 * `mu.Lock()` directly followed by `mu.Unlock()`. A comment at it says that it is meant: whoever holds the lock is
 * waited for.
 */
export const mutexEmptySection: Rule = {
  meta,
  *checkFile({ types }, file) {
    const { tree } = file;
    for (const [first, second] of neighbours(file)) {
      if (tree.kind[first] !== K.expression_statement || tree.kind[second] !== K.expression_statement)
        continue;
      const taken = lockCall(types, file, tree.firstChild[first]);
      const released = taken && lockCall(types, file, tree.firstChild[second]);
      if (!taken?.method.endsWith('Lock') || !released || taken.lock !== released.lock) continue;
      if (released.method !== taken.method.replace('Lock', 'Unlock')) continue;
      if (tree.isBroken(functionOf(file, first)) || isCommented(file, first, second)) continue;
      yield {
        file,
        ...span(file, second),
        message: l10n.t('{0} is released as soon as it is taken: nothing runs under it.', taken.lock),
        fixes: deferFix(types, file, second, taken),
      };
    }
  },
};

/** A comment above the two statements, or between them. */
function isCommented(file: SourceFile, first: NodeId, second: NodeId): boolean {
  const { tree, text } = file;
  const above = text.slice(0, tree.start[first]).trimEnd().split('\n').at(-1)!.trim();
  return (
    above.startsWith('//') ||
    above.endsWith('*/') ||
    /\/[/*]/.test(text.slice(tree.start[first], tree.start[second]))
  );
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
