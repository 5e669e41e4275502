import * as l10n from '@vscode/l10n';
import { storyRule } from './stories.ts';

/** Two locks are taken in both orders: by the model of the function and all that it starts. */
export const mutexLockOrder = storyRule(
  { id: 'mutex-lock-order', title: 'Two locks are taken in both orders', severity: 'information' },
  (name) =>
    l10n.t('This lock of {0} may wait for ever: whoever holds {0} waits for a lock that is held here.', name),
);
