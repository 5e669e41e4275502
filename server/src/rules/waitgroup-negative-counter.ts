import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { type GroupCall, isDoneByName } from '../skeleton/groupCalls.ts';
import type { Groups } from '../skeleton/groups.ts';
import { overdrafts } from '../skeleton/overdrawn.ts';
import type { Place } from '../skeleton/place.ts';
import { callsOnSameGroup, ownerOf } from '../skeleton/reach.ts';
import { deleteLines, insertBefore, ownsLines, startsLine } from './edits.ts';
import { type Draft, type PartRule, type RuleMeta, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-negative-counter',
  title: 'Done, or Add of a negative number, on a group that nothing is added to',
  severity: 'warning',
};

/**
 * A group that all code in sight only counts down, or whose own function takes it below zero statement by statement.
 * Silent where the group may be added to by code that can't be seen.
 */
export const waitGroupNegativeCounter: PartRule = {
  meta,
  *checkPart({ groups }, here, part) {
    const seen = new Set<string>();
    for (const call of groups.callsIn(here, part)) {
      const key = call.shared ?? call.place?.key;
      if (!key || seen.has(key) || call.file.tree.isBroken(call.fn)) continue;
      seen.add(key);
      const calls = callsOnSameGroup(groups, call);
      const done = calls?.find((c) => c.method === 'Done');
      if (!calls || !done || calls.some((c) => c.method === 'Go' || (c.method === 'Add' && c.count !== 0)))
        continue;
      seen.add(done.shared ?? done.place!.key);
      yield draft(done, fixes(groups, call.place!, calls));
    }
    for (const { call, before } of overdrafts(groups, here, part)) {
      // A second Done is a rule of its own, and one without any Add was told above.
      const hasAdd = callsOnSameGroup(groups, call)?.some((c) => c.method === 'Add' && c.count > 0);
      if (hasAdd && !(before && isDoneByName(call))) yield draft(call, []);
    }
  },
};

function draft(done: GroupCall, fix: Fix[]): Draft {
  const { tree } = done.file;
  return {
    file: done.file,
    ...span(done.file, done.call),
    message: l10n.t(
      '{0} takes the counter below zero, and the program panics: too little was added to {1} before.',
      tree.text(done.call),
      tree.text(done.operand),
    ),
    fixes: fix,
  };
}

/** `Add(1)` before each `go` statement whose goroutine calls `Done`, where these are all that do. */
function fixes(groups: Groups, place: Place, calls: readonly GroupCall[]): Fix[] {
  const owner = ownerOf(place);
  const zeros = calls.filter((c) => c.method === 'Add').map((c) => c.file.tree.parent[c.call]);
  if (!owner || !zeros.every((statement) => ownsLines(place.file, statement))) return [];
  const { own, spawned, handed } = groups.effects(place.file, owner, place);
  const counting = spawned.filter((s) => s.calls.some((c) => c.method === 'Done'));
  const isPlain = ({ go, calls: inside }: (typeof spawned)[number]) =>
    go.file === place.file &&
    go.fn === owner &&
    startsLine(go.file, go.node) &&
    inside.filter((c) => c.method === 'Done').length === 1;
  if (handed.length || own.some((c) => c.method === 'Done') || !counting.length || !counting.every(isPlain))
    return [];
  const line = `${place.file.tree.text(place.root)}.Add(1)`;
  return [
    {
      title: l10n.t('Insert "{0}" before the go statement', line),
      preferred: true,
      edits: [
        ...zeros.map((statement) => deleteLines(place.file, statement)),
        ...counting.map(({ go }) => insertBefore(go.file, go.node, line)),
      ],
    },
  ];
}
