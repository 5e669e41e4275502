import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { functionOf } from '../skeleton/functions.ts';
import {
  casesOf,
  endsWith,
  isEndless,
  receivedIn,
  statementsOfCase,
  waysOut,
} from '../skeleton/loopExits.ts';
import { breaksOut } from '../skeleton/trips.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isExternal, pointee } from '../types/type.ts';
import { labelOf } from './labels.ts';
import { resultsOf } from './results.ts';
import { type PartRule, type RuleMeta, replace, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'select-break',
  title: 'A break leaves a select or switch where the loop around it is meant',
  severity: 'warning',
};

/**
 * A `break` that ends a case, so that it changes nothing, where only leaving the loop makes sense: the case tells that
 * all is over (`ctx.Done()`, a closed channel), or the loop has no other way out. What stands in the loop beside the
 * select may look at the same thing, so that a way out there silences it.
 */
export const selectBreak: PartRule = {
  meta,
  *checkPart({ types }, file, part) {
    const { tree } = file;
    for (const node of file.nodesOf(K.break_statement, part)) {
      if (tree.firstChild[node]) continue;
      const target = breaksOut(tree, node);
      if (tree.kind[target] === K.for_statement || !target) continue;
      const fn = functionOf(file, node);
      const loop = tree.ancestor(target, K.for_statement, K.func_literal);
      if (tree.kind[loop] !== K.for_statement || tree.isBroken(fn)) continue;
      const why = reason(types, file, loop, target, node);
      if (!why) continue;
      yield {
        file,
        ...span(file, node),
        message: message(file, target, why),
        related: [{ uri: file.uri, ...keyword(file, loop), message: l10n.t('this loop goes on') }],
        fixes: fixes(file, fn, loop, node),
      };
    }
  },
};

const keyword = ({ tree }: SourceFile, loop: NodeId) => ({
  start: tree.start[loop],
  end: tree.start[loop] + 'for'.length,
});

type Reason = 'cancelled' | 'closed' | 'endless';

function message(file: SourceFile, target: NodeId, why: Reason): string {
  const what = file.tree.kind[target] === K.select_statement ? 'select' : 'switch';
  switch (why) {
    case 'cancelled':
      return l10n.t(
        'This break leaves the {0} only: the loop goes on after the context has ended, and spins.',
        what,
      );
    case 'closed':
      return l10n.t(
        'This break leaves the {0} only: the loop receives from the closed channel again and again, and spins.',
        what,
      );
    case 'endless':
      return l10n.t(
        'This break leaves the {0} only, which ends here anyway: the loop goes on, and nothing else ends it.',
        what,
      );
  }
}

/** Why the loop must have been meant; `undefined` where that is not certain. */
function reason(
  types: Types,
  file: SourceFile,
  loop: NodeId,
  target: NodeId,
  node: NodeId,
): Reason | undefined {
  const { tree } = file;
  const head = tree.firstChild[loop];
  const hasCondition = tree.field[head] !== F.body && !isEndless(file, loop);
  // A condition is looked at again; a range over a channel may be emptied on purpose.
  if (hasCondition && tree.kind[head] !== K.for_clause && !isCounted(types, file, head)) return undefined;
  const body = tree.child(loop, F.body);
  if (!endsWith(file, body, target)) return undefined;
  const clause = casesOf(file, target).find((c) => tree.within(node, c));
  if (!clause) return undefined;
  const isLast = endsWith(file, clause, node);
  const isLeftBeside = waysOut(types, file, loop).some((way) => !tree.within(way, target));
  const channel = tree.kind[target] === K.select_statement ? receivedIn(file, clause) : 0;
  if (channel && !isLeftBeside) {
    if (isLast && isDone(types, file, channel)) return 'cancelled';
    if (!hasCondition && isClosedCheck(file, clause, node)) return 'closed';
  }
  if (hasCondition || !isLast || waysOut(types, file, loop).length) return undefined;
  if (tree.kind[clause] === K.default_case || isTime(types, file, channel)) return undefined;
  // In a switch, a break alone says that there is nothing to do.
  if (tree.kind[target] !== K.select_statement && statementsOfCase(file, clause)[0] === node)
    return undefined;
  return casesOf(file, target).every((c) => c === clause || !endsInBreak(file, c)) ? 'endless' : undefined;
}

/** `for range n`, `for _, x := range slice`. */
function isCounted(types: Types, file: SourceFile, head: NodeId): boolean {
  if (file.tree.kind[head] !== K.range_clause) return false;
  const type = types.underlying(pointee(types.of(file, file.tree.child(head, F.right))));
  return type.kind === 'slice' || type.kind === 'array' || type.kind === 'map';
}

/** `ctx.Done()` */
function isDone(types: Types, file: SourceFile, channel: NodeId): boolean {
  const { tree } = file;
  const callee = tree.kind[channel] === K.call_expression ? tree.child(channel, F.function) : 0;
  if (tree.kind[callee] !== K.selector_expression || tree.text(tree.child(callee, F.field)) !== 'Done')
    return false;
  return isExternal(types.of(file, tree.child(callee, F.operand)), 'context', 'Context');
}

/** `time.After(d)`, `ticker.C`: to wait is all that they are for. */
function isTime(types: Types, file: SourceFile, channel: NodeId): boolean {
  const type = channel ? types.underlying(types.of(file, channel)) : undefined;
  return type?.kind === 'channel' && isExternal(type.element, 'time', 'Time');
}

/** `case v, ok := <-ch: if !ok { break }`, and nothing else is done about it. */
function isClosedCheck(file: SourceFile, clause: NodeId, node: NodeId): boolean {
  const { tree } = file;
  const names = tree.children(tree.child(tree.child(clause, F.communication), F.left));
  const list = tree.parent[node];
  const check = tree.parent[tree.parent[list]];
  if (names.length !== 2 || tree.kind[check] !== K.if_statement || tree.parent[list] === 0) return false;
  if (tree.field[tree.parent[list]] !== F.consequence || tree.firstChild[list] !== node) return false;
  if (tree.ancestor(check, K.if_statement, K.communication_case) !== clause) return false;
  const condition = unparen(file, tree.child(check, F.condition));
  return (
    tree.kind[condition] === K.unary_expression &&
    operatorOf(tree, condition) === '!' &&
    tree.text(tree.child(condition, F.operand)) === tree.text(names[1])
  );
}

const endsInBreak = (file: SourceFile, clause: NodeId): boolean =>
  file.tree.kind[statementsOfCase(file, clause).at(-1) ?? 0] === K.break_statement;

/** Not where the function's end would then be reached without the result that it has to return. */
function fixes(file: SourceFile, fn: NodeId, loop: NodeId, node: NodeId): Fix[] {
  const { tree } = file;
  const outer = tree.kind[tree.parent[loop]] === K.labeled_statement ? tree.parent[loop] : loop;
  if (resultsOf(file, fn).length && !tree.nextSibling[outer] && isEndless(file, loop)) return [];
  const labelled = labelOf(file, loop, fn);
  if (!labelled) return [];
  const end = tree.end[node];
  return [
    {
      title: l10n.t('Leave the loop: "{0}"', `break ${labelled.label}`),
      preferred: true,
      edits: [...labelled.edits, replace(file, end, end, ` ${labelled.label}`)],
    },
  ];
}
