import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { goStatements } from '../skeleton/functions.ts';
import { runsIn, type StartedLiteral, startedLiterals } from '../skeleton/startedLiterals.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { pointee } from '../types/type.ts';
import { insertAfter, ownsLines } from './edits.ts';
import {
  type Draft,
  type PartRule,
  type RuleContext,
  type RuleMeta,
  related,
  replace,
  span,
} from './rule.ts';

const meta: RuleMeta = {
  id: 'goroutine-in-test-fatal',
  title: 'A test is ended from another goroutine, which ends only that goroutine',
  severity: 'warning',
};

const ending = /^(?:FailNow|Fatalf?|SkipNow|Skipf?)$/;
const requirePath = 'github.com/stretchr/testify/require';

/** A call that ends a test's goroutine: `t.Fatal(…)`, or one of `require`'s that may. */
interface Ending {
  file: SourceFile;
  call: NodeId;
  /** `t.Fatal` */
  text: string;
  /** The expression for the test. */
  test: NodeId;
  /** `Fatal`; empty for what others call. */
  method: string;
}

/**
 * A goroutine of a test calls `t.Fatal` or its kin, by itself or in a function of the package that it is handed the test
 * to: that ends the goroutine, and the test goes on.
 */
export const goroutineInTestFatal: PartRule = {
  meta,
  *checkPart({ types }: RuleContext, file: SourceFile, part: NodeId) {
    if (![...file.imports.values()].includes('testing')) return;
    for (const started of startedLiterals(types, file, part)) yield* inLiteral(types, started);
    for (const literal of file.nodesOf(K.func_literal, part))
      if (isOfSubtest(types, file, literal)) yield* inLiteral(types, { file, literal });
    for (const { node, call, callee } of goStatements(types, file, file.nodesOf(K.go_statement, part))) {
      const direct = endingAt(types, file, call);
      if (direct) yield { file, ...span(file, call), message: messageOf(direct.text) };
      const isNamed = callee && callee.node !== unparen(file, file.tree.child(call, F.function));
      const ended = isNamed ? endedBy(types, file, call) : undefined;
      if (!ended) continue;
      yield {
        file,
        ...span(file, node),
        message: messageOf(ended.text),
        related: [related(ended.file, ended.call, l10n.t('it is called here'))],
      };
    }
  },
};

const messageOf = (text: string, isSubtest = false): string =>
  isSubtest
    ? l10n.t(
        '{0} is called on the test around this subtest: it ends the subtest’s goroutine, and fails and stops the wrong one.',
        text,
      )
    : l10n.t(
        '{0} ends this goroutine and not the test: the test goes on, and may wait for ever for what the goroutine leaves undone.',
        text,
      );

/** A literal that runs as a goroutine, of a `go` statement, a group, or the one of a subtest. */
type Started = Pick<StartedLiteral, 'file' | 'literal'> & Partial<StartedLiteral>;

/** `t.Run(name, func(t *testing.T) { … })` */
function isOfSubtest(types: Types, file: SourceFile, literal: NodeId): boolean {
  const { tree } = file;
  const list = tree.parent[literal];
  const target = tree.kind[list] === K.argument_list ? tree.child(tree.parent[list], F.function) : 0;
  return (
    tree.kind[target] === K.selector_expression &&
    tree.text(tree.child(target, F.field)) === 'Run' &&
    isTest(types, file, tree.child(target, F.operand))
  );
}

function* inLiteral(types: Types, started: Started): Iterable<Draft> {
  const { file, literal } = started;
  const { tree } = file;
  const isSubtest = !started.statement;
  let hasTold = false; // a row of calls that may end the test is one mistake
  for (let call = literal; call <= tree.last(literal); call++) {
    if (tree.kind[call] !== K.call_expression || !runsIn(file, call, literal)) continue;
    const direct = endingAt(types, file, call);
    if (direct) {
      const isTold = direct.method === '' && hasTold;
      if (isTold || !isOuter(file, direct.test, literal)) continue;
      hasTold ||= direct.method === '';
      yield {
        file,
        ...span(file, call),
        message: messageOf(direct.text, isSubtest),
        fixes: fixes(started, direct),
      };
      continue;
    }
    // What a subtest calls is often written for the test around it, and Go tells of that by itself.
    const ended = isSubtest || hasTold ? undefined : endedBy(types, file, call);
    if (!ended || !isOuter(file, ended.given, literal)) continue;
    hasTold = true;
    yield {
      file,
      ...span(file, call),
      message: messageOf(ended.text),
      related: [related(ended.file, ended.call, l10n.t('it is called here'))],
    };
  }
}

