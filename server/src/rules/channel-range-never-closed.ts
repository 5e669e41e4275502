import * as l10n from '@vscode/l10n';
import { closeFixes } from './closeFixes.ts';
import { storyRule } from './stories.ts';

/** A loop ranges over a channel that nobody closes: by the model of the function and all that it starts. */
export const channelRangeNeverClosed = storyRule(
  {
    id: 'channel-range-never-closed',
    title: 'A loop ranges over a channel that nobody closes',
    severity: 'warning',
  },
  (name) => l10n.t('This loop over {0} never ends: there is a way on which nobody closes {0}.', name),
  (context, story) => closeFixes(context, story, true),
);
