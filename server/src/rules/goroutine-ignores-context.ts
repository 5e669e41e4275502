import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { functionOf, goStatements } from '../skeleton/functions.ts';
import { waysOut } from '../skeleton/loopExits.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isExternal } from '../types/type.ts';
import { resultsOf } from './results.ts';
import { type PartRule, type RuleMeta, related, span } from './rule.ts';
import { sleepEdits, sleepOf } from './sleepFixes.ts';

const meta: RuleMeta = {
  id: 'goroutine-ignores-context',
  title: 'A goroutine’s loop sleeps without looking at the context',
  severity: 'hint',
};

/**
 * A literal that runs as a goroutine, in a function that has a context, with a loop that sleeps and that something
 * leaves, but not the context's end: it is not named in the literal at all.
 */
export const goroutineIgnoresContext: PartRule = {
  meta,
  *checkPart({ types }, file, part) {
    const { tree } = file;
    if (file.uri.endsWith('_test.go')) return;
    for (const go of goStatements(types, file, file.nodesOf(K.go_statement, part))) {
      const literal = go.callee?.file === file && !go.callee.decl ? go.callee.node : 0;
      if (!literal || !tree.within(literal, go.node) || tree.isBroken(literal)) continue;
      const context = contextOf(types, file, literal);
      if (!context || file.uses(context).some((use) => tree.within(use, literal))) continue;
      if (namesContext(types, file, literal)) continue;
      for (const sleep of sleepsIn(types, file, literal)) {
        const loop = tree.ancestor(sleep, K.for_statement);
        if (loop < literal || !waysOut(types, file, loop).length || receives(file, loop)) continue;
        yield {
          file,
          ...span(file, sleep),
          message: l10n.t(
            'This goroutine does not look at {0}: once it has ended, the loop sleeps on until its own condition holds.',
            tree.text(context),
          ),
          related: [related(file, context, l10n.t('the context that is at hand'))],
          fixes: fixes(types, file, literal, sleep, tree.text(context)),
        };
      }
    }
  },
};

/** The parameter of type context.Context of the functions around a literal; 0 for none. */
function contextOf(types: Types, file: SourceFile, literal: NodeId): NodeId {
  const { tree } = file;
  for (let fn = functionOf(file, literal); fn; fn = functionOf(file, fn)) {
    for (const { name } of parametersOf(file, tree.child(fn, F.parameters)))
      if (name && isExternal(types.of(file, name), 'context', 'Context')) return name;
  }
  return 0;
}

/** Whether any expression of the literal is a context: one made from the other. */
function namesContext(types: Types, file: SourceFile, literal: NodeId): boolean {
  const { tree } = file;
  for (let n = literal; n <= tree.last(literal); n++) {
    if (tree.kind[n] !== K.identifier && tree.kind[n] !== K.selector_expression) continue;
    if (isExternal(types.of(file, n), 'context', 'Context')) return true;
  }
  return false;
}

/** Whether a loop receives from a channel: that may say stop. */
const receives = (file: SourceFile, loop: NodeId): boolean =>
  file.nodesOf(K.unary_expression, loop).some((n) => operatorOf(file.tree, n) === '<-');

/** The statements `time.Sleep(d)` of the literal itself. */
const sleepsIn = (types: Types, file: SourceFile, literal: NodeId): NodeId[] =>
  file
    .nodesOf(K.expression_statement, literal)
    .filter((n) => functionOf(file, n) === literal && sleepOf(types, file, n) !== 0);

/** A select with both, in place of the sleep. */
function fixes(types: Types, file: SourceFile, literal: NodeId, sleep: NodeId, context: string): Fix[] {
  if (resultsOf(file, literal).length) return [];
  const edits = sleepEdits(file, sleep, sleepOf(types, file, sleep), `${context}.Done()`);
  const title = l10n.t('Sleep until {0} has ended at most', context);
  return edits.length ? [{ title, preferred: false, edits }] : [];
}
