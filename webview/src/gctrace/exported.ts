import * as l10n from '@vscode/l10n';
import type { GcTrace } from '#profile';
import type { Exported } from '../exports/buttons.ts';
import type { PageHead } from '../head.ts';
import { collectionCells, collectionColumns } from './texts.ts';

/** A trace of the garbage collector as it is handed out. */
export const exportedGctrace = ({ name, text, notes }: PageHead, { collections }: GcTrace): Exported => ({
  article: {
    title: l10n.t('Garbage collector of {0}', name),
    summary: text,
    notes,
    sections: [
      {
        title: l10n.t('Collections'),
        table: { columns: collectionColumns(), rows: collections.map(collectionCells) },
      },
    ],
  },
  json: { format: 'gctrace', collections },
});
