import * as l10n from '@vscode/l10n';
import { storyRule } from './stories.ts';

/** A sync.Once is called by the function that it runs: by the model of the function and all that it starts. */
export const onceRecursive = storyRule(
  { id: 'once-recursive', title: 'A sync.Once is called by the function that it runs', severity: 'warning' },
  (name) => l10n.t('{0}.Do waits for ever: it is called by the function that it runs.', name),
);
