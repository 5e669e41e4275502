import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { signals } from '../skeleton/blocking.ts';
import { neverReturns } from '../skeleton/endless.ts';
import { type ErrGroup, mayFail, returnsNil, runBy } from '../skeleton/errGroups.ts';
import type { MethodCall } from '../skeleton/trail.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Callee, Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { insertLinesBefore, statementsOf } from './edits.ts';
import { resultsOf, returnOf, returnsError } from './results.ts';
import { type FileRule, type RuleContext, type RuleMeta, related, replace } from './rule.ts';

const meta: RuleMeta = {
  id: 'errgroup-missing-wait',
  title: 'An errgroup’s functions are started and never waited for',
  severity: 'warning',
};

/**
 * A group that a function makes, starts functions with and drops: no `Wait` wherever it is handed to. Silent where it
 * reaches code that can't be seen, and where its functions tell somebody else that they are done.
 */
export const errGroupMissingWait: FileRule = {
  meta,
  *checkFile(context: RuleContext, here: SourceFile) {
    const { types } = context;
    for (const group of context.errGroupsIn(here)) {
      const { file, fn, definition, starts, trail } = group;
      const [first] = starts;
      if (!first || trail.escapes || trail.calls.some((c) => c.method === 'Wait')) continue;
      if (neverReturns(types, file, fn) || starts.some((start) => isAwaitedOtherwise(types, start))) continue;
      const name = file.tree.text(definition);
      const { tree } = first.file;
      yield {
        file: first.file,
        start: tree.start[first.operand],
        end: tree.end[tree.child(first.call, F.function)],
        message: l10n.t(
          'Nothing calls {0}.Wait(): what is started here may still run when the function has returned, and its error is lost.',
          name,
        ),
        related: [related(file, definition, l10n.t('the group is made here'))],
        fixes: fixes(types, group, name),
      };
    }
  },
};

/** Whether a function that the group runs has no error to lose, and tells others that it is done. */
function isAwaitedOtherwise(types: Types, start: MethodCall): boolean {
  const run = runBy(types, start);
  return run !== undefined && (signals(run.file, run.node) || countsDown(run)) && !mayFail(run);
}

function countsDown({ file, node }: Callee): boolean {
  const { tree } = file;
  for (let n = node; n <= tree.last(node); n++) {
    if (tree.kind[n] === K.field_identifier && tree.text(n) === 'Done') return true;
  }
  return false;
}

/** Waits at the end of the function that makes the group, where that returns an error. */
function fixes(types: Types, { file, fn, definition }: ErrGroup, name: string): Fix[] {
  const { tree } = file;
  const statements = statementsOf(file, fn);
  const last = statements.at(-1);
  if (!last || tree.kind[last] !== K.return_statement || !returnsError(types, file, fn)) return [];
  if (!statements.some((s) => tree.within(definition, s) && isDeclaration(tree.kind[s]))) return [];
  if (returnsNil(file, last) && resultsOf(file, fn).length === 1) {
    const value = tree.firstChild[last];
    const title = l10n.t('Wait for the group at the end: "return {0}.Wait()"', name);
    const edits = [replace(file, tree.start[value], tree.end[value], `${name}.Wait()`)];
    return [{ title, preferred: false, edits }];
  }
  const leave = returnOf(types, file, fn, 'err');
  const edits = leave
    ? insertLinesBefore(file, last, [`if err := ${name}.Wait(); err != nil {`, `\t${leave}`, '}'])
    : [];
  const title = l10n.t('Wait for the group at the end, and return its error');
  return edits.length ? [{ title, preferred: false, edits }] : [];
}

const isDeclaration = (kind: number): boolean =>
  kind === K.short_var_declaration || kind === K.var_declaration;
