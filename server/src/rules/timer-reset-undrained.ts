import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isExternal, pointee } from '../types/type.ts';
import { insertLinesBefore } from './edits.ts';
import { type PartRule, type RuleContext, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'timer-reset-undrained',
  title: 'A timer is reset that may have fired, and its channel is not drained',
  severity: 'information',
};

/**
 * A `select` receives from a timer in one case and resets it in another: before Go 1.23 it may have fired between, and
 * the old tick is still in its channel.
 */
export const timerResetUndrained: PartRule = {
  meta,
  *checkPart(context: RuleContext, file: SourceFile, part: NodeId) {
    if (!context.isBefore(1, 23)) return;
    const { tree } = file;
    for (const select of file.nodesOf(K.select_statement, part)) {
      if (tree.isBroken(select) || !tree.ancestor(select, K.for_statement)) continue;
      for (const received of receivedTimers(context.types, file, select)) {
        for (const reset of resets(file, select, received)) {
          yield {
            file,
            ...span(file, reset),
            message: l10n.t(
              'Before Go 1.23, {0} may have fired by now: its old tick is still in {0}.C, and the next receive takes that one, at once.',
              tree.text(received),
            ),
            related: [related(file, received, l10n.t('it is received from here'))],
            fixes: fixes(file, reset, tree.text(received)),
          };
        }
      }
    }
  },
};

/** The timers whose channels a select receives from: the expressions before `.C`. */
function* receivedTimers(types: Types, file: SourceFile, select: NodeId): Iterable<NodeId> {
  const { tree } = file;
  for (const clause of tree.children(select)) {
    const communication = tree.child(clause, F.communication);
    for (let n = communication; n && n <= tree.last(communication); n++) {
      if (tree.kind[n] !== K.unary_expression || operatorOf(tree, n) !== '<-') continue;
      const channel = tree.child(n, F.operand);
      if (tree.kind[channel] !== K.selector_expression || tree.text(tree.child(channel, F.field)) !== 'C')
        continue;
      const timer = tree.child(channel, F.operand);
      if (isExternal(pointee(types.of(file, timer)), 'time', 'Timer')) yield timer;
    }
  }
}

/** The calls of `Reset` in the other cases, before which nothing receives from the timer and no flag tells that it has fired. */
function* resets(file: SourceFile, select: NodeId, timer: NodeId): Iterable<NodeId> {
  const { tree } = file;
  const name = tree.text(timer);
  // `stop := func() { if !timer.Stop() { <-timer.C } }`
  const drains = (n: NodeId) => !tree.within(select, n) && tree.text(n).includes(`${name}.C`);
  const top = tree.ancestor(select, K.function_declaration, K.method_declaration);
  if (file.nodesOf(K.func_literal, top).some(drains)) return;
  for (const clause of tree.children(select)) {
    if (tree.kind[clause] !== K.communication_case || tree.within(timer, tree.child(clause, F.communication)))
      continue;
    for (let n = clause; n <= tree.last(clause); n++) {
      if (tree.kind[n] !== K.call_expression || tree.text(tree.child(n, F.function)) !== `${name}.Reset`)
        continue;
      const isReceived = file.text.slice(tree.start[clause], tree.start[n]).includes(`${name}.C`);
      const isStatement = tree.kind[tree.parent[n]] === K.expression_statement;
      if (!isReceived && isStatement && tree.ancestor(n, K.func_literal) < select) yield n;
    }
  }
}

/** Stops the timer, and takes the old tick out of its channel. */
function fixes(file: SourceFile, reset: NodeId, name: string): Fix[] {
  const { tree } = file;
  const statement = tree.parent[reset];
  const list = tree.children(tree.parent[statement]);
  const before = list[list.indexOf(statement) - 1];
  if (before && tree.text(before).includes(`${name}.Stop`)) return [];
  const lines = [`if !${name}.Stop() {`, '\tselect {', `\tcase <-${name}.C:`, '\tdefault:', '\t}', '}'];
  const edits = insertLinesBefore(file, statement, lines);
  return edits.length ? [{ title: l10n.t('Stop and drain it before'), preferred: true, edits }] : [];
}
