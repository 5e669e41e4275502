import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { functionOf } from '../skeleton/functions.ts';
import { casesOf, receivedIn, statementsOfCase } from '../skeleton/loopExits.ts';
import { breaksOut } from '../skeleton/trips.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isExternal } from '../types/type.ts';
import { insertLinesBefore, insertLinesBeforeLoop } from './edits.ts';
import { type PartRule, type RuleContext, type RuleMeta, replace, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'select-time-after-in-loop',
  title: 'time.After in a loop’s select begins anew each turn',
  severity: 'information',
};

/**
 * A `case <-time.After(d)` in a select that is a statement of a loop without end, beside messages that come in or go out:
 * they may come round often. Silent, since Go 1.23 collects timers that nobody waits for, where the time-out leaves the
 * loop: then it is one for each message.
 */
export const selectTimeAfterInLoop: PartRule = {
  meta,
  *checkPart(context, file, part) {
    const { types } = context;
    const { tree } = file;
    if (file.uri.endsWith('_test.go')) return; // it ends before the timers matter
    const collects = context.allows(1, 23);
    for (const clause of file.nodesOf(K.communication_case, part)) {
      const call = receivedIn(file, clause);
      if (!call || !isAfter(types, file, call)) continue;
      const select = tree.parent[clause];
      const loop = tree.parent[tree.parent[tree.parent[select]]];
      if (tree.kind[loop] !== K.for_statement || tree.isBroken(functionOf(file, loop))) continue;
      const head = tree.kind[tree.firstChild[loop]];
      if (head === K.for_clause || head === K.range_clause) continue;
      if (leaves(file, select, loop)) continue;
      const others = casesOf(file, select).filter((c) => c !== clause);
      if (!others.some((c) => isMessage(types, file, c) && !leaves(file, c, loop))) continue;
      if (collects && leaves(file, clause, loop)) continue;
      yield {
        file,
        ...span(file, call),
        message: collects
          ? l10n.t(
              'The time begins anew each turn: as long as the other cases come round sooner, this one never does.',
            )
          : l10n.t(
              'Each turn makes a timer that is kept until it fires (before Go 1.23), and the time begins anew: as long as the other cases come round sooner, this one never does.',
            ),
        fixes: fixes(context, file, loop, select, call),
      };
    }
  },
};

/** `time.After(d)` */
function isAfter(types: Types, file: SourceFile, call: NodeId): boolean {
  const { tree } = file;
  const target = tree.kind[call] === K.call_expression ? tree.child(call, F.function) : 0;
  return (
    tree.kind[target] === K.selector_expression &&
    tree.text(tree.child(target, F.field)) === 'After' &&
    types.importPath(file, tree.child(target, F.operand)) === 'time'
  );
}

/** Whether a case sends, or receives more than the news that something has happened. */
function isMessage(types: Types, file: SourceFile, clause: NodeId): boolean {
  const { tree } = file;
  if (tree.kind[clause] !== K.communication_case) return false;
  const channel = receivedIn(file, clause);
  if (!channel) return true;
  const type = types.underlying(types.of(file, channel));
  if (type.kind !== 'channel') return tree.child(tree.child(clause, F.communication), F.left) !== 0;
  if (isExternal(type.element, 'time', 'Time')) return false;
  const element = types.underlying(type.element);
  return element.kind !== 'struct' || types.fields(element.file, element.node).length > 0;
}

/** Whether a case, or the statement that it belongs to, ends by leaving the loop. */
function leaves(file: SourceFile, node: NodeId, loop: NodeId): boolean {
  const { tree } = file;
  const last =
    tree.kind[node] === K.select_statement ? tree.nextSibling[node] : statementsOfCase(file, node).at(-1);
  if (!last) return false;
  switch (tree.kind[last]) {
    case K.return_statement:
    case K.goto_statement:
      return true;
    case K.break_statement:
      return tree.firstChild[last] !== 0 || breaksOut(tree, last) === loop;
    case K.expression_statement: {
      const name = /^[\w.]*?(\w+)\(/.exec(tree.text(last))?.[1] ?? '';
      return /^(?:panic|Fatal\w*|Exit|Goexit|FailNow|Panic\w*)$/.test(name);
    }
    default:
      return false;
  }
}

/** One timer for all turns, set before each select. */
function fixes(context: RuleContext, file: SourceFile, loop: NodeId, select: NodeId, call: NodeId): Fix[] {
  const { tree } = file;
  const fn = functionOf(file, loop);
  const duration = tree.firstChild[tree.child(call, F.arguments)];
  const isTaken = file.mentions('timer').some((n) => tree.within(n, fn));
  const isNested = tree.ancestor(loop, K.for_statement) > fn;
  const isOnly = file
    .nodesOf(K.call_expression)
    .every((c) => c === call || !tree.within(c, loop) || !isAfter(context.types, file, c));
  if (!duration || isTaken || isNested || !isOnly) return [];
  for (let n = duration; n <= tree.last(duration); n++) {
    if (tree.kind[n] === K.call_expression) return [];
    const local = tree.kind[n] === K.identifier ? file.definition(n) : 0;
    if (local && tree.within(local, loop)) return [];
  }
  const text = tree.text(duration);
  const drained = ['if !timer.Stop() {', '\tselect {', '\tcase <-timer.C:', '\tdefault:', '\t}', '}'];
  const made = insertLinesBeforeLoop(file, loop, [`timer := time.NewTimer(${text})`, 'defer timer.Stop()']);
  const reset = insertLinesBefore(file, select, [
    ...(context.allows(1, 23) ? [] : drained),
    `timer.Reset(${text})`,
  ]);
  if (!made.length || !reset.length) return [];
  const received = replace(file, tree.start[call], tree.end[call], 'timer.C');
  const title = l10n.t('Use one timer, and set it anew each turn');
  return [{ title, preferred: false, edits: [...made, ...reset, received] }];
}
