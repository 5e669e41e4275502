import * as l10n from '@vscode/l10n';
import type { RaceReport } from '#profile';
import type { Section } from '../exports/article.ts';
import type { Exported } from '../exports/buttons.ts';
import type { PageHead } from '../head.ts';
import { type DistinctRace, distinctRaces } from './distinct.ts';
import { accessTitle, memoryTitle, raceTitle, startOf, startTitle, timesText } from './texts.ts';

/** The races of a report as they are handed out. */
export function exportedRaces({ name, text, notes }: PageHead, { reports }: RaceReport): Exported {
  return {
    article: {
      title: l10n.t('Races of {0}', name),
      summary: text,
      notes,
      sections: distinctRaces(reports).map(sectionOf),
    },
    json: { format: 'race-report', races: reports },
  };
}

function sectionOf({ race, count }: DistinctRace): Section {
  const { accesses, memory } = race;
  const stacks = accesses.flatMap((access) => {
    const start = startOf(race, access);
    return [
      { title: accessTitle(access), frames: access.stack },
      ...(start ? [{ title: `${accessTitle(access)}: ${startTitle(start)}`, frames: start.stack }] : []),
    ];
  });
  return {
    title: count > 1 ? `${raceTitle(race)} (${timesText(count)})` : raceTitle(race),
    texts: memory && memory.stack.length === 0 ? [memoryTitle(memory)] : [],
    stacks: memory?.stack.length ? [...stacks, { title: memoryTitle(memory), frames: memory.stack }] : stacks,
  };
}
