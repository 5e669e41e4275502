import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { functionOf } from '../skeleton/functions.ts';
import { isEndless, statementsOfCase } from '../skeleton/loopExits.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { deleteLines, deleteLinesUntil, insertLinesBeforeLoop, ownsLines, startsLine } from './edits.ts';
import { type LoopedSelect, loopedSelects } from './loopedSelects.ts';
import { type PartRule, type RuleMeta, replace, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'select-polling',
  title: 'A select’s default only sleeps',
  severity: 'hint',
};

/** `for { select { …; default: time.Sleep(d) } }`: the select could wait itself. */
export const selectPolling: PartRule = {
  meta,
  *checkPart({ types }, file, part) {
    for (const looped of loopedSelects(file, part)) {
      const [sleep, ...others] = statementsOfCase(file, looped.fallback);
      const duration = sleep && !others.length ? slept(types, file, sleep) : 0;
      if (!duration || file.tree.isBroken(functionOf(file, looped.loop))) continue;
      yield {
        file,
        ...span(file, sleep),
        message: looped.isAlone
          ? l10n.t(
              'This only sleeps: the loop wakes up every {0} for nothing, and a case that becomes ready meanwhile waits until then.',
              file.tree.text(duration),
            )
          : l10n.t(
              'This only sleeps: a case that becomes ready meanwhile waits for up to {0}.',
              file.tree.text(duration),
            ),
        fixes: fixes(file, looped, duration),
      };
    }
  },
};

/** The argument of `time.Sleep(d)`, or 0. */
function slept(types: Types, file: SourceFile, statement: NodeId): NodeId {
  const { tree } = file;
  const call =
    tree.kind[statement] === K.expression_statement ? unparen(file, tree.firstChild[statement]) : 0;
  const target = tree.kind[call] === K.call_expression ? tree.child(call, F.function) : 0;
  if (tree.kind[target] !== K.selector_expression || tree.text(tree.child(target, F.field)) !== 'Sleep')
    return 0;
  return types.importPath(file, tree.child(target, F.operand)) === 'time'
    ? tree.firstChild[tree.child(call, F.arguments)]
    : 0;
}

/** Without anything else in the loop the select waits by itself; otherwise a ticker wakes it. */
function fixes(file: SourceFile, looped: LoopedSelect, duration: NodeId): Fix[] {
  const { loop, fallback, isAlone } = looped;
  const { tree } = file;
  if (isAlone && isEndless(file, loop)) {
    const sleep = tree.firstChild[tree.firstChild[fallback]];
    return startsLine(file, fallback) && ownsLines(file, sleep)
      ? [
          {
            title: l10n.t('Remove default: the select then waits until a case is ready'),
            preferred: false,
            edits: [deleteLinesUntil(file, fallback, sleep)],
          },
        ]
      : [];
  }
  return withTicker(file, looped, duration);
}

function withTicker(file: SourceFile, { loop, fallback }: LoopedSelect, duration: NodeId): Fix[] {
  const { tree } = file;
  const fn = functionOf(file, loop);
  const isTaken = file.mentions('ticker').some((n) => tree.within(n, fn));
  // A deferred Stop in a loop would wait for the function's end.
  if (isTaken || tree.ancestor(loop, K.for_statement) > fn) return [];
  for (let n = duration; n <= tree.last(duration); n++) {
    if (tree.kind[n] === K.call_expression) return [];
    if (tree.kind[n] === K.identifier && tree.within(file.definition(n), loop) && file.definition(n))
      return [];
  }
  const text = tree.text(duration);
  const inserted = insertLinesBeforeLoop(file, loop, [
    `ticker := time.NewTicker(${text})`,
    'defer ticker.Stop()',
  ]);
  const sleep = tree.firstChild[tree.firstChild[fallback]];
  if (!inserted.length || !ownsLines(file, sleep)) return [];
  const title = l10n.t('Wake up by a ticker, or as soon as a case is ready');
  const head = replace(
    file,
    tree.start[fallback],
    tree.start[fallback] + 'default'.length,
    'case <-ticker.C',
  );
  return [{ title, preferred: false, edits: [...inserted, head, deleteLines(file, sleep)] }];
}
