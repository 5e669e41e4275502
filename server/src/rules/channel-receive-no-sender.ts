import * as l10n from '@vscode/l10n';
import type { PackageChannel } from '../skeleton/packageChannels.ts';
import { K } from '../syntax/kinds.ts';
import { has, withPackageChannels } from './packageChannels.ts';
import { storyRule } from './stories.ts';

const say = (name: string) =>
  l10n.t('This receive from {0} waits for ever: nobody sends on it or closes it.', name);

/** By the model of the function and all that it starts. */
const told = storyRule(
  {
    id: 'channel-receive-no-sender',
    title: 'A receive from a channel that nobody sends on',
    severity: 'warning',
  },
  say,
);

/** A receive from a channel that nobody sends on: in what a function starts, or in all of a package. */
export const channelReceiveNoSender = withPackageChannels(
  told,
  ({ what, isCase }, channel) =>
    (what === 'receive' || what === 'range') &&
    !isCase &&
    !channel.isNil &&
    !has(channel, 'send', 'close') &&
    !isParked(channel),
  say,
);

/** Whether all that is ever done to a channel is a bare `<-ch`: there a goroutine is parked on purpose. */
function isParked({ uses: [use, ...more] }: PackageChannel): boolean {
  if (more.length || use.what !== 'receive') return false;
  const { tree } = use.file;
  return tree.kind[tree.parent[use.node]] === K.expression_statement;
}
