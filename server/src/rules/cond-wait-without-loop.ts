import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isExternal, pointee } from '../types/type.ts';
import { type FileRule, type PartRule, type RuleMeta, replace, span } from './rule.ts';
import { storyRule } from './stories.ts';

const meta: RuleMeta & { id: 'cond-wait-without-loop' } = {
  id: 'cond-wait-without-loop',
  title: 'A condition is not looked at again after Cond.Wait',
  severity: 'hint',
};

/** A Wait that does not look at a condition waits for a signal that may have come before: by the model. */
const lost = storyRule(meta, () =>
  l10n.t('This Wait may wait for ever: a signal that comes before it wakes nobody, and none comes after.'),
);

/** `if !ready { c.Wait() }`: what is waited for may be gone again when `Wait` returns. */
export const condWaitWithoutLoop: FileRule & PartRule = {
  meta,
  asksModel: true,
  *checkFile(context, file) {
    for (const draft of lost.checkFile(context, file)) yield { ...draft, severity: 'information' };
  },
  *checkPart({ types }, file, part) {
    const { tree } = file;
    for (const call of file.nodesOf(K.call_expression, part)) {
      if (!isCondWait(types, file, call)) continue;
      const fn = functionOf(file, call);
      const check = tree.ancestor(call, K.if_statement);
      if (!fn || check < fn || tree.ancestor(call, K.for_statement) > fn || tree.isBroken(fn)) continue;
      const block = tree.child(check, F.consequence);
      if (!tree.within(call, block) || leaves(file, block)) continue;
      yield {
        file,
        ...span(file, call),
        message: l10n.t(
          'When Wait returns, another goroutine may have run first: {0} may hold once more, and nobody looks again.',
          tree.text(tree.child(check, F.condition)),
        ),
        fixes: fixes(file, check, call),
      };
    }
  },
};

function isCondWait(types: Types, file: SourceFile, call: NodeId): boolean {
  const { tree } = file;
  const target = tree.child(call, F.function);
  if (tree.kind[target] !== K.selector_expression || tree.text(tree.child(target, F.field)) !== 'Wait')
    return false;
  return isExternal(pointee(types.of(file, tree.child(target, F.operand))), 'sync', 'Cond');
}

/** Whether a block ends by leaving its function: whoever called it looks again. */
function leaves({ tree }: SourceFile, block: NodeId): boolean {
  const list = tree.firstChild[block];
  return tree.kind[tree.children(list).at(-1) ?? 0] === K.return_statement;
}

/** `for` in place of `if`, where the block does nothing but wait. */
function fixes(file: SourceFile, check: NodeId, call: NodeId): Fix[] {
  const { tree } = file;
  const list = tree.firstChild[tree.child(check, F.consequence)];
  const isAlone = tree.parent[tree.parent[call]] === list && tree.children(list).length === 1;
  if (!isAlone || tree.child(check, F.initializer) || tree.child(check, F.alternative)) return [];
  // `else if` can't become a loop.
  if (tree.field[check] === F.alternative) return [];
  const start = tree.start[check];
  return [
    {
      title: l10n.t('Look again after each Wait: "for" in place of "if"'),
      preferred: true,
      edits: [replace(file, start, start + 'if'.length, 'for')],
    },
  ];
}
