import * as l10n from '@vscode/l10n';
import type { Place, Scope } from '../explored/explored.ts';
import type { Problem } from '../model/program.ts';
import { functionOf } from '../skeleton/functions.ts';
import { startedLiterals } from '../skeleton/startedLiterals.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';

import { isExternal, pointee } from '../types/type.ts';
import { type FileRule, type RuleContext, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'goroutine-outlives-test',
  title: 'A test may end before a goroutine that still uses it',
  severity: 'information',
};

/** Methods of a test that panic when it has ended. */
const telling = /^(?:Log|Error|Fatal|Skip)f?$|^(?:Fail|FailNow|SkipNow)$/;

/** A goroutine of a test that nobody waits for, and that may tell the test something: by the model of the test. */
export const goroutineOutlivesTest: FileRule = {
  meta,
  asksModel: true,
  *checkFile(context, here) {
    if (!here.uri.endsWith('_test.go')) return;
    const told = new Set<NodeId>();
    for (const scope of context.explored.in(here)) {
      for (const problem of scope.problems) {
        const place = problem.kind === 'outlives' ? context.explored.place(problem.site) : undefined;
        if (!place || place.file !== here || !isCertain(scope, problem)) continue;
        const start = startOf(context, scope, place);
        const use = start && usesTest(context, place, start.literal);
        if (!start || !use || told.has(use)) continue;
        told.add(use);
        const test = here.tree.text(here.tree.child(scope.fn, F.name));
        yield {
          file: here,
          ...span(here, use),
          message: l10n.t(
            '{0} may end before this runs, as it does not wait for the goroutine: {1} panics then, maybe in another test.',
            test,
            here.tree.text(here.tree.child(use, F.function)),
          ),
          related: [
            related(here, here.tree.firstChild[start.statement], l10n.t('the goroutine is started here')),
            related(here, place.node, l10n.t('it may still be here when the test ends')),
          ],
        };
      }
    }
  },
};

/** Whether nothing that is not known decides it, and the goroutine does end: one that never does is another mistake. */
function isCertain({ complete, problems }: Scope, { schedule, site }: Problem): boolean {
  const isStuck = problems.some((p) => p.kind === 'stuck' && p.site === site);
  return complete && !isStuck && !schedule.some((step) => step.isFree);
}

/** The literal of the test that the operation is in, with the statement that starts it. */
function startOf({ types }: RuleContext, { fn }: Scope, { file, node }: Place) {
  const literal = functionOf(file, node);
  return startedLiterals(types, file, literal).find((start) => start.literal === literal && start.fn === fn);
}

/** A call of the test behind an operation of a goroutine's literal, or in the same loop. */
function usesTest({ types }: RuleContext, { file, node }: Place, literal: NodeId): NodeId | undefined {
  const { tree } = file;
  const loop = tree.ancestor(node, K.for_statement, K.func_literal);
  const from = tree.kind[loop] === K.for_statement ? loop : node;
  for (let n = from; n <= tree.last(literal); n++) {
    if (tree.kind[n] !== K.call_expression || functionOf(file, n) !== literal || tree.within(node, n))
      continue;
    const target = tree.child(n, F.function);
    if (tree.kind[target] !== K.selector_expression || !telling.test(tree.text(tree.child(target, F.field))))
      continue;
    if (isExternal(pointee(types.of(file, tree.child(target, F.operand))), 'testing', 'T')) return n;
  }
  return undefined;
}
