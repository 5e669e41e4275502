import * as l10n from '@vscode/l10n';
import type { Explored } from '../explored/explored.ts';
import type { Story } from '../explored/stories.ts';
import type { Place } from '../lowering/sites.ts';
import { functionOf } from '../skeleton/functions.ts';
import { K } from '../syntax/kinds.ts';
import type { Lane, Lanes } from './lanes.ts';
import { actorName, functionName } from './names.ts';
import type { Told } from './told.ts';

/** Why what the story ends with never goes on, or fails. */
export function whyOf(
  explored: Explored,
  story: Story,
  lanes: Lanes,
  names: readonly string[],
  told: readonly Told[],
): string {
  const { problem, place, rule } = story;
  const has = (what: 'send' | 'receive' | 'close') => problem.uses.some((use) => use.what === what);
  const isRange = place.file.tree.kind[place.node] === K.range_clause;
  switch (problem.kind) {
    case 'send-on-closed':
      return l10n.t('it is closed, and the program panics');
    case 'close-of-closed':
      return l10n.t('it is closed already, and the program panics');
    default:
  }
  const because = (why: string, whats: readonly ('send' | 'receive' | 'close')[]) => {
    const left = whoLeft(explored, story, lanes, names, told, whats);
    return left ? l10n.t('{0} ({1})', why, left) : why;
  };
  switch (explored.operation(problem.site)?.do) {
    case 'send':
      if (rule === 'mutex-held-while-blocking') return lockNeeded(explored, story, lanes, names);
      if (rule === 'channel-capacity-exceeded')
        return l10n.t('its buffer is full, and nobody receives before');
      if (!has('receive')) return l10n.t('nobody receives from it');
      return because(l10n.t('nobody will ever receive'), ['receive']);
    case 'receive':
      if (rule === 'mutex-held-while-blocking') return lockNeeded(explored, story, lanes, names);
      if (isRange) return because(l10n.t('nobody will ever close it'), ['send', 'close']);
      if (!has('send') && !has('close')) return l10n.t('nobody sends on it or closes it');
      return because(l10n.t('nobody will ever send on it or close it'), ['send', 'close']);
    case 'select':
      return l10n.t('none of its cases will ever be ready');
    case 'once':
      return l10n.t('its function calls it again, and waits for itself');
    case 'lock': {
      const { holder, goroutine } = problem;
      if (holder === goroutine) return l10n.t('it holds it already');
      if (holder === null) return l10n.t('a writer waits for it, and that one for a reader who waits here');
      if (holder === -1) {
        const who = holderName(story, lanes.lanes, told, names, (lane) => !lanes.lanes[lane].isAlive);
        return who
          ? l10n.t('{0} has left without unlocking it', who)
          : l10n.t('whoever holds it has ended without unlocking it');
      }
      const lane = lanes.last(holder);
      const who = holderName(story, lanes.lanes, told, names, (other) => other === lane) ?? names[lane];
      return l10n.t('{0} holds it, and never goes on', who);
    }
    default:
      return l10n.t('it never goes on');
  }
}

/** Who would have done something to the channel, and is gone. */
function whoLeft(
  explored: Explored,
  { problem }: Story,
  lanes: Lanes,
  names: readonly string[],
  told: readonly Told[],
  whats: readonly ('send' | 'receive' | 'close')[],
): string {
  const stuck = lanes.last(problem.goroutine);
  for (const use of problem.uses) {
    const place =
      whats.includes(use.what) && use.site !== problem.site ? explored.place(use.site) : undefined;
    const fn = place ? functionOf(place.file, place.node) : 0;
    if (!place || !fn) continue;
    const runs = lanes.lanes.map((lane) => lane.fn?.file === place.file && lane.fn.node === fn);
    const at = runs.findIndex((isRun, i) => isRun && i !== stuck);
    if (at > 0 && runs.filter(Boolean).length === 1 && !lanes.lanes[at].isAlive)
      return l10n.t('{0} has ended', names[at]);
    const isReturn = (at: Place | undefined) =>
      at !== undefined && at.file === place.file && functionOf(at.file, at.node) === fn;
    const isLeft =
      told.some((step) => step.returns && step.lane !== stuck && isReturn(step.place)) ||
      problem.schedule.some(
        ({ what, site }, i) =>
          what === 'return' && lanes.actors[i] !== stuck && isReturn(explored.place(site)),
      );
    const isDeclared = place.file.tree.kind[fn] !== K.func_literal;
    if (isLeft && isDeclared && at <= 0) return l10n.t('{0} has returned', functionName(place));
  }
  return '';
}

/** Who has locked what the stuck one waits for, as far as the steps tell: a lane that may be so. */
function holderName(
  { problem: { madeAt } }: Story,
  lanes: readonly Lane[],
  told: readonly Told[],
  names: readonly string[],
  isIt: (lane: number) => boolean,
): string | undefined {
  const lock = told.findLast(
    ({ kind, step, lane }) => kind === 'lock' && madeAt >= 0 && step.madeAt === madeAt && isIt(lane),
  );
  return lock && actorName(lanes, lock.lane, lock.place, names);
}

/** Who waits for a lock that the stuck one holds. */
function lockNeeded(explored: Explored, { problem }: Story, lanes: Lanes, names: readonly string[]): string {
  const waiter = problem.others.find((other) => explored.operation(other.site)?.do === 'lock');
  const place = waiter && explored.place(waiter.site);
  return waiter && place
    ? l10n.t(
        '{0} would end the wait, and needs a lock that is held here',
        actorName(lanes.lanes, lanes.last(waiter.goroutine), place, names),
      )
    : l10n.t('whoever would end the wait needs a lock that is held here');
}
