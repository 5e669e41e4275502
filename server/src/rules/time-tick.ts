import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { isAssigned } from '../skeleton/libraryCalls.ts';
import { runsIn } from '../skeleton/startedLiterals.ts';
import { leftTicking, type MadeTicker, madeTickers } from '../skeleton/tickers.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { insertLinesBefore, ownsLines, replaceStatement } from './edits.ts';
import { type PartRule, type RuleContext, type RuleMeta, replace, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'time-tick',
  title: 'A function that returns leaves a ticker of time.Tick behind',
  severity: 'warning',
};

/** `time.Tick` in a function that can return: nothing can stop its ticker, and before Go 1.23 nothing collects it. */
export const timeTick: PartRule = {
  meta,
  *checkPart(context: RuleContext, here: SourceFile, part: NodeId) {
    if (!context.isBefore(1, 23)) return;
    for (const made of madeTickers(here, 'Tick', part)) {
      if (!isOwn(made) || !leftTicking(context.types, made, []).length) continue;
      const { file, call } = made;
      yield {
        file,
        ...span(file, call),
        ...(file.uri.endsWith('_test.go') ? { severity: 'hint' as const } : {}), // its process ends soon
        message: l10n.t(
          'The ticker of time.Tick can’t be stopped: before Go 1.23 each call of this function leaves one behind that ticks until the program ends.',
        ),
        fixes: fixes(made),
      };
    }
  },
};

/** Whether the channel stays in its function: it is received from, and nothing else. */
function isOwn({ file, call, definition, fn }: MadeTicker): boolean {
  const { tree } = file;
  const isReceived = (channel: number) =>
    tree.kind[tree.parent[channel]] === K.unary_expression ||
    tree.kind[tree.parent[channel]] === K.range_clause;
  if (!definition) return isReceived(call);
  return file
    .uses(definition)
    .every(
      (use) => use === definition || (runsIn(file, use, fn) && isReceived(use) && !isAssigned(file, use)),
    );
}

/** A ticker with a name, stopped when the function returns. */
function fixes({ file, statement, call, definition, fn }: MadeTicker): Fix[] {
  const { tree } = file;
  if (tree.ancestor(statement, K.for_statement) > fn || !ownsLines(file, statement)) return [];
  const name = ['ticker', 'tick', 'timeTicker'].find(
    (text) => !file.nodesOf(K.identifier).some((n) => tree.within(n, fn) && tree.text(n) === text),
  );
  const isDeclared = tree.kind[statement] === K.short_var_declaration;
  const isHead = tree.kind[statement] === K.for_statement && call < tree.child(statement, F.body);
  if (!name || !(definition ? isDeclared : isHead)) return [];
  const made = `${name} := ${tree.text(tree.child(tree.child(call, F.function), F.operand))}.NewTicker${tree.text(tree.child(call, F.arguments))}`;
  const lines = [made, `defer ${name}.Stop()`];
  const uses = definition ? file.uses(definition).filter((use) => use !== definition) : [call];
  const inserted = definition
    ? replaceStatement(file, statement, lines)
    : insertLinesBefore(file, statement, lines);
  if (!inserted.length) return [];
  return [
    {
      title: l10n.t('Make a ticker that can be stopped'),
      // For a duration that is not positive Tick gives nil, and NewTicker panics.
      preferred: isConstant(file, tree.child(call, F.arguments)),
      edits: [...inserted, ...uses.map((use) => replace(file, tree.start[use], tree.end[use], `${name}.C`))],
    },
  ];
}

/** `time.Second`, `5 * time.Minute` */
function isConstant(file: SourceFile, node: number): boolean {
  const { tree } = file;
  for (let n = node; n <= tree.last(node); n++) {
    if (tree.kind[n] === K.call_expression) return false;
    if (tree.kind[n] !== K.identifier) continue;
    if (
      file.definition(n) ||
      tree.kind[tree.parent[n]] !== K.selector_expression ||
      file.imports.get(tree.text(n)) !== 'time'
    )
      return false;
  }
  return true;
}
