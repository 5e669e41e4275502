import * as l10n from '@vscode/l10n';
import { storyRule } from './stories.ts';
import { unlockFirstFixes } from './unlockFirstFixes.ts';

/** A lock is held over a wait that needs it: by the model of the function and all that it starts. */
export const mutexHeldWhileBlocking = storyRule(
  { id: 'mutex-held-while-blocking', title: 'A lock is held over a wait that needs it', severity: 'warning' },
  (name) =>
    l10n.t(
      'This operation on {0} may wait for ever: whoever would end the wait needs a lock that is held here.',
      name,
    ),
  unlockFirstFixes,
);
