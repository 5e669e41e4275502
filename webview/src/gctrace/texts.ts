import * as l10n from '@vscode/l10n';
import type { GcCollection } from '#profile';
import type { Column } from '../table/element.ts';

/** How long the world stood still, in milliseconds. */
export const pauseOf = ({ clock }: GcCollection): number => clock.sweep + clock.end;

export const collectionColumns = (): Column[] => [
  { key: 'number', label: l10n.t('Collection'), isNumeric: true, width: '7em' },
  { key: 'at', label: l10n.t('At (s)'), isNumeric: true, width: '7em' },
  { key: 'pause', label: l10n.t('Stopped (ms)'), isNumeric: true, width: '8em' },
  { key: 'mark', label: l10n.t('Marking (ms)'), isNumeric: true, width: '8em' },
  { key: 'start', label: l10n.t('Heap before (MB)'), isNumeric: true, width: '10em' },
  { key: 'live', label: l10n.t('Live (MB)'), isNumeric: true, width: '7em' },
  { key: 'goal', label: l10n.t('Goal (MB)'), isNumeric: true, width: '7em' },
  { key: 'forced', label: l10n.t('Forced'), width: '6em' },
];

export function collectionCells(collection: GcCollection): string[] {
  const { number, at, clock, heapAtStart, heapLive, goal, forced } = collection;
  const numbers = [number, at, pauseOf(collection), clock.mark, heapAtStart, heapLive, goal];
  return [...numbers.map((value) => value.toLocaleString()), forced ? l10n.t('yes') : l10n.t('no')];
}
