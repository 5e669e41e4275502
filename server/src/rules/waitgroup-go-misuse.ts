import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { countOf } from '../skeleton/counted.ts';
import type { GoStatement } from '../skeleton/functions.ts';
import type { GroupCall } from '../skeleton/groupCalls.ts';
import type { Groups } from '../skeleton/groups.ts';
import { unpaired } from '../skeleton/pairs.ts';
import { callsOnSameGroup } from '../skeleton/reach.ts';
import { F, K } from '../syntax/kinds.ts';
import type { FunctionDecl } from '../types/package.ts';
import { deleteStatement } from './edits.ts';
import { type Draft, type PartRule, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-go-misuse',
  title: 'Done or Add beside wg.Go, which counts by itself',
  severity: 'warning',
};

/**
 * `Done` in what `wg.Go` runs, while each `Add` of the group is there for another goroutine: the counter goes below
 * zero. Or an `Add` that nobody calls `Done` for, on a group that is used by `wg.Go` as well. Silent where code that
 * can't be seen may count, and where both are too much: then the count is right.
 */
export const waitGroupGoMisuse: PartRule = {
  meta,
  *checkPart({ groups }, here, part) {
    if (!groups.hasGoCalls) return;
    const seen = new Set<string>();
    for (const call of groups.callsIn(here, part)) {
      const key = call.shared ?? call.place?.key;
      if (!key || seen.has(key) || call.file.tree.isBroken(call.fn)) continue;
      seen.add(key);
      const calls = callsOnSameGroup(groups, call);
      if (calls?.some((c) => c.method === 'Go')) yield* misusesOf(groups, calls);
    }
  },
};

function* misusesOf(groups: Groups, calls: readonly GroupCall[]): Iterable<Draft> {
  const { adds, dones } = unpaired(groups, calls);
  if (adds.length === 0) {
    const seen = new Set<GroupCall>();
    for (const { go, calls: inside } of runsOf(groups, calls)) {
      const done = inside.find((c) => c.method === 'Done');
      if (!done || seen.has(done)) continue;
      seen.add(done);
      yield draft(groups, go, done);
    }
  } else if (dones.length === 0 && calls.some((c) => c.method === 'Wait')) {
    // An Add whose goroutine forgets Done is another mistake.
    const isForGoroutine = (add: GroupCall) =>
      groups.goStatements.some((g) => countOf(groups, g)?.add === add);
    const go = groups.startOf(calls.find((c) => c.method === 'Go')!);
    for (const add of adds) if (!isForGoroutine(add)) yield draft(groups, go, add);
  }
}

/** What `Go` runs of one group, each with what it does to the group by itself. */
function runsOf(groups: Groups, calls: readonly GroupCall[]): { go: GoStatement; calls: GroupCall[] }[] {
  return calls.flatMap((call) => {
    if (call.method !== 'Go') return [];
    const go = groups.startOf(call);
    const { own, escapes } = groups.effectsOf(go, call.place!);
    return escapes ? [] : [{ go, calls: own }];
  });
}

function draft(groups: Groups, go: GoStatement, call: GroupCall): Draft {
  const { file } = call;
  const group = file.tree.text(call.operand);
  return {
    file,
    ...span(file, call.call),
    message:
      call.method === 'Done'
        ? l10n.t(
            '{0}.Go calls {0}.Done() by itself: with this one the counter goes below zero, and the program panics.',
            group,
          )
        : l10n.t(
            '{0}.Wait() blocks for ever: {0}.Go counts by itself, and nobody calls {0}.Done() for this.',
            group,
          ),
    related: [related(go.file, go.call, l10n.t('the goroutine is started and counted here'))],
    fixes: fixes(groups, go, call),
  };
}

/** Takes the call away, unless it stands in a function that others may run as well. */
function fixes(groups: Groups, go: GoStatement, { file, call, fn, method }: GroupCall): Fix[] {
  const { tree } = file;
  const statement = tree.parent[call];
  const kind = tree.kind[statement];
  const isPlain = kind === K.expression_statement || kind === K.defer_statement;
  const isInLiteral = file === go.file && tree.within(fn, go.call);
  const decl = go.callee?.decl;
  const isOwn = isInLiteral || (decl?.node === fn && isOnlyRunByGo(groups, decl));
  const edit = isPlain && (method === 'Add' || isOwn) && deleteStatement(file, statement);
  if (!edit) return [];
  return [{ title: l10n.t('Remove "{0}"', tree.text(statement)), preferred: true, edits: [edit] }];
}

/** Whether a function of the package is mentioned nowhere but as what `Go` is given. */
function isOnlyRunByGo({ types, goCalls }: Groups, { name, node, receiver }: FunctionDecl): boolean {
  if (/^\p{Lu}/u.test(name)) return false;
  return types.pkg.files.every((file) => {
    const { tree } = file;
    const mentions = receiver
      ? file.nodesOf(K.field_identifier).filter((n) => tree.text(n) === name)
      : file.usesOfOuter(name);
    return mentions.every((n) => {
      const isDeclaration = tree.field[n] === F.name && tree.parent[n] === node;
      const value = receiver ? tree.parent[n] : n; // s.run, run
      const isGiven = ({ file: at, call }: GoStatement) =>
        at === file && tree.parent[value] === tree.child(call, F.arguments);
      return isDeclaration || goCalls.some(isGiven);
    });
  });
}
