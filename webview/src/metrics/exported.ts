import * as l10n from '@vscode/l10n';
import type { Scrape } from '#profile';
import type { Exported } from '../exports/buttons.ts';
import type { PageHead } from '../head.ts';
import { metricCells, metricColumns, shownSeries } from './rows.ts';
import type { SavedMetrics } from './saved.ts';
import { current, keyOf, type MetricSeries, seriesOf } from './series.ts';

/** The metrics that are shown as they are handed out, with those that are above what somebody typed. */
export function exportedMetrics(
  { name, text, notes }: PageHead,
  scrape: Scrape,
  saved: SavedMetrics,
): Exported {
  const all = seriesOf(scrape);
  const shown = shownSeries(all, saved);
  const isAbove = (series: MetricSeries) => current(series) >= saved.thresholds[keyOf(series)];
  const above = shown
    .filter(isAbove)
    .map((series) =>
      l10n.t(
        '{0} is {1}, and its threshold {2}.',
        keyOf(series),
        current(series).toLocaleString(),
        saved.thresholds[keyOf(series)].toLocaleString(),
      ),
    );
  const families = new Set(shown.map(({ family }) => family));
  return {
    article: {
      title: l10n.t('Metrics of {0}', name),
      summary: text,
      notes,
      sections: [
        ...(above.length > 0 ? [{ title: l10n.t('Above their threshold'), texts: above }] : []),
        {
          title: l10n.t('Metrics'),
          table: { columns: metricColumns(), rows: shown.map((series) => metricCells(series, all)) },
        },
      ],
    },
    json: {
      format: 'metrics',
      thresholds: saved.thresholds,
      families: scrape.families.filter((family) => families.has(family)),
    },
  };
}
