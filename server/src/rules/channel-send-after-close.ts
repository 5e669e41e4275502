import * as l10n from '@vscode/l10n';
import { storyRule } from './stories.ts';
import { waitFirstFixes } from './waitFirstFixes.ts';

/** A send may come after the channel was closed: by the model of the function and all that it starts. */
export const channelSendAfterClose = storyRule(
  {
    id: 'channel-send-after-close',
    title: 'A send may come after the channel was closed',
    severity: 'warning',
  },
  (name) =>
    l10n.t(
      'This send on {0} may come after it was closed: the program panics then (send on closed channel).',
      name,
    ),
  waitFirstFixes,
);
