import * as l10n from '@vscode/l10n';
import { returnFixes } from './returnFixes.ts';
import { storyRule } from './stories.ts';

/** A second send where one value is received: by the model of the function and all that it starts. */
export const channelDoubleSend = storyRule(
  { id: 'channel-double-send', title: 'A second send where one value is received', severity: 'warning' },
  (name) =>
    l10n.t(
      'This second send on {0} waits for ever: the receiver takes one value, and the first send has given it.',
      name,
    ),
  (_, story) => returnFixes(story),
);
