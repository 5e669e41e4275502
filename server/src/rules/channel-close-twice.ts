import * as l10n from '@vscode/l10n';
import { closeOnceFixes } from './closeOnceFixes.ts';
import { storyRule } from './stories.ts';

/** A channel may be closed twice: by the model of the function and all that it starts. */
export const channelCloseTwice = storyRule(
  { id: 'channel-close-twice', title: 'A channel may be closed twice', severity: 'warning' },
  (name) =>
    l10n.t('This close of {0} may come second: the program panics then (close of closed channel).', name),
  (_, story) => closeOnceFixes(story),
);
