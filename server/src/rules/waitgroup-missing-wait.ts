import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { signals } from '../skeleton/blocking.ts';
import { firstReturn } from '../skeleton/flow.ts';
import type { GroupCall } from '../skeleton/groups.ts';
import { everyCall, ownerOf } from '../skeleton/reach.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { K } from '../syntax/kinds.ts';
import { insertAfter, insertBefore, ownsLines, startsLine, statementsOf } from './edits.ts';
import { type Rule, type RuleMeta, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-missing-wait',
  title: 'A local group is never waited for',
  severity: 'information',
};

/** A group that a function makes, adds to and keeps to itself, and that nobody who can see it waits for. */
export const waitGroupMissingWait: Rule = {
  meta,
  *checkFile({ groups }, here) {
    const seen = new Set<string>();
    for (const add of groups.callsIn(here)) {
      const { file, place } = add;
      if ((add.method !== 'Add' && add.method !== 'Go') || !place || seen.has(place.key)) continue;
      seen.add(place.key);
      const owner = ownerOf(place);
      if (!owner || place.file !== file || file.tree.isBroken(owner)) continue;
      const effects = groups.effects(file, owner, place);
      const calls = everyCall(effects);
      const isDone = (c: GroupCall) => c.method === 'Done';
      const isUsed =
        calls.some((c) => c.method === 'Go') || effects.spawned.some((s) => s.calls.some(isDone));
      if (effects.escapes || !isUsed || calls.some((c) => c.method === 'Wait')) continue;
      // Who tells by a channel that it is over is waited for there.
      if (effects.spawned.some(({ go: { callee } }) => !callee || signals(callee.file, callee.node)))
        continue;
      yield {
        file,
        ...span(file, add.call),
        message: l10n.t(
          'Nobody waits for {0}: the function returns while its goroutines still run.',
          file.tree.text(add.operand),
        ),
        fixes: fixes(add, owner),
      };
    }
  },
};

/** Waits at the function's end, where that is the only way out. */
function fixes({ file, fn, operand }: GroupCall, owner: NodeId): Fix[] {
  const { tree } = file;
  const last = statementsOf(file, owner).at(-1);
  if (!last || fn !== owner) return [];
  const line = `${tree.text(operand)}.Wait()`;
  const isReturn = tree.kind[last] === K.return_statement;
  const early = firstReturn(file, owner);
  if (early && early !== last) return [];
  if (isReturn ? !startsLine(file, last) : !ownsLines(file, last)) return [];
  return [
    {
      title: l10n.t('Insert "{0}" at the end: the function then takes as long as its goroutines', line),
      preferred: false,
      edits: [isReturn ? insertBefore(file, last, line) : insertAfter(file, last, line)],
    },
  ];
}
