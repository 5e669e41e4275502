import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { type GroupCall, type Groups, isDoneByName } from '../skeleton/groups.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { pointee } from '../types/type.ts';
import { deleteLines, insertFirst, isOneLine, ownsLines, reopenBody, statementsOf } from './edits.ts';
import { type Rule, type RuleMeta, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-done-not-deferred',
  title: 'Done is a goroutine’s last statement instead of deferred',
  severity: 'hint',
};

/** Predeclared functions that can't panic on arguments that compile (https://go.dev/ref/spec#Built-in_functions). */
const safeBuiltins = new Set(
  'append cap clear complex copy delete imag len make max min new print println real'.split(' '),
);
/** Functions of the standard library, by import path, that neither panic nor call runtime.Goexit when used as meant. */
const safeFunctions =
  /^(?:sync\/atomic\..*|time\..*|runtime\.(?!Goexit).*|log\.Print(?:f|ln)?|fmt\.(?:Print|Sprint|Fprint)(?:f|ln)?|errors\.New|fmt\.Errorf|strconv\..*|os\.Getenv)$/;
/** Types of the standard library whose methods do neither, but for those named. */
const safeMethods =
  /^(?:sync\/atomic\.(?!Value).*|sync\.(?:WaitGroup|Mutex|RWMutex|Cond)|time\..*|testing\.(?:T|B|TB|F)\.(?:Log|Error)f?)$/;

/**
 * `Done` as the last statement of a goroutine, behind calls that may panic or end it by runtime.Goexit
 * (t.FailNow does): a panic that is recovered, or a Goexit, skips it.
 */
export const waitGroupDoneNotDeferred: Rule = {
  meta,
  *check({ groups, types }) {
    const seen = new Set<string>();
    for (const { callee } of groups.goStatements) {
      if (!callee || callee.file.tree.isBroken(callee.node)) continue;
      const { file, node: fn } = callee;
      if (seen.has(`${file.uri}#${fn}`)) continue;
      seen.add(`${file.uri}#${fn}`);
      const statements = statementsOf(file, fn);
      const last = statements.at(-1);
      const done =
        last &&
        file.tree.kind[last] === K.expression_statement &&
        groups.at(file, file.tree.firstChild[last]);
      if (!last || !done || !isDoneByName(done) || !done.place || isInside(file, fn, done)) continue;
      if (!isOnlyCall(groups, fn, done)) continue;
      const risk = firstRisk(types, file, fn, last);
      if (!risk) continue;
      const group = file.tree.text(done.operand);
      const recovers = hasRecover(file, fn);
      yield {
        file,
        ...span(file, done.call),
        message: recovers
          ? l10n.t(
              'When {0} panics, the recover in this goroutine skips {1}.Done(), and {1}.Wait() blocks for ever.',
              risk,
              group,
            )
          : l10n.t(
              '{1}.Done() is skipped when {0} ends the goroutine early (runtime.Goexit, or a panic that is recovered), and {1}.Wait() then blocks for ever.',
              risk,
              group,
            ),
        fixes: fixes(file, fn, last, group),
      };
    }
  },
};

/** A group that the goroutine makes for itself. Parameters come from outside. */
function isInside(file: SourceFile, fn: NodeId, done: GroupCall): boolean {
  const { tree } = file;
  const { root } = done.place!;
  return done.place!.file === file && tree.within(root, tree.child(fn, F.body));
}

/** Whether the goroutine's body does nothing else to the group than this one `Done`. */
function isOnlyCall(groups: Groups, fn: NodeId, done: GroupCall): boolean {
  const { file } = done;
  return !groups.calls.some(
    (c) =>
      c !== done &&
      c.file === file &&
      file.tree.within(c.call, fn) &&
      (!c.place || c.place.key === done.place!.key),
  );
}

/** The text of the first call before `last` that may end the goroutine; empty where there is none. */
function firstRisk(types: Types, file: SourceFile, fn: NodeId, last: NodeId): string {
  const { tree } = file;
  for (let n = tree.child(fn, F.body); n < last; n++) {
    if (tree.kind[n] === K.func_literal) n = tree.last(n); // run elsewhere, or deferred
    if (tree.kind[n] !== K.call_expression) continue;
    const statement = tree.kind[tree.parent[n]];
    if (statement === K.go_statement || statement === K.defer_statement) continue;
    const target = tree.child(n, F.function);
    if (tree.kind[target] !== K.identifier && tree.kind[target] !== K.selector_expression) continue;
    if (!isSafe(types, file, target)) return tree.text(target).replace(/\s+/g, '');
  }
  return '';
}

/** Whether what is called is known to return. */
function isSafe(types: Types, file: SourceFile, target: NodeId): boolean {
  const { tree } = file;
  if (tree.kind[target] === K.identifier) {
    const name = tree.text(target);
    if (file.definition(target)) return isCancel(types, file, target);
    if (types.pkg.has(name)) return false;
    // A conversion to a basic type does not panic either.
    if (safeBuiltins.has(name) || types.denoted(file, target).kind === 'basic') return true;
    return file.dotImports.some((path) => safeFunctions.test(`${path}.${name}`));
  }
  const operand = tree.child(target, F.operand);
  const name = tree.text(tree.child(target, F.field));
  const path = types.importPath(file, operand);
  if (path) return safeFunctions.test(`${path}.${name}`);
  const type = pointee(types.of(file, operand));
  if (type.kind !== 'external') return false;
  return (
    safeMethods.test(`${type.path}.${type.name}`) || safeMethods.test(`${type.path}.${type.name}.${name}`)
  );
}

function isCancel(types: Types, file: SourceFile, target: NodeId): boolean {
  const type = types.of(file, target);
  return type.kind === 'external' && /^context\.Cancel(?:Cause)?Func$/.test(`${type.path}.${type.name}`);
}

function hasRecover(file: SourceFile, fn: NodeId): boolean {
  const { tree } = file;
  for (let n = fn; n <= tree.last(fn); n++) {
    if (tree.kind[n] === K.call_expression && tree.text(tree.child(n, F.function)) === 'recover') return true;
  }
  return false;
}

function fixes(file: SourceFile, fn: NodeId, last: NodeId, group: string): Fix[] {
  const { tree } = file;
  const body = tree.child(fn, F.body);
  const line = `defer ${group}.Done()`;
  const title = l10n.t('Make it "{0}", first in the goroutine', line);
  if (ownsLines(file, last)) {
    return [{ title, preferred: true, edits: [...insertFirst(file, body, line), deleteLines(file, last)] }];
  }
  if (!isOneLine(file, body)) return [];
  const others = statementsOf(file, fn).slice(0, -1);
  const lines = [line, ...others.map((statement) => tree.text(statement))];
  return [{ title, preferred: true, edits: [reopenBody(file, body, lines)] }];
}
