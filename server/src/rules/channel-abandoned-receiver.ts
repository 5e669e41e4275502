import * as l10n from '@vscode/l10n';
import { storyRule } from './stories.ts';

/** A goroutine receives from a channel whose sender may have gone: by the model of the function and all that it starts. */
export const channelAbandonedReceiver = storyRule(
  {
    id: 'channel-abandoned-receiver',
    title: 'A goroutine receives from a channel whose sender may have gone',
    severity: 'warning',
  },
  (name) =>
    l10n.t(
      'This receive from {0} may wait for ever: whoever would send on it or close it can leave without doing so.',
      name,
    ),
);
