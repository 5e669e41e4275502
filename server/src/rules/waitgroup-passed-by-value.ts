import * as l10n from '@vscode/l10n';
import { type Copy, copiesIn } from './copies.ts';
import { copyFixes, nameOf } from './copyFixes.ts';
import { type PartRule, type RuleMeta, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-passed-by-value',
  title: 'A WaitGroup, or a value that holds one, is copied',
  severity: 'warning',
};

/** A copy of a sync.WaitGroup, alone or inside a struct or an array: the copy counts, the original waits for ever. */
export const waitGroupPassedByValue: PartRule = {
  meta,
  *checkPart(context, here, part) {
    for (const copy of copiesIn(context, here, part)) {
      if (copy.held.lock !== 'sync.WaitGroup') continue;
      const { file, node } = copy;
      yield { file, ...span(file, node), message: message(copy), fixes: copyFixes(context.types, copy) };
    }
  },
};

function message(copy: Copy): string {
  const name = nameOf(copy);
  const field = copy.held.field || copy.held.lock;
  switch (copy.how) {
    case 'parameter':
      return copy.held.field
        ? l10n.t(
            '{0} is a copy of the caller’s value, with a WaitGroup of its own in {1}: a Wait on the original does not see what the copy counts.',
            name,
            field,
          )
        : l10n.t(
            '{0} is a copy of the caller’s WaitGroup: Done counts the copy down, and Wait on the original blocks for ever.',
            name,
          );
    case 'range':
      return l10n.t(
        'Each turn copies an element into {0}, with the counter of its WaitGroup ({1}): a Wait on the element does not see what the copy counts.',
        name,
        field,
      );
    case 'turn':
      return l10n.t(
        'Each turn of the loop copies {0}, with the counter of its WaitGroup ({1}): a Wait in one turn does not see what another counts.',
        name,
        field,
      );
    case 'value':
      return l10n.t(
        'This copies {0} and the counter of its WaitGroup ({1}): a Wait on one does not see what the other counts.',
        name,
        field,
      );
  }
}
