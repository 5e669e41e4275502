import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { mayBlock } from '../skeleton/blocking.ts';
import { exitsAfter } from '../skeleton/exits.ts';
import { functionOf, roleOf } from '../skeleton/functions.ts';
import { isAssigned } from '../skeleton/libraryCalls.ts';
import { startedLiterals } from '../skeleton/startedLiterals.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isExternal, pointee } from '../types/type.ts';
import { insertFirst } from './edits.ts';
import { type PartRule, type RuleContext, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'goroutine-loop-capture',
  title: 'A goroutine or a deferred function captures a loop variable that all turns share',
  severity: 'warning',
};

/** A literal in a loop that runs when the loop has gone on. */
interface Late {
  statement: NodeId;
  literal: NodeId;
  /** Where it begins to run late. */
  from: NodeId;
  /** Whatever the turn waits for, it runs when the function around is over. */
  isSure: boolean;
}

/**
 * Before Go 1.22 all turns of a loop share its variables. What a turn starts as its last act, or defers, and a subtest
 * that runs in parallel, look at them when they have other values.
 */
export const goroutineLoopCapture: PartRule = {
  meta,
  *checkPart(context: RuleContext, file: SourceFile, part: NodeId) {
    if (!context.isBefore(1, 22) || isNewer(file)) return;
    const { tree } = file;
    const captured = new Map<NodeId, { use: NodeId; loop: NodeId; late: Late }[]>();
    for (const late of lateLiterals(context.types, file, part)) {
      for (const { variable, loop } of loopVariables(file, late)) {
        const use = file.uses(variable).find((n) => n >= late.from && tree.within(n, late.literal));
        if (!use || !goesOn(context.types, file, late, loop)) continue;
        captured.set(variable, [...(captured.get(variable) ?? []), { use, loop, late }]);
      }
    }
    for (const [variable, [{ use, loop, late }]] of captured) {
      const name = tree.text(variable);
      const isDeferred = tree.kind[late.statement] === K.defer_statement;
      yield {
        file,
        ...span(file, use),
        message: isDeferred
          ? l10n.t(
              'Before Go 1.22 all turns of the loop share {0}: when this runs, at the function’s end, it has its last value.',
              name,
            )
          : l10n.t(
              'Before Go 1.22 all turns of the loop share {0}: when this runs, it most often has the value of a later turn.',
              name,
            ),
        related: [related(file, variable, l10n.t('the loop’s variable'))],
        fixes: fixes(file, variable, loop),
      };
    }
  },
};

/** Whether a build constraint gives the file a later version of the language than go.mod does: `//go:build go1.22`. */
function isNewer({ text }: SourceFile): boolean {
  const [, minor] = /^\/\/go:build .*\bgo1\.(\d+)/m.exec(text.slice(0, text.search(/^package /m))) ?? [];
  return Number(minor) >= 22;
}

function* lateLiterals(types: Types, file: SourceFile, part: NodeId): Iterable<Late> {
  for (const { statement, literal } of startedLiterals(types, file, part))
    yield { statement, literal, from: literal, isSure: false };
  const { tree } = file;
  for (const statement of file.nodesOf(K.defer_statement, part)) {
    const target = tree.child(tree.firstChild[statement], F.function);
    if (tree.kind[target] === K.func_literal)
      yield { statement, literal: target, from: target, isSure: true };
  }
  for (const literal of file.nodesOf(K.func_literal, part)) {
    const from = roleOf(file, literal) === 'handed' ? parallelIn(types, file, literal) : 0;
    if (from)
      yield { statement: tree.parent[tree.parent[tree.parent[literal]]], literal, from, isSure: true };
  }
}

