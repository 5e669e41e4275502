import * as l10n from '@vscode/l10n';
import { bufferFixes } from './bufferFixes.ts';
import { dropFixes, giveUpFixes } from './sendFixes.ts';
import { storyRule } from './stories.ts';

/** A send on a channel that nobody receives from: by the model of the function and all that it starts. */
export const channelSendNoReceiver = storyRule(
  {
    id: 'channel-send-no-receiver',
    title: 'A send on a channel that nobody receives from',
    severity: 'warning',
  },
  (name) => l10n.t('This send on {0} waits for ever: nobody receives from it.', name),
  (context, story) => [
    ...bufferFixes(context.explored, story, false),
    ...dropFixes(context, story, true),
    ...giveUpFixes(context, story, false),
  ],
);
