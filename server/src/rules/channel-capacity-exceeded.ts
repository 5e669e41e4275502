import * as l10n from '@vscode/l10n';
import { capacityFixes } from './capacityFixes.ts';
import { dropFixes } from './sendFixes.ts';
import { storyRule } from './stories.ts';

/** More sends than the channel has room for, before any receive: by the model of the function and all that it starts. */
export const channelCapacityExceeded = storyRule(
  {
    id: 'channel-capacity-exceeded',
    title: 'More sends than the channel has room for, before any receive',
    severity: 'warning',
  },
  (name) =>
    l10n.t('This send on {0} waits for ever: its buffer is full by then, and nobody receives before.', name),
  (context, story) => {
    const drop = dropFixes(context, story, true);
    return drop.length ? drop : capacityFixes(context, story);
  },
);
