import * as l10n from '@vscode/l10n';
import { type Copy, copiesIn } from './copies.ts';
import { copyFixes, nameOf } from './copyFixes.ts';
import { type PartRule, type RuleMeta, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'mutex-passed-by-value',
  title: 'A lock, or a value that holds one, is copied',
  severity: 'warning',
};

/**
 * A copy of a mutex, a Once, a Cond, a Pool, a Map, an atomic value or a type with a `Lock` of its own, alone or inside
 * a struct or an array. What holds a WaitGroup too is told by waitgroup-passed-by-value.
 */
export const mutexPassedByValue: PartRule = {
  meta,
  *checkPart(context, here, part) {
    for (const copy of copiesIn(context, here, part)) {
      if (copy.held.lock === 'sync.WaitGroup') continue;
      const { file, node } = copy;
      yield { file, ...span(file, node), message: message(copy), fixes: copyFixes(context.types, copy) };
    }
  },
};

function message(copy: Copy): string {
  const { lock, field } = copy.held;
  const name = nameOf(copy);
  const what = field ? l10n.t('{0} ({1})', lock, field) : lock;
  const then = consequence(lock);
  switch (copy.how) {
    case 'parameter':
      return field
        ? l10n.t(
            '{0} is a copy of the caller’s value, its {1} in {2} included: {3}.',
            name,
            lock,
            field,
            then,
          )
        : l10n.t('{0} is a copy of the caller’s {1}: {2}.', name, lock, then);
    case 'range':
      return l10n.t('Each turn copies an element into {0}, with its {1}: {2}.', name, what, then);
    case 'turn':
      return l10n.t('Each turn of the loop copies {0}, with its {1}: {2}.', name, what, then);
    case 'value':
      return field
        ? l10n.t('This copies {0} with its {1}: {2}.', name, what, then)
        : l10n.t('This copies the {0} {1}: {2}.', lock, name, then);
  }
}

/** What a copy of a lock leads to at run time. */
function consequence(lock: string): string {
  switch (lock) {
    case 'sync.Once':
      return l10n.t('what was done once is done again by the copy');
    case 'sync.Cond':
      return l10n.t('Wait, Signal and Broadcast on the copy panic where the original was used before');
    case 'sync.Map':
    case 'sync.Pool':
      return l10n.t('what is stored in one of the two may be missing in the other');
  }
  if (lock.startsWith('atomic.')) return l10n.t('what is stored in one of the two is not seen in the other');
  if (/^(?:noCopy|doNotCopy)$/i.test(lock))
    return l10n.t('its type says that a copy does not work as the original does');
  return l10n.t('who holds one of the two does not keep out who takes the other');
}