/** Whether an expression names a variable from outside of a literal. */
function isOuter(file: SourceFile, expression: NodeId, literal: NodeId): boolean {
  const definition = file.tree.kind[expression] === K.identifier ? file.definition(expression) : 0;
  return definition !== 0 && !file.tree.within(definition, literal);
}

/** What a call ends, if it is of the methods that end a test. */
function endingAt(types: Types, file: SourceFile, call: NodeId): Ending | undefined {
  const { tree } = file;
  const target = unparen(file, tree.child(call, F.function));
  if (tree.kind[target] !== K.selector_expression) return undefined;
  const operand = tree.child(target, F.operand);
  const method = tree.text(tree.child(target, F.field));
  const text = tree.text(target);
  if (types.importPath(file, operand) === requirePath) {
    const test = tree.firstChild[tree.child(call, F.arguments)];
    return test && isTest(types, file, test) ? { file, call, text, test, method: '' } : undefined;
  }
  return ending.test(method) && isTest(types, file, operand)
    ? { file, call, text, test: operand, method }
    : undefined;
}

/** Whether an expression is a `*testing.T`, `B`, `F` or `TB`. */
function isTest(types: Types, file: SourceFile, expression: NodeId): boolean {
  const type = pointee(types.of(file, expression));
  return type.kind === 'external' && type.path === 'testing' && /^(?:T|B|F|TB)$/.test(type.name);
}

/** Where the function of the package that a call runs ends the test that it is handed. */
function endedBy(types: Types, file: SourceFile, call: NodeId): (Ending & { given: NodeId }) | undefined {
  const { tree } = file;
  const callee = types.callee(file, call);
  if (!callee || (callee.file === file && tree.within(callee.node, call))) return undefined;
  const inner = callee.file.tree;
  const body = inner.child(callee.node, F.body);
  if (!body || inner.isOpaque(body) || inner.isBroken(callee.node)) return undefined;
  const parameters = parametersOf(callee.file, inner.child(callee.node, F.parameters));
  const given = tree.children(tree.child(call, F.arguments));
  for (let n = body; n <= inner.last(body); n++) {
    if (inner.kind[n] !== K.call_expression || !runsIn(callee.file, n, callee.node)) continue;
    const ended = endingAt(types, callee.file, n);
    const definition =
      ended && inner.kind[ended.test] === K.identifier ? callee.file.definition(ended.test) : 0;
    if (!ended || !definition) continue;
    const index = parameters.findIndex((p) => p.name === definition);
    if (index >= 0 && given[index]) return { ...ended, given: unparen(file, given[index]) };
    // A literal of the same function has the test from there.
    if (index < 0 && callee.file === file && !inner.within(definition, callee.node))
      return { ...ended, given: ended.test };
  }
  return undefined;
}

const softer: Readonly<Record<string, string>> = { Fatal: 'Error', Fatalf: 'Errorf', FailNow: 'Fail' };

/** Tells of the failure, and leaves the goroutine. */
function fixes({ file, literal, statement: start }: Started, { call, method }: Ending): Fix[] {
  const { tree } = file;
  const instead = start ? softer[method] : undefined; // of a subtest it is the test that is the wrong one
  const statement = tree.parent[call];
  if (!instead || tree.child(literal, F.result) || tree.kind[statement] !== K.expression_statement) return [];
  const inner = tree.ancestor(call, K.func_literal);
  if (inner !== literal || !ownsLines(file, statement)) return [];
  const list = tree.parent[statement];
  const isLast = !tree.nextSibling[statement] && tree.parent[list] === tree.child(literal, F.body);
  const isLeft = tree.kind[tree.nextSibling[statement]] === K.return_statement;
  const name = tree.child(unparen(file, tree.child(call, F.function)), F.field);
  const title = l10n.t('Call {0}, and leave the goroutine by "return"', instead);
  const renamed = replace(file, tree.start[name], tree.end[name], instead);
  if (isLast || isLeft) return [{ title, preferred: true, edits: [renamed] }];
  return [{ title, preferred: true, edits: [renamed, insertAfter(file, statement, 'return')] }];
}
