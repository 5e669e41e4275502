import * as l10n from '@vscode/l10n';
import { storyRule } from './stories.ts';

/** A select whose cases can never be ready: by the model of the function and all that it starts. */
export const selectBlocksForever = storyRule(
  { id: 'select-blocks-forever', title: 'A select whose cases can never be ready', severity: 'warning' },
  () => l10n.t('This select may wait for ever: none of its cases can become ready any more.'),
);
