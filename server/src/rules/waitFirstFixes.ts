import * as l10n from '@vscode/l10n';
import type { Story } from '../explored/stories.ts';
import type { Fix } from '../findings.ts';
import { F, K } from '../syntax/kinds.ts';
import { moveAfter } from './edits.ts';
import type { RuleContext } from './rule.ts';

/** The close behind the `Wait` for the senders, where that is the next statement. */
export function waitFirstFixes({ explored }: RuleContext, { problem }: Story): Fix[] {
  const closed = problem.schedule.findLast(
    (step) => step.what === 'close' && step.madeAt === problem.madeAt && step.site >= 0,
  );
  const place = closed && explored.place(closed.site);
  if (!place) return [];
  const { file, node } = place;
  const { tree } = file;
  const statement = tree.parent[node];
  const next = tree.nextSibling[statement];
  const call = tree.kind[next] === K.expression_statement ? tree.firstChild[next] : 0;
  const target = tree.kind[call] === K.call_expression ? tree.child(call, F.function) : 0;
  if (tree.kind[statement] !== K.expression_statement || tree.kind[target] !== K.selector_expression)
    return [];
  if (tree.text(tree.child(target, F.field)) !== 'Wait') return [];
  const edits = moveAfter(file, statement, next);
  const title = l10n.t('Close it when {0} has returned', tree.text(call));
  return edits.length ? [{ title, preferred: false, edits }] : [];
}
