import * as l10n from '@vscode/l10n';
import { bufferFixes } from './bufferFixes.ts';
import { dropFixes, giveUpFixes } from './sendFixes.ts';
import { storyRule } from './stories.ts';

/** A goroutine sends on a channel whose receiver may have gone: by the model of the function and all that it starts. */
export const channelAbandonedSender = storyRule(
  {
    id: 'channel-abandoned-sender',
    title: 'A goroutine sends on a channel whose receiver may have gone',
    severity: 'warning',
  },
  (name) =>
    l10n.t(
      'This send on {0} may wait for ever: whoever would receive can leave before, and then this goroutine never ends.',
      name,
    ),
  (context, story) => {
    const buffer = bufferFixes(context.explored, story, true);
    const drop = dropFixes(context, story, !buffer.length);
    return [...buffer, ...drop, ...giveUpFixes(context, story, !buffer.length && !drop.length)];
  },
);
