import * as l10n from '@vscode/l10n';
import { bufferFixes } from './bufferFixes.ts';
import { has, withPackageChannels } from './packageChannels.ts';
import { dropFixes, giveUpFixes } from './sendFixes.ts';
import { storyRule } from './stories.ts';

const say = (name: string) => l10n.t('This send on {0} waits for ever: nobody receives from it.', name);

/** By the model of the function and all that it starts. */
const told = storyRule(
  {
    id: 'channel-send-no-receiver',
    title: 'A send on a channel that nobody receives from',
    severity: 'warning',
  },
  say,
  (context, story) => [
    ...bufferFixes(context.explored, story, false),
    ...dropFixes(context, story, true),
    ...giveUpFixes(context, story, false),
  ],
);

/** A send on a channel that nobody receives from: in what a function starts, or in all of a package. */
export const channelSendNoReceiver = withPackageChannels(
  told,
  ({ what, isCase }, channel) =>
    what === 'send' && !isCase && channel.isUnbuffered && !channel.isNil && !has(channel, 'receive', 'range'),
  say,
);
