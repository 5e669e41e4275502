import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { countOf } from '../skeleton/counted.ts';
import type { GroupCall, Groups } from '../skeleton/groups.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { deleteLines, insertAfter, ownsLines } from './edits.ts';
import { type Rule, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-wait-in-loop',
  title: 'Wait right after go in a loop: one worker at a time',
  severity: 'information',
};

/**
 * A loop over something whose turn starts one goroutine and, as its last act, waits for it. Silent where the turn does
 * anything in between or afterwards, in loops without an end, and in tests and benchmarks, where just this may be
 * measured.
 */
export const waitGroupWaitInLoop: Rule = {
  meta,
  *check({ groups }) {
    for (const wait of groups.calls) {
      const found = wait.method === 'Wait' && !wait.deferred ? startedInTurn(groups, wait) : undefined;
      if (!found) continue;
      const { file } = wait;
      yield {
        file,
        ...span(file, wait.call),
        message: l10n.t(
          'Each turn waits for the one goroutine that it has started: they run one after another, never side by side.',
        ),
        related: [related(file, found.start, l10n.t('the goroutine is started here'))],
        fixes: fixes(wait, found.loop),
      };
    }
  },
};

/** The statement before a `Wait` that ends a loop's turn, where it starts the turn's only goroutine. */
function startedInTurn(
  groups: Groups,
  { file, call, place }: GroupCall,
): { loop: NodeId; start: NodeId } | undefined {
  const { tree } = file;
  const statement = tree.parent[call];
  const list = tree.parent[statement];
  const loop = tree.parent[tree.parent[list]];
  if (!place || tree.kind[statement] !== K.expression_statement || tree.kind[loop] !== K.for_statement)
    return undefined;
  if (tree.nextSibling[statement] || file.uri.endsWith('_test.go') || tree.isBroken(loop)) return undefined;
  const head = tree.firstChild[loop];
  if (tree.kind[head] !== K.range_clause && tree.kind[head] !== K.for_clause) return undefined;
  const statements = tree.children(list);
  const start = statements[statements.length - 2] ?? 0;
  let started = 0;
  for (let n = list; n <= tree.last(list); n++) {
    if (tree.kind[n] === K.go_statement || groups.at(file, n)?.method === 'Go') started++;
  }
  if (started !== 1) return undefined;
  const byGo = tree.kind[start] === K.expression_statement && groups.at(file, tree.firstChild[start]);
  if (byGo && byGo.method === 'Go') return byGo.place?.key === place.key ? { loop, start } : undefined;
  const go = groups.goStatements.find((g) => g.file === file && g.node === start);
  return go && countOf(groups, go)?.add.place?.key === place.key ? { loop, start } : undefined;
}

/** Moves the `Wait` behind the loop, where the group is still in sight. */
function fixes({ file, call, place }: GroupCall, loop: NodeId): Fix[] {
  const { tree } = file;
  const statement = tree.parent[call];
  const isInside = place!.file === file && tree.within(place!.root, tree.child(loop, F.body));
  if (isInside || !ownsLines(file, statement) || !ownsLines(file, loop)) return [];
  if (tree.kind[tree.parent[loop]] !== K.statement_list) return [];
  return [
    {
      title: l10n.t('Move "{0}" after the loop: the goroutines then run side by side', tree.text(statement)),
      preferred: false,
      edits: [deleteLines(file, statement), insertAfter(file, loop, tree.text(statement))],
    },
  ];
}
