import * as l10n from '@vscode/l10n';
import { storyRule } from './stories.ts';

/** A goroutine locks what it holds already: by the model of the function and all that it starts. */
export const mutexDoubleLock = storyRule(
  { id: 'mutex-double-lock', title: 'A goroutine locks what it holds already', severity: 'warning' },
  (name) =>
    l10n.t(
      'This lock of {0} waits for ever: the goroutine holds {0} already, or waits behind a writer that waits for it.',
      name,
    ),
);
