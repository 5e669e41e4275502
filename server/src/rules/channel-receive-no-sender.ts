import * as l10n from '@vscode/l10n';
import { storyRule } from './stories.ts';

/** A receive from a channel that nobody sends on: by the model of the function and all that it starts. */
export const channelReceiveNoSender = storyRule(
  {
    id: 'channel-receive-no-sender',
    title: 'A receive from a channel that nobody sends on',
    severity: 'warning',
  },
  (name) => l10n.t('This receive from {0} waits for ever: nobody sends on it or closes it.', name),
);
