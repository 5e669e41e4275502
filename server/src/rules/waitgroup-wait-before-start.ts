import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { mayBlock } from '../skeleton/blocking.ts';
import type { GroupCall } from '../skeleton/groupCalls.ts';
import type { Effects, Groups } from '../skeleton/groups.ts';
import { ownerOf } from '../skeleton/reach.ts';
import { startedInTurn } from '../skeleton/turns.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { moveAfter } from './edits.ts';
import { type Draft, type PartRule, type RuleMeta, related, span } from './rule.ts';
import { moveOutOfLoop } from './waitgroup-wait-in-loop.ts';

const meta: RuleMeta = {
  id: 'waitgroup-wait-before-start',
  title: 'Wait stands before the goroutines are added',
  severity: 'warning',
};

/**
 * A group that one function makes and keeps: its only `Wait`, by itself or in a goroutine started for it, stands
 * before the first `Add`. Silent in loops, where the next turn may be meant, and where the goroutine that waits may
 * first wait for something else.
 */
export const waitGroupWaitBeforeStart: PartRule = {
  meta,
  *checkPart({ groups }, here, part) {
    for (const wait of groups.callsIn(here, part)) {
      const early = wait.method === 'Wait' ? earlyWait(groups, wait) : undefined;
      if (!early) continue;
      const { file } = wait;
      const group = file.tree.text(wait.operand);
      yield {
        file,
        ...span(file, wait.call),
        message: early.inGoroutine
          ? l10n.t(
              '{0}.Wait() may return at once: this goroutine may run before anything is added to {0}.',
              group,
            )
          : l10n.t(
              '{0}.Wait() returns at once: nothing has been added to {0} yet, and nobody waits later.',
              group,
            ),
        related: [related(file, early.firstAdd, l10n.t('this is added only afterwards'))],
        fixes: fixes(groups, file, early),
      };
    }
    yield* inTheFirstTurn(groups, here, part);
  },
};

/** `wg.Add(len(tasks))` before a loop that waits in its first turn. */
function* inTheFirstTurn(groups: Groups, here: SourceFile, part: NodeId): Iterable<Draft> {
  for (const wait of groups.callsIn(here, part)) {
    const turn = startedInTurn(groups, wait);
    const { file } = wait;
    const { tree } = file;
    const add = turn?.isCountedBefore
      ? groups.callsIn(here).find((c) => c.method === 'Add' && c.place?.key === wait.place!.key)
      : undefined;
    if (!turn || !add || add.count === 1 || !isCountedOnce(groups, wait)) continue;
    const edits = moveOutOfLoop(wait, turn.loop);
    yield {
      file,
      ...span(file, wait.call),
      message: l10n.t(
        '{0}.Wait() blocks for ever in the first turn: the goroutines of the others are counted already, and not started yet.',
        tree.text(wait.operand),
      ),
      related: [related(file, add.call, l10n.t('all are counted here'))],
      fixes: edits.length
        ? [
            {
              title: l10n.t('Move "{0}" after the goroutines are started', tree.text(tree.parent[wait.call])),
              preferred: true,
              edits,
            },
          ]
        : [],
    };
  }
}

/** Whether one `Add` of a group that its function keeps to itself counts all, and nobody else counts it down. */
function isCountedOnce(groups: Groups, { file, place }: GroupCall): boolean {
  const owner = ownerOf(place!);
  if (!owner) return false;
  const { own, spawned, handed, escapes } = groups.effects(file, owner, place!);
  const isOneAdd =
    own.filter((c) => c.method === 'Add').length === 1 && own.every((c) => c.method !== 'Done');
  return !escapes && !handed.length && isOneAdd && spawned.length === 1;
}

interface Early {
  /** The statement that waits, or that starts the goroutine that does. */
  statement: NodeId;
  inGoroutine: boolean;
  firstAdd: NodeId;
  /** The last statement of the same list that adds or starts. */
  last: NodeId;
  fn: NodeId;
}

function earlyWait(groups: Groups, wait: GroupCall): Early | undefined {
  const { file, place } = wait;
  const { tree } = file;
  const fn = place ? ownerOf(place) : 0;
  if (!fn || place!.file !== file || wait.deferred || tree.isBroken(fn)) return undefined;
  const effects = groups.effects(file, fn, place!);
  const statement = statementOf(groups, effects, wait, fn);
  const list = tree.parent[statement];
  if (!statement || tree.kind[list] !== K.statement_list || effects.escapes || effects.handed.length)
    return undefined;
  if (tree.within(tree.ancestor(statement, K.for_statement), fn)) return undefined;
  const adds = effects.own.filter((c) => c.method === 'Add' || c.method === 'Go');
  const isBehind = (c: GroupCall) => c.file === file && c.fn === fn && c.call > tree.last(statement);
  const isCounted = effects.spawned.some((s) => s.calls.some((c) => c.method === 'Done'));
  if (!adds.length || !adds.every(isBehind) || (!isCounted && !adds.some((c) => c.method === 'Go')))
    return undefined;
  const calls = [...effects.own, ...effects.spawned.flatMap((s) => s.calls)];
  if (calls.some((c) => c.method === 'Wait' && c !== wait)) return undefined;
  if (effects.spawned.some((s) => s.calls.some((c) => c.method === 'Add'))) return undefined;
  const starts = [...adds.map((c) => c.call), ...effects.spawned.map((s) => s.go.node)];
  const last = tree
    .children(list)
    .findLast((s) => s > statement && starts.some((start) => tree.within(start, s)));
  if (!last) return undefined;
  return { statement, inGoroutine: wait.fn !== fn, firstAdd: adds[0].call, last, fn };
}

/** The `Wait` itself as a statement, or the `go` statement of a goroutine that comes by it without any delay. */
function statementOf({ types }: Groups, { own, spawned }: Effects, wait: GroupCall, fn: NodeId): NodeId {
  const { file, call } = wait;
  const { tree } = file;
  if (wait.fn === fn) {
    const isStatement = own.includes(wait) && tree.kind[tree.parent[call]] === K.expression_statement;
    return isStatement ? tree.parent[call] : 0;
  }
  const found = spawned.find((s) => s.calls.includes(wait));
  const callee = found?.go.callee;
  if (!found || !callee || found.calls.length > 1 || found.go.fn !== fn || callee.node !== wait.fn) return 0;
  if (!tree.within(callee.node, found.go.node)) return 0;
  return mayBlock(types, file, wait.fn, tree.child(wait.fn, F.body), call) ? 0 : found.go.node;
}

/** Moves the statement behind the last that adds or starts. */
function fixes({ types }: Groups, file: SourceFile, { statement, last, fn, inGoroutine }: Early): Fix[] {
  const { tree } = file;
  const edits = moveAfter(file, statement, last);
  if (!edits.length) return [];
  // What stands between may need the goroutine; and what stands behind may take what the workers send.
  const needed = mayBlock(types, file, fn, tree.last(statement) + 1, tree.last(last) + 1);
  const drains = !inGoroutine && mayBlock(types, file, fn, tree.last(last) + 1, tree.last(fn) + 1);
  return [
    {
      title: inGoroutine
        ? l10n.t('Start it after the goroutines that it waits for')
        : l10n.t('Move "{0}" after the goroutines are started', tree.text(statement)),
      preferred: !needed && !drains,
      edits,
    },
  ];
}
