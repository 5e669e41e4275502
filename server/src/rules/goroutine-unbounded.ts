import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { functionOf } from '../skeleton/functions.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { boundFixes, limitFixes } from './boundFixes.ts';
import {
  type Draft,
  type FileRule,
  type PartRule,
  type RuleContext,
  type RuleMeta,
  related,
  span,
} from './rule.ts';

const meta: RuleMeta = {
  id: 'goroutine-unbounded',
  title: 'A goroutine for each connection or message, without a bound',
  severity: 'hint',
};

/** What a loop takes in: who sends more makes more goroutines. */
interface Intake {
  loop: NodeId;
  /** What gives the items: the channel, or the call of `Accept`. */
  source: NodeId;
}

/** A loop accepts connections or receives from a channel, and starts a goroutine for each with nothing that waits between. */
export const goroutineUnbounded: FileRule & PartRule = {
  meta,
  *checkPart(context, file, part) {
    if (file.uri.endsWith('_test.go')) return;
    for (const go of file.nodesOf(K.go_statement, part)) {
      const intake = intakeOf(context, file, go);
      if (intake) yield draft(file, go, intake, boundFixes(context, file, intake.loop, go));
    }
  },
  *checkFile(context, file) {
    if (file.uri.endsWith('_test.go')) return;
    for (const group of context.errGroupsIn(file)) {
      const { trail, starts } = group;
      if (trail.escapes || trail.calls.some(({ method }) => method === 'SetLimit')) continue;
      for (const start of starts) {
        const statement = start.file === file ? file.tree.parent[start.call] : 0;
        if (start.method !== 'Go' || file.tree.kind[statement] !== K.expression_statement) continue;
        const intake = intakeOf(context, file, statement);
        if (intake) yield draft(file, start.call, intake, limitFixes(group));
      }
    }
  },
};

const draft = (file: SourceFile, start: NodeId, { source }: Intake, fixes: Fix[]): Draft => ({
  file,
  ...span(file, start),
  message: l10n.t('One goroutine for each item, however many come: memory grows with the load.'),
  related: [related(file, source, l10n.t('they come from here'))],
  fixes,
});

/** What the loop takes in each turn of which runs a statement that starts a goroutine; `undefined` where that has a bound. */
function intakeOf({ types }: RuleContext, file: SourceFile, start: NodeId): Intake | undefined {
  const { tree } = file;
  const loop = tree.ancestor(start, K.for_statement);
  if (loop < functionOf(file, start) || tree.isBroken(loop)) return undefined;
  const intake = acceptIn(file, loop, start) ?? rangeOver(types, file, loop, start);
  return intake && !isBounded(file, intake, start) ? intake : undefined;
}

/** `conn, err := l.Accept()` in an endless loop, and `conn` in the goroutine. */
function acceptIn(file: SourceFile, loop: NodeId, go: NodeId): Intake | undefined {
  const { tree } = file;
  if (tree.children(loop).length !== 1) return undefined;
  for (let n = loop; n < go; n++) {
    if (tree.kind[n] !== K.short_var_declaration || functionOf(file, n) !== functionOf(file, go)) continue;
    const call = tree.firstChild[tree.child(n, F.right)];
    const target = tree.kind[call] === K.call_expression ? tree.child(call, F.function) : 0;
    if (tree.kind[target] !== K.selector_expression) continue;
    const name = tree.text(tree.child(target, F.field));
    const connection = file.definition(tree.firstChild[tree.child(n, F.left)]);
    if (/^Accept(?:TCP|Unix)?$/.test(name) && isUsedIn(file, connection, go)) return { loop, source: call };
  }
  return undefined;
}

/** `for job := range jobs`, a channel that comes from elsewhere, and `job` in the goroutine. */
function rangeOver(types: Types, file: SourceFile, loop: NodeId, go: NodeId): Intake | undefined {
  const { tree } = file;
  const clause = tree.firstChild[loop];
  if (tree.kind[clause] !== K.range_clause) return undefined;
  const source = tree.child(clause, F.right);
  if (types.underlying(types.of(file, source)).kind !== 'channel') return undefined;
  // Who makes the channel here, or has it from a call, may know how much is sent on it.
  const definition = tree.kind[source] === K.identifier ? file.definition(source) : 0;
  const isParameter = tree.kind[tree.parent[definition]] === K.parameter_declaration;
  if (tree.kind[source] !== K.selector_expression && !isParameter) return undefined;
  const item = tree.firstChild[tree.child(clause, F.left)];
  return item && isUsedIn(file, file.definition(item), go) ? { loop, source } : undefined;
}

const isUsedIn = (file: SourceFile, definition: NodeId, go: NodeId): boolean =>
  definition !== 0 && file.uses(definition).some((use) => file.tree.within(use, go));

/** Whether a turn waits for a slot: on a channel, a semaphore or a group, or counts and compares. */
function isBounded(file: SourceFile, { loop, source }: Intake, go: NodeId): boolean {
  const { tree } = file;
  for (let n = tree.child(loop, F.body); n <= tree.last(loop); n++) {
    if (tree.within(n, go) || tree.within(n, source)) continue;
    const kind = tree.kind[n];
    if (kind === K.send_statement || kind === K.select_statement) return true;
    if (kind === K.unary_expression && operatorOf(tree, n) === '<-') return true;
    // A loop that is left bounds nothing.
    if (
      kind === K.call_expression &&
      /(?:Acquire|Wait|Take|Limit\w*|Allow|Reserve)$/i.test(tree.text(tree.child(n, F.function))) &&
      tree.ancestor(n, K.return_statement) < loop
    )
      return true;
    if (kind === K.binary_expression && /[<>]/.test(operatorOf(tree, n)) && n < go) return true;
  }
  return false;
}
