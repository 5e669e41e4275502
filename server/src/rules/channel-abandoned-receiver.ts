import * as l10n from '@vscode/l10n';
import type { Story } from '../explored/stories.ts';
import { functionOf } from '../skeleton/functions.ts';
import { K } from '../syntax/kinds.ts';
import { closeFixes } from './closeFixes.ts';
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
  (context, story) => (mayRepeat(story) ? [] : closeFixes(context, story, isDropped(story))),
);

/** Whether the receive stands in a loop: what is closed would let it spin. */
const mayRepeat = ({ place: { file, node } }: Story): boolean =>
  file.tree.ancestor(node, K.for_statement) > functionOf(file, node);

/** `<-done` as a statement: what comes is not asked. */
const isDropped = ({ place: { file, node } }: Story): boolean =>
  file.tree.kind[file.tree.parent[node]] === K.expression_statement;
