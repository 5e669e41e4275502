import * as l10n from '@vscode/l10n';
import type { Explored, Place } from '../explored/explored.ts';
import type { Story } from '../explored/stories.ts';
import { objectName } from '../schedule/names.ts';
import { functionOf } from '../skeleton/functions.ts';
import { type FileRule, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'channel-close-by-receiver',
  title: 'Who receives from a channel closes it, while a sender may still send',
  severity: 'hint',
};

/** The other side of channel-send-after-close: a `close` by a function that only receives from the channel. */
export const channelCloseByReceiver: FileRule = {
  meta,
  asksModel: true,
  *checkFile(context, here) {
    const { explored } = context;
    for (const story of context.storiesIn(here)) {
      const close = story.rule === 'channel-send-after-close' ? closeOf(explored, story) : undefined;
      if (!close || !isReceiver(explored, story, close)) continue;
      const { place, made } = story;
      yield {
        file: close.file,
        ...span(close.file, close.node),
        message: l10n.t(
          '{0} is closed by who receives from it, while a sender may still send and panic then: to close is the senders’ part.',
          objectName(close.file, close.node),
        ),
        related: [
          related(place.file, place.node, l10n.t('this send may come later')),
          ...(made ? [related(made.file, made.node, l10n.t('it is made here'))] : []),
        ],
      };
    }
  },
};

/** The close that comes before the send. */
function closeOf(explored: Explored, { problem }: Story): Place | undefined {
  const step = problem.schedule.findLast(
    ({ what, site }) =>
      what === 'close' && problem.uses.some((use) => use.what === 'close' && use.site === site),
  );
  return step && explored.place(step.site);
}

/** Whether the function that closes receives from the channel, and does not send on it. */
function isReceiver(explored: Explored, { problem }: Story, close: Place): boolean {
  const fn = functionOf(close.file, close.node);
  const own = problem.uses.filter(({ site }) => {
    const place = explored.place(site);
    return place?.file === close.file && functionOf(place.file, place.node) === fn;
  });
  return own.some(({ what }) => what === 'receive') && !own.some(({ what }) => what === 'send');
}
