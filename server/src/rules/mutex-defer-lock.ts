import * as l10n from '@vscode/l10n';
import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { type LockCall, lockCall, takingsIn } from './lockCalls.ts';
import { type PartRule, type RuleMeta, replace, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'mutex-defer-lock',
  title: 'A second Lock is deferred where Unlock is meant',
  severity: 'warning',
};

/** `mu.Lock()` directly followed by `defer mu.Lock()`, and nothing in the function that unlocks it before the end. */
export const mutexDeferLock: PartRule = {
  meta,
  *checkPart(context, file, part) {
    const { types } = context;
    const { tree } = file;
    for (const { first, second, taken } of takingsIn(context, file, part)) {
      if (tree.kind[second] !== K.defer_statement) continue;
      const deferred = lockCall(types, file, tree.firstChild[second]);
      if (!deferred || taken.lock !== deferred.lock || taken.method !== deferred.method) continue;
      if (isUnlocked(types, file, first, taken)) continue;
      const unlock = taken.method.replace('Lock', 'Unlock');
      yield {
        file,
        ...span(file, second),
        message:
          taken.method === 'Lock'
            ? l10n.t(
                '{0} is locked again when the function returns, by the goroutine that holds it: it blocks for ever.',
                taken.lock,
              )
            : l10n.t(
                '{0} is locked for reading once more when the function returns, and never unlocked: the next Lock blocks for ever.',
                taken.lock,
              ),
        fixes: [
          {
            title: l10n.t('Defer {0} instead', unlock),
            preferred: true,
            edits: [replace(file, tree.start[deferred.name], tree.end[deferred.name], unlock)],
          },
        ],
      };
    }
  },
};

/** Whether the function unlocks it besides: it may then be meant to hold the lock again at its end. */
function isUnlocked(types: Types, file: SourceFile, lock: NodeId, taken: LockCall): boolean {
  const { tree } = file;
  const fn = functionOf(file, lock);
  if (tree.isBroken(fn)) return true;
  return file.nodesOf(K.call_expression, fn).some((call) => {
    const other = lockCall(types, file, call);
    return other?.method === taken.method.replace('Lock', 'Unlock') && other.lock === taken.lock;
  });
}
