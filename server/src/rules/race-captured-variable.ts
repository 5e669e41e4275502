import * as l10n from '@vscode/l10n';
import { racesIn } from '../skeleton/races.ts';
import { type PartRule, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'race-captured-variable',
  title: 'A captured variable is written without order',
  severity: 'hint',
};

/** A goroutine and who has started it, or several goroutines of a loop, use a variable at once, and one writes. */
export const raceCapturedVariable: PartRule = {
  meta,
  *checkPart({ types }, here, part) {
    for (const { file, variable, inside, outside } of racesIn(types, here, part)) {
      const name = file.tree.text(variable);
      yield {
        file,
        ...span(file, inside),
        message: outside
          ? l10n.t(
              'The function goes on to use {0} while this goroutine does, and nothing gives the two an order: a data race.',
              name,
            )
          : l10n.t(
              'Each turn of the loop starts a goroutine that writes {0}, without order: a data race.',
              name,
            ),
        related: [
          related(file, variable, l10n.t('{0} is declared here', name)),
          ...(outside ? [related(file, outside, l10n.t('it is used here at the same time'))] : []),
        ],
      };
    }
  },
};
