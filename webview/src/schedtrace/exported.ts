import * as l10n from '@vscode/l10n';
import type { SchedTrace } from '#profile';
import type { Exported } from '../exports/buttons.ts';
import type { PageHead } from '../head.ts';
import { stallsOf } from './stalls.ts';
import { noStalls, sampleCells, sampleColumns, stallText } from './texts.ts';

/** A scheduler trace as it is handed out. */
export function exportedSchedtrace({ name, text, notes }: PageHead, { samples }: SchedTrace): Exported {
  const stalls = stallsOf(samples).map((stall) => stallText(stall, samples));
  return {
    article: {
      title: l10n.t('Scheduler of {0}', name),
      summary: text,
      notes,
      sections: [
        { title: l10n.t('Stalls'), texts: stalls.length > 0 ? stalls : [noStalls()] },
        {
          title: l10n.t('Samples'),
          table: { columns: sampleColumns(), rows: samples.map(sampleCells) },
        },
      ],
    },
    json: { format: 'schedtrace', stalls: stallsOf(samples), samples },
  };
}
