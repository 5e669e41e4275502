import * as l10n from '@vscode/l10n';
import { functionOf, roleOf } from '../skeleton/functions.ts';
import { K } from '../syntax/kinds.ts';
import { type FileRule, type RuleMeta, span } from './rule.ts';
import { storyRule } from './stories.ts';

const meta: RuleMeta & { id: 'select-blocks-forever' } = {
  id: 'select-blocks-forever',
  title: 'A select whose cases can never be ready',
  severity: 'warning',
};

/** By the model of the function and all that it starts. */
const told = storyRule(meta, () =>
  l10n.t('This select may wait for ever: none of its cases can become ready any more.'),
);

/** A select whose cases can never be ready; also one without cases as all that a goroutine comes to. */
export const selectBlocksForever: FileRule = {
  meta,
  asksModel: true,
  *checkFile(context, here) {
    yield* told.checkFile(context, here);
    const { tree } = here;
    // What a test leaves behind is often what it tests.
    if (here.uri.endsWith('_test.go')) return;
    for (const select of here.nodesOf(K.select_statement)) {
      const fn = functionOf(here, select);
      const isInGoroutine = tree.kind[fn] === K.func_literal && roleOf(here, fn) === 'goroutine';
      if (!isInGoroutine || tree.firstChild[select] || tree.isBroken(select)) continue;
      yield {
        file: here,
        ...span(here, select),
        severity: 'information',
        message: l10n.t('This goroutine never ends: a select without cases waits for ever.'),
      };
    }
  },
};
