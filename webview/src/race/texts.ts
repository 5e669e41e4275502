import * as l10n from '@vscode/l10n';
import type { Race, RaceAccess, RaceGoroutine, RaceMemory } from '#profile';
import { mainFrame, shortPlace } from '../leaks/groups.ts';

/** What races are called, on the page and where it is handed out. */

const operations: Record<string, () => string> = {
  read: () => l10n.t('Read'),
  write: () => l10n.t('Write'),
  'atomic read': () => l10n.t('Atomic read'),
  'atomic write': () => l10n.t('Atomic write'),
  lock: () => l10n.t('Lock'),
};

const goroutineName = (id: number): string =>
  id === 0 ? l10n.t('the main goroutine') : l10n.t('goroutine {0}', id);

export function raceTitle({ kind, accesses }: Race): string {
  const what = kind === 'deadlock' ? l10n.t('Locks in no order') : l10n.t('Data race');
  const places = accesses.map((access) => {
    const frame = mainFrame(access);
    return frame ? shortPlace(frame) : '';
  });
  return [what, places.filter(Boolean).join(' ↔ ')].filter(Boolean).join(': ');
}

export const timesText = (count: number): string => l10n.t('{0} times', count.toLocaleString());

export function accessTitle({ operation, previous, goroutine }: RaceAccess): string {
  const verb = operations[operation]?.() ?? operation;
  return previous
    ? l10n.t('{0} before, by {1}', verb, goroutineName(goroutine))
    : l10n.t('{0} by {1}', verb, goroutineName(goroutine));
}

/** Where the goroutine of an access was started; the main goroutine was nowhere. */
export const startOf = ({ goroutines }: Race, { goroutine }: RaceAccess): RaceGoroutine | undefined =>
  goroutines.find(({ id }) => id === goroutine);

export const startTitle = ({ finished }: RaceGoroutine): string =>
  finished ? l10n.t('Started at (it has ended)') : l10n.t('Started at');

export const memoryTitle = ({ kind, name, size, address }: RaceMemory): string =>
  kind === 'global'
    ? l10n.t('Global variable {0} of {1} bytes at {2}', name, size, address)
    : l10n.t('Heap memory of {0} bytes at {1}, allocated at', size, address);
