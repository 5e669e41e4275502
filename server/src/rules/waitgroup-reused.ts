import * as l10n from '@vscode/l10n';
import { mayBlock } from '../skeleton/blocking.ts';
import { functionOf, type GoStatement } from '../skeleton/functions.ts';
import type { GroupCall } from '../skeleton/groupCalls.ts';
import type { Effects, Groups } from '../skeleton/groups.ts';
import { callsOnSameGroup, everyCall, ownerOf } from '../skeleton/reach.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import { type PartRule, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-reused',
  title: 'Add for a new round may run before the last Wait has returned',
  severity: 'warning',
};

/**
 * A function adds to its group, starts a goroutine that waits for it, and goes on adding, in the next turn of a loop
 * or further below, without anything that waits in between. Silent where the workers may wait for something: they may
 * then hold the counter up until the new round is added.
 */
export const waitGroupReused: PartRule = {
  meta,
  *checkPart({ groups, types }, here, part) {
    const seen = new Set<string>();
    for (const wait of groups.callsIn(here, part)) {
      const { file, place } = wait;
      const fn = wait.method === 'Wait' ? userOf(groups, wait) : 0;
      if (!fn || place!.file !== file || wait.fn === fn || file.tree.isBroken(fn)) continue;
      const effects = groups.effects(file, fn, place!);
      const waiter = waiterOf(types, effects, wait, fn);
      const add = waiter && nextAdd(types, effects, waiter, place!.root);
      if (!add || seen.has(`${file.uri}#${add.call}`)) continue;
      seen.add(`${file.uri}#${add.call}`);
      yield {
        file,
        ...span(file, add.call),
        message: l10n.t(
          'This may run while a {0}.Wait() of the last round is about to return: the program panics («WaitGroup is reused before previous Wait has returned»), or that Wait waits for this round too.',
          file.tree.text(add.operand),
        ),
        related: [
          related(file, waiter.node, l10n.t('nothing waits until this goroutine is over')),
          related(file, wait.call, l10n.t('this Wait may not have returned')),
        ],
      };
    }
  },
};

/**
 * The only function that uses the group, but for others that wait for it: the one that makes it, or one that has it in
 * a field or a package variable. 0 where there is none.
 */
function userOf(groups: Groups, wait: GroupCall): NodeId {
  const { file, place, shared } = wait;
  if (!place || !shared) return place ? ownerOf(place) : 0;
  const fn = functionOf(file, wait.fn);
  const calls = fn && place.file === file ? callsOnSameGroup(groups, wait) : undefined;
  if (!calls) return 0;
  const here = new Set(everyCall(groups.effects(file, fn, place)));
  return calls.every((c) => c.method === 'Wait' || here.has(c)) ? fn : 0;
}

/** The goroutine that does nothing to the group but wait for it, without any delay. */
function waiterOf(types: Types, effects: Effects, wait: GroupCall, fn: NodeId): GoStatement | undefined {
  const { file, call } = wait;
  const { own, spawned, handed, escapes } = effects;
  const found = spawned.find((s) => s.calls.includes(wait));
  if (escapes || handed.length || !found || found.calls.length > 1 || found.go.fn !== fn) return undefined;
  if (found.go.callee?.node !== wait.fn || own.some((c) => c.method !== 'Add' && c.method !== 'Go'))
    return undefined;
  if (mayBlock(types, file, wait.fn, file.tree.child(wait.fn, F.body), call)) return undefined;
  const workers = spawned.filter((s) => s.calls.some((c) => c.method === 'Done'));
  return workers.length && workers.every((s) => isFree(types, s.go)) ? found.go : undefined;
}

/** Whether nothing holds a goroutine up until it is over. */
const isFree = (types: Types, { callee }: GoStatement): boolean =>
  callee !== undefined &&
  !mayBlock(types, callee.file, callee.node, callee.node + 1, callee.file.tree.last(callee.node) + 1);

/** An `Add` that comes after the goroutine has been started, for a second time or as another one. */
function nextAdd(
  types: Types,
  { own }: Effects,
  { file, fn, node }: GoStatement,
  group: NodeId,
): GroupCall | undefined {
  const { tree } = file;
  const adds = own.filter((c) => c.file === file && c.fn === fn);
  const behind = tree.last(node) + 1;
  const later = adds.find((c) => c.call > node);
  const isSecond = adds.some((c) => c.call < node);
  if (later && isSecond && !mayBlock(types, file, fn, behind, later.call)) return later;
  const loop = tree.ancestor(node, K.for_statement);
  if (!loop || !tree.within(loop, fn) || tree.within(group, loop)) return undefined;
  const next = adds.find((c) => tree.within(c.call, loop) && c.call < node);
  const waits =
    next &&
    (mayBlock(types, file, fn, loop, next.call) || mayBlock(types, file, fn, behind, tree.last(loop) + 1));
  return waits ? undefined : next;
}
