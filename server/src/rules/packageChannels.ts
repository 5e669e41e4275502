import * as l10n from '@vscode/l10n';
import { type ChannelUse, type PackageChannel, packageChannelsIn } from '../skeleton/packageChannels.ts';
import { type FileRule, related, span } from './rule.ts';

/**
 * A rule that also speaks of channels which are variables of a package, of which all functions may be called in any
 * order: what waits there waits for ever where nobody at all does the other half.
 *
 * @param isWrong whether a use of such a channel can never go on
 */
export const withPackageChannels = (
  rule: FileRule,
  isWrong: (use: ChannelUse, channel: PackageChannel) => boolean,
  say: (name: string, use: ChannelUse) => string,
): FileRule => ({
  ...rule,
  *checkFile(context, here) {
    const told = [...rule.checkFile(context, here)];
    yield* told;
    for (const channel of packageChannelsIn(context.types, here)) {
      const { file, node, name, uses } = channel;
      for (const use of uses) {
        const at = span(use.file, use.node);
        const isTold = told.some((other) => other.file === use.file && other.start === at.start);
        if (isTold || !isWrong(use, channel)) continue;
        const note = related(file, node, l10n.t('{0} is declared here', name));
        yield { file: use.file, ...at, message: say(name, use), related: [note] };
      }
    }
  },
});

/** Whether somebody does one of these things to a channel. */
export const has = ({ uses }: PackageChannel, ...what: ChannelUse['what'][]): boolean =>
  uses.some((use) => what.includes(use.what));
