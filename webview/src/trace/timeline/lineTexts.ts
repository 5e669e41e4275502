import * as l10n from '@vscode/l10n';
import type { TraceOverview } from '../queries.ts';
import { type Line, procsKey, threadsKey } from './lanes.ts';
import type { StripImage } from './stripImage.ts';

interface HeaderTexts {
  name: string;
  count: string;
  leaked: string;
}

/** Numbers take long to be written as a language has them: once, not with each frame. */
const known = new WeakMap<TraceOverview, Map<number, HeaderTexts>>();

/** What stands in a section's header; also for whoever can't see it. */
export function headerTexts(overview: TraceOverview, key: number): HeaderTexts {
  const texts = known.get(overview) ?? new Map<number, HeaderTexts>();
  known.set(overview, texts);
  const found = texts.get(key) ?? writtenTexts(overview, key);
  texts.set(key, found);
  return found;
}

function writtenTexts({ groups, procs, threads }: TraceOverview, key: number): HeaderTexts {
  const colours = (count: number) => l10n.t('{0}, coloured by start function', count.toLocaleString());
  if (key === procsKey) return { name: l10n.t('Processors'), count: colours(procs.length), leaked: '' };
  if (key === threadsKey) return { name: l10n.t('Threads'), count: colours(threads.length), leaked: '' };
  const { function: name, count, leaked } = groups[key];
  return {
    name: name || l10n.t('unknown function'),
    count: count.toLocaleString(),
    leaked: leaked > 0 ? l10n.t('{0} suspected', leaked.toLocaleString()) : '',
  };
}

/** What a screen reader says of a line. */
export function lineText(overview: TraceOverview, line: Line | null, image: StripImage | null): string {
  if (!line) return '';
  const { section, lane } = line;
  if (lane < 0) {
    const { name, count, leaked } = headerTexts(overview, section.key);
    const state = section.isOpen ? l10n.t('open') : l10n.t('closed');
    return [name, count, leaked, state].filter(Boolean).join(', ');
  }
  if (section.key === procsKey) return l10n.t('processor {0}', overview.procs[lane]);
  if (section.key === threadsKey) return l10n.t('thread {0}', overview.threads[lane]);
  const at = image?.laneOf.get(overview.groups[section.key].first + lane);
  return l10n.t('goroutine {0}', at === undefined ? '' : (image?.picture.ids[at] ?? ''));
}
