import * as l10n from '@vscode/l10n';
import { storyRule } from './stories.ts';
import { unlockFixes } from './unlockFixes.ts';

/** A lock that a goroutine has left locked: by the model of the function and all that it starts. */
export const mutexMissingUnlock = storyRule(
  { id: 'mutex-missing-unlock', title: 'A lock that a goroutine has left locked', severity: 'warning' },
  (name) =>
    l10n.t(
      'This {0}.Lock() may wait for ever: the goroutine that holds {0} has ended without unlocking it.',
      name,
    ),
  unlockFixes,
);
