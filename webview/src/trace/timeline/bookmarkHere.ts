import * as l10n from '@vscode/l10n';
import type { Bookmark } from '#protocol';
import { headlineOf } from '../intervalTexts.ts';
import type { IntervalDetails } from '../queries.ts';
import type { View } from './view.ts';

/** A bookmark at the selection's begin where that is in sight, else in the middle. */
export function bookmarkHere(selected: IntervalDetails | null, { from, to }: View): Bookmark {
  if (!selected || selected.start < from || selected.start > to)
    return { time: Math.round((from + to) / 2), text: '', goroutine: null };
  const { id } = selected.goroutine;
  const text = `${l10n.t('goroutine {0}', id)}, ${headlineOf(selected)}`;
  return { time: selected.start, text, goroutine: id };
}