/** Where a subtest, `t.Run(name, func(t *testing.T) { t.Parallel() … })`, begins to run beside others; 0 for other literals. */
function parallelIn(types: Types, file: SourceFile, literal: NodeId): NodeId {
  const { tree } = file;
  const list = tree.parent[literal];
  const call = tree.parent[list];
  const target = tree.kind[list] === K.argument_list ? tree.child(call, F.function) : 0;
  if (tree.kind[target] !== K.selector_expression || tree.text(tree.child(target, F.field)) !== 'Run')
    return 0;
  if (tree.kind[tree.parent[call]] !== K.expression_statement) return 0;
  if (!isExternal(pointee(types.of(file, tree.child(target, F.operand))), 'testing', 'T')) return 0;
  const [test] = parametersOf(file, tree.child(literal, F.parameters));
  const body = tree.firstChild[tree.child(literal, F.body)];
  if (!test?.name || !body) return 0;
  const parallel = `${tree.text(test.name)}.Parallel()`;
  return tree.children(body).find((n) => tree.text(n) === parallel) ?? 0;
}

/** The variables of the loops around a statement, in its own function. */
function loopVariables(file: SourceFile, { statement }: Late): { variable: NodeId; loop: NodeId }[] {
  const { tree } = file;
  const fn = functionOf(file, statement);
  const result: { variable: NodeId; loop: NodeId }[] = [];
  for (
    let loop = tree.ancestor(statement, K.for_statement);
    loop > fn;
    loop = tree.ancestor(loop, K.for_statement)
  ) {
    if (!tree.within(statement, tree.child(loop, F.body))) continue;
    const head = tree.firstChild[loop];
    const declared = tree.kind[head] === K.for_clause ? tree.child(head, F.initializer) : head;
    const kind = tree.kind[declared];
    if (kind !== K.range_clause && kind !== K.short_var_declaration) continue;
    const names = tree.children(tree.child(declared, F.left));
    for (const variable of names)
      if (
        tree.kind[variable] === K.identifier &&
        file.definition(variable) === variable &&
        tree.text(variable) !== '_'
      )
        result.push({ variable, loop });
  }
  return result;
}

/** Whether the loop may have its next turn while the literal still has to run: nothing behind the statement waits or leaves. */
function goesOn(types: Types, file: SourceFile, { statement, isSure }: Late, loop: NodeId): boolean {
  const { tree } = file;
  const list = tree.parent[statement];
  if (tree.kind[list] !== K.statement_list) return false;
  const exits = exitsAfter(types, file, { list, first: tree.nextSibling[statement] }, []);
  const isLap = (n: NodeId) => n === loop || (tree.kind[n] === K.continue_statement && tree.within(n, loop));
  if (!exits?.laps.some(isLap)) return false;
  if (isSure) return true;
  const from = tree.last(statement) + 1;
  const until = tree.last(loop) + 1;
  if (mayBlock(types, file, functionOf(file, statement), from, until)) return false;
  // Any other call may wait for what the literal does, on the other end of a pipe for instance.
  for (let n = from; n < until; n++)
    if (tree.kind[n] === K.call_expression && !harmless.test(tree.text(tree.child(n, F.function))))
      return false;
  return true;
}

/** Calls that wait for nobody. */
const harmless = /^(?:len|cap|append|copy|delete|min|max|(?:fmt|log)\.Print\w*|[\w.]+\.Add)$/;

function fixes(file: SourceFile, variable: NodeId, loop: NodeId): Fix[] {
  const { tree } = file;
  const body = tree.child(loop, F.body);
  const line = `${tree.text(variable)} := ${tree.text(variable)}`;
  const edits = insertFirst(file, body, line);
  // A turn that changes the variable would change its copy.
  const isChanged = file.uses(variable).some((use) => tree.within(use, body) && mayChange(file, use));
  return edits.length ? [{ title: l10n.t('Insert "{0}"', line), preferred: !isChanged, edits }] : [];
}

function mayChange(file: SourceFile, use: NodeId): boolean {
  const { tree } = file;
  const kind = tree.kind[tree.parent[use]];
  return isAssigned(file, use) || kind === K.inc_statement || kind === K.dec_statement;
}
