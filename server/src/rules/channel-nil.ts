import * as l10n from '@vscode/l10n';
import type { Place } from '../explored/explored.ts';
import type { Fix } from '../findings.ts';
import { objectAt } from '../schedule/names.ts';
import { F, K } from '../syntax/kinds.ts';
import { withPackageChannels } from './packageChannels.ts';
import { replace } from './rule.ts';
import { storyRule } from './stories.ts';

/** By the model of the function and all that it starts. */
const told = storyRule(
  { id: 'channel-nil', title: 'A channel is used that is nil', severity: 'warning' },
  (name, { problem }) => say(name, problem.kind === 'close-of-nil'),
  (_, story) => fixes(story.place),
);

/** A channel is used that nobody has made: in what a function starts, or in all of a package. */
export const channelNil = withPackageChannels(
  told,
  ({ isCase }, { isNil }) => isNil && !isCase,
  (name, { what }) => say(name, what === 'close'),
);

function say(name: string, isClose: boolean): string {
  return isClose
    ? l10n.t('{0} is nil here, as nobody has made it: the program panics (close of nil channel).', name)
    : l10n.t('{0} is nil here, as nobody has made it: this waits for ever.', name);
}

/** `ch := make(chan T)` in place of `var ch chan T`. */
function fixes({ file, node }: Place): Fix[] {
  const { tree } = file;
  const name = objectAt(file, node);
  const definition = tree.kind[name] === K.identifier ? file.definition(name) : 0;
  const spec = definition ? tree.parent[definition] : 0;
  const declaration = tree.parent[spec];
  const isAlone = tree.kind[declaration] === K.var_declaration && tree.children(spec).length === 2;
  const type = isAlone ? tree.child(spec, F.type) : 0;
  if (tree.kind[type] !== K.channel_type) return [];
  const uses = file.uses(definition);
  // Where it gets another value later, that one may be meant.
  const isAssigned = uses.some((use) => tree.field[tree.parent[use]] === F.left);
  if (isAssigned) return [];
  const text = `${tree.text(definition)} := make(${tree.text(type)})`;
  return [
    {
      title: l10n.t('Make the channel: {0}', text),
      // Alone, it would wait on one that is made just as long.
      preferred: uses.filter((use) => use !== definition).length > 1,
      edits: [replace(file, tree.start[declaration], tree.end[declaration], text)],
    },
  ];
}
