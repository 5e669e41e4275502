import * as l10n from '@vscode/l10n';
import { countOf } from '../skeleton/counted.ts';
import type { GroupCall } from '../skeleton/groupCalls.ts';
import type { Effects, Groups } from '../skeleton/groups.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { type Draft, type PartRule, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-wait-in-worker',
  title: 'A counted goroutine waits on its own group',
  severity: 'warning',
};

/**
 * `Wait` in a goroutine that the same group counts, before it has called `Done`: it waits for itself. The function
 * given to `wg.Go` is counted until it returns.
 */
export const waitGroupWaitInWorker: PartRule = {
  meta,
  *checkPart({ groups }, here, part) {
    const seen = new Set<GroupCall>();
    for (const { wait, counted } of [
      ...ofGoStatements(groups, here, part),
      ...ofGoCalls(groups, here, part),
    ]) {
      if (seen.has(wait)) continue;
      seen.add(wait);
      yield draft(wait, counted);
    }
  },
};

interface SelfWait {
  wait: GroupCall;
  /** What counts the goroutine. */
  counted: GroupCall;
}

function* ofGoStatements(groups: Groups, here: SourceFile, part: NodeId): Iterable<SelfWait> {
  for (const go of groups.goStatementsIn(here, part)) {
    const count = countOf(groups, go);
    if (!go.callee || !count?.certain || !count.add.place || go.callee.file.tree.isBroken(go.callee.node))
      continue;
    const effects = groups.effectsOf(go, count.add.place);
    const wait = ownWait(effects, go.callee.file, go.callee.node);
    if (wait && isCountHeld(effects, wait)) yield { wait, counted: count.add };
  }
}

/** The `Wait` of the goroutine's own function. */
const ownWait = ({ own, escapes }: Effects, file: SourceFile, fn: NodeId): GroupCall | undefined =>
  escapes ? undefined : own.find((c) => c.method === 'Wait' && c.file === file && c.fn === fn);

/** Whether the goroutine gives up its count after a `Wait` only: deferred calls run last in, first out. */
function isCountHeld({ own, spawned, handed }: Effects, wait: GroupCall): boolean {
  const dones = own.filter((c) => c.method === 'Done');
  const isElsewhere = [...handed, ...spawned.flatMap((s) => s.calls)].some((c) => c.method === 'Done');
  const isAfter = (done: GroupCall) => {
    if (done.file !== wait.file || done.fn !== wait.fn) return false;
    if (wait.deferred) return done.deferred && done.call < wait.call;
    return done.deferred || (done.call > wait.call && !sharesLoop(done, wait));
  };
  return dones.length === 1 && dones.every(isAfter) && !isElsewhere;
}

/** In a loop the `Done` may come before the next turn's `Wait`. */
function sharesLoop({ file: { tree }, call }: GroupCall, wait: GroupCall): boolean {
  const loop = tree.ancestor(wait.call, K.for_statement);
  return loop !== 0 && tree.within(call, loop);
}

/** `wg.Go(func() { …; wg.Wait() })` */
function* ofGoCalls(groups: Groups, here: SourceFile, part: NodeId): Iterable<SelfWait> {
  for (const go of groups.callsIn(here, part)) {
    if (go.method !== 'Go' || !go.place) continue;
    const { tree } = go.file;
    const literal = tree.firstChild[tree.child(go.call, F.arguments)];
    if (tree.kind[literal] !== K.func_literal || tree.isBroken(literal)) continue;
    const { key } = go.place;
    const inside = groups.callsIn(here, literal).filter((c) => c.fn === literal && c.place?.key === key);
    const wait = inside.find((c) => c.method === 'Wait');
    if (wait && !inside.some((c) => c.method === 'Done')) yield { wait, counted: go };
  }
}

function draft(wait: GroupCall, counted: GroupCall): Draft {
  return {
    file: wait.file,
    ...span(wait.file, wait.call),
    message: l10n.t(
      '{0}.Wait() blocks for ever: it waits for this goroutine itself, which gives up its count only afterwards.',
      wait.file.tree.text(wait.operand),
    ),
    related: [related(counted.file, counted.call, l10n.t('the goroutine is counted here'))],
  };
}
