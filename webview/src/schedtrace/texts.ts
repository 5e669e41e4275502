import * as l10n from '@vscode/l10n';
import type { SchedSample } from '#profile';
import type { Column } from '../table/element.ts';
import { queued, type Stall } from './stalls.ts';

/** What samples and stalls are called, on the page and where it is handed out. */

/** Goroutines that wait in the processors' own queues. */
export const localQueues = (sample: SchedSample): number => queued(sample) - sample.runqueue;

export const sampleColumns = (): Column[] => [
  { key: 'ms', label: l10n.t('Milliseconds'), isNumeric: true, width: '7em' },
  { key: 'gomaxprocs', label: 'GOMAXPROCS', isNumeric: true, width: '9em' },
  { key: 'idle', label: l10n.t('idle processors'), isNumeric: true, width: '9.5em' },
  { key: 'threads', label: l10n.t('threads'), isNumeric: true, width: '6em' },
  { key: 'idlethreads', label: l10n.t('idle threads'), isNumeric: true, width: '8em' },
  { key: 'global', label: l10n.t('global queue'), isNumeric: true, width: '8em' },
  { key: 'local', label: l10n.t('queues of processors'), isNumeric: true, width: '13em' },
];

export const sampleCells = (sample: SchedSample): string[] =>
  [
    sample.ms,
    sample.gomaxprocs,
    sample.idleprocs,
    sample.threads,
    sample.idlethreads,
    sample.runqueue,
    localQueues(sample),
  ].map((value) => value.toLocaleString());

export const noStalls = (): string =>
  l10n.t('At no time were all processors busy while the run queues grew.');

export const stallText = ({ first, last, from, to }: Stall, samples: readonly SchedSample[]): string =>
  l10n.t(
    '{0} ms to {1} ms: no processor idle, goroutines that wait for one grow from {2} to {3}',
    samples[first].ms,
    samples[last].ms,
    from,
    to,
  );
