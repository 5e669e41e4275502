import * as l10n from '@vscode/l10n';
import { formatShare, formatValue } from '#profile';
import type { Exported } from '../exports/buttons.ts';
import type { PageHead } from '../head.ts';
import type { ShownProfile } from './files.ts';
import type { ViewChoice } from './messages.ts';
import type { SavedProfile } from './state.ts';

/** Functions that are handed out, heaviest first. */
const mostFunctions = 1_000;

/** A profile's table of functions as it is handed out, as far as the search finds them. `whole` is what shares are of. */
export async function exportedProfile(
  { name, text, notes }: PageHead,
  { client, facts, base }: ShownProfile,
  view: ViewChoice,
  { search, sorting }: SavedProfile,
  whole: number,
): Promise<Exported> {
  const asked = { kind: 'top', view, ...sorting, search, from: 0, to: mostFunctions } as const;
  const { rows, count } = await client.ask<'top'>(asked);
  const { type, unit } = facts.types[view.type];
  const isNumeric = true;
  return {
    article: {
      title: l10n.t('Profile {0}', name),
      summary: text,
      notes: [...(base ? [l10n.t('Compared with {0}', base.name)] : []), ...labelNote(view), ...notes],
      sections: [
        {
          title: l10n.t('Functions by weight'),
          texts: count > rows.length ? [l10n.t('{0} of {1}', rows.length, count)] : [],
          table: {
            columns: [
              { label: l10n.t('Flat'), isNumeric },
              { label: '%', isNumeric },
              { label: l10n.t('Cumulative'), isNumeric },
              { label: '%', isNumeric },
              { label: l10n.t('Function') },
              { label: l10n.t('File') },
            ],
            rows: rows.map(({ self, total, name: called, file }) => [
              formatValue(self, unit),
              formatShare(self, whole),
              formatValue(total, unit),
              formatShare(total, whole),
              called,
              file,
            ]),
          },
        },
      ],
    },
    json: {
      format: base ? 'difference' : 'pprof',
      types: facts.types,
      ...(base ? { files: [base.name, name] } : {}),
      label: view.label,
      total: whole,
      table: {
        type,
        functions: rows.map(({ name: called, file, self, total }) => ({
          function: called,
          file,
          flat: self,
          cum: total,
        })),
      },
    },
  };
}

const labelNote = ({ label }: ViewChoice): string[] => (label ? [`${label.key} = ${label.value}`] : []);
