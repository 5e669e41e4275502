import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { F } from '../syntax/kinds.ts';
import { deleteCall } from './edits.ts';
import { type OldForm, oldFormOf } from './oldForm.ts';
import { type PartRule, type RuleMeta, replace } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-use-go',
  title: 'Add(1), go and Done can be wg.Go',
  severity: 'hint',
};

/**
 * `wg.Add(1)`, then `go func() { … }()` that begins with `defer wg.Done()` or ends with `wg.Done()`, in a module whose
 * go.mod allows Go 1.25: `wg.Go` counts by itself (https://pkg.go.dev/sync#WaitGroup.Go).
 */
export const waitGroupUseGo: PartRule = {
  meta,
  *checkPart(context, here, part) {
    if (!context.allows(1, 25)) return;
    for (const go of context.groups.goStatementsIn(here, part)) {
      const old = oldFormOf(context.groups, go);
      const fix = old && fixOf(old);
      if (!fix) continue;
      const { file } = go;
      yield {
        file,
        start: file.tree.start[go.node],
        end: file.tree.end[file.tree.child(old.literal, F.parameters)],
        message: l10n.t(
          '{0}.Go(func() { … }) does what {0}.Add(1), go and {0}.Done() do here, and its count cannot be got wrong.',
          file.tree.text(old.add.operand),
        ),
        fixes: [fix],
      };
    }
  },
};

function fixOf({ add, go, literal, done }: OldForm): Fix | undefined {
  const { file } = go;
  const { tree } = file;
  const group = tree.text(add.operand);
  const counted = deleteCall(file, tree.parent[add.call]);
  const given = deleteCall(file, done);
  if (!counted || !given) return undefined;
  const parameters = tree.child(literal, F.parameters);
  const edits = [
    counted,
    replace(file, tree.start[go.node], tree.start[literal], `${group}.Go(`),
    replace(file, tree.start[parameters], tree.end[parameters], '()'),
    given,
    replace(file, tree.end[literal], tree.end[tree.child(go.call, F.arguments)], ')'),
  ];
  return { title: l10n.t('Use {0}.Go', group), preferred: true, edits };
}
