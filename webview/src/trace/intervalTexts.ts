import * as l10n from '@vscode/l10n';
import type { IntervalDetails } from './queries.ts';
import type { Sheet } from './sheet.ts';
import { stateName } from './states.ts';
import { durationText, exactText } from './time.ts';

/** State, reason and length of an interval, in one line. */
export function headlineOf({ state, reason, start, end, waker, proc, thread }: IntervalDetails): string {
  const parts = [reason ? `${stateName(state)}: ${reason}` : stateName(state)];
  if (proc !== null) parts.push(`P${proc}`);
  if (thread !== null) parts.push(l10n.t('thread {0}', thread));
  if (waker !== null) parts.push(l10n.t('made runnable by goroutine {0}', waker));
  parts.push(durationText(end - start));
  return parts.join(', ');
}

export const nameOf = (name: string): string => name || l10n.t('unknown function');

/** The title of the stack of an interval: a runnable goroutine's is that of whoever made it so. */
export const stackTitle = ({ state }: IntervalDetails): string =>
  state === 1
    ? l10n.t('Made runnable at')
    : state === 2
      ? l10n.t('Where it ran until')
      : l10n.t('Where it is');

export const creationTitle = ({ goroutine }: IntervalDetails): string =>
  goroutine.creator === null ? l10n.t('Created by') : l10n.t('Created by goroutine {0}', goroutine.creator);

export const wokenTitle = (by: number | null): string =>
  by === null ? l10n.t('Woken by a timer, the network or the runtime') : l10n.t('Woken by goroutine {0}', by);

/** Name and value of each fact. @param time how a length of time is written */
export function factsOf(
  { goroutine, start, end }: IntervalDetails,
  time: (nanoseconds: number) => string,
): [string, string][] {
  const facts: [string, string][] = [
    [l10n.t('From'), time(start)],
    [l10n.t('To'), time(end)],
  ];
  if (goroutine.created !== null) facts.push([l10n.t('Created at'), time(goroutine.created)]);
  facts.push(
    [l10n.t('Running'), time(goroutine.running)],
    [l10n.t('Runnable'), time(goroutine.runnable)],
    [l10n.t('Blocked'), time(goroutine.waiting)],
  );
  for (const [reason, length] of goroutine.waits)
    if (reason) facts.push([l10n.t('Blocked: {0}', reason), time(length)]);
  facts.push([l10n.t('System calls'), time(goroutine.syscall)]);
  if (goroutine.assist > 0) facts.push([l10n.t('GC assist'), time(goroutine.assist)]);
  return facts;
}

/** What of an interval is copied. */
export function sheetOf(details: IntervalDetails): Sheet {
  const { goroutine, woken, stack, start, end } = details;
  const stacks = [
    { title: stackTitle(details), frames: stack },
    { title: creationTitle(details), frames: goroutine.creation },
    ...(woken ? [{ title: wokenTitle(woken.by), frames: woken.stack }] : []),
  ];
  return {
    title: `${l10n.t('goroutine {0}', goroutine.id)} · ${nameOf(goroutine.function)}`,
    facts: [
      [l10n.t('State'), headlineOf(details)],
      [l10n.t('Duration'), exactText(end - start)],
      ...factsOf(details, exactText),
    ],
    stacks: stacks.filter(({ frames }) => frames.length > 0),
  };
}
