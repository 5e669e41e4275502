import * as l10n from '@vscode/l10n';
import type { Column } from '../table/element.ts';
import { sorted } from '../table/sort.ts';
import type { SavedMetrics } from './saved.ts';
import { current, type MetricSeries } from './series.ts';
import { knownThreshold } from './thresholds.ts';

/** The table of metrics: which rows there are, and what stands in them. */

export const metricColumns = (): Column[] => [
  { key: 'name', label: l10n.t('Metric'), width: 'minmax(16em, 1fr)' },
  { key: 'labels', label: l10n.t('Labels'), width: 'minmax(10em, 1fr)' },
  { key: 'value', label: l10n.t('Value'), isNumeric: true, width: '9em' },
  { key: 'limit', label: l10n.t('Limit'), isNumeric: true, width: '9em' },
  { key: 'type', label: l10n.t('Type'), width: '7em' },
  { key: 'help', label: l10n.t('Help'), width: 'minmax(14em, 1.5fr)' },
];

/** The series that a search finds, in the order that is wanted. */
export function shownSeries(all: readonly MetricSeries[], { search, order }: SavedMetrics): MetricSeries[] {
  const text = search.toLowerCase();
  const found = all.filter(({ name, labels, family }) =>
    `${name} ${labels} ${family.help}`.toLowerCase().includes(text),
  );
  return sorted(found.length, (index) => cellOf(found[index], order.column, all), order).map(
    (index) => found[index],
  );
}

export const metricCells = (series: MetricSeries, all: readonly MetricSeries[]): string[] =>
  metricColumns().map(({ key }) => {
    const cell = cellOf(series, key, all);
    return typeof cell === 'number' ? cell.toLocaleString(undefined, { maximumFractionDigits: 6 }) : cell;
  });

function cellOf(series: MetricSeries, column: string, all: readonly MetricSeries[]): string | number {
  switch (column) {
    case 'value':
      return current(series);
    case 'limit':
      return knownThreshold(series, all)?.value ?? '';
    case 'type':
      return series.family.type;
    case 'help':
      return series.family.help;
    default:
      return column === 'labels' ? series.labels : series.name;
  }
}
