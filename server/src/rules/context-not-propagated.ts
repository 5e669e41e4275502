import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { functionOf, roleOf } from '../skeleton/functions.ts';
import { libraryCalls } from '../skeleton/libraryCalls.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isExternal } from '../types/type.ts';
import { type PartRule, type RuleContext, type RuleMeta, related, replace, span } from './rule.ts';
import { telling } from './telling.ts';

const meta: RuleMeta = {
  id: 'context-not-propagated',
  title: 'A call is given context.Background() where a context is at hand',
  severity: 'information',
};

/** Names of what has to be done though a context has ended, and of what goes on behind its function. */
const detached =
  /shut|stop|clos|clean|clear|release|unlock|rollback|abort|delet|remov|undo|flush|revoke|detach|async|background|daemon|serve|run|start|listen|init|^new|setup|register|watch|monitor|loop|worker|leave|drain|kill|terminat|cancel|expire|evict|cache|persist|refresh|annotat/i;

/** Words of a comment that tells why it is another context. */
const reasons =
  /context|ctx|cancel|background|detach|deadline|time-?out|outliv|lifetime|independent|request|even if|regardless/i;

/** `context.Background()` or `TODO()` is an argument in a function that has a context as its parameter. */
export const contextNotPropagated: PartRule = {
  meta,
  *checkPart({ types }: RuleContext, file: SourceFile, part: NodeId) {
    if (file.uri.endsWith('_test.go')) return;
    const { tree } = file;
    for (const { name, call } of libraryCalls(file, 'context', part)) {
      if ((name !== 'Background' && name !== 'TODO') || tree.kind[tree.parent[call]] !== K.argument_list)
        continue;
      const fn = ownFunction(file, call);
      const parameter = fn ? contextParameter(types, file, fn) : 0;
      if (!parameter || isMeant(types, file, fn, call) || isOverBefore(file, parameter, call)) continue;
      const own = tree.text(parameter);
      yield {
        file,
        ...span(file, call),
        message: l10n.t('When {0} ends, this call goes on: it is given a context that never ends.', own),
        related: [related(file, parameter, l10n.t('this context is at hand'))],
        fixes: fixes(file, call, parameter),
      };
    }
  },
};

/** The function that a node runs in, literals that are called on the spot left aside; 0 in those that run elsewhere. */
function ownFunction(file: SourceFile, node: NodeId): NodeId {
  const { tree } = file;
  let fn = functionOf(file, node);
  if (
    tree.ancestor(node, K.go_statement, K.defer_statement) >
    tree.ancestor(node, K.function_declaration, K.method_declaration)
  )
    return 0;
  while (tree.kind[fn] === K.func_literal && !contextIn(file, fn) && roleOf(file, fn) === 'inline')
    fn = functionOf(file, tree.parent[fn]);
  return fn;
}

/** Whether a function's parameters mention a context. */
const contextIn = ({ tree }: SourceFile, fn: NodeId): boolean =>
  /\bContext\b/.test(tree.text(tree.child(fn, F.parameters)));

/** The name of a function's parameter of type context.Context; 0 for none. */
function contextParameter(types: Types, file: SourceFile, fn: NodeId): NodeId {
  const parameters = parametersOf(file, file.tree.child(fn, F.parameters));
  const found = parameters.find((p) => isExternal(types.denoted(file, p.type), 'context', 'Context'));
  return found?.name ?? 0;
}

/** Whether names or a comment say that the call is to go on, or that it only tells of something. */
function isMeant(types: Types, file: SourceFile, fn: NodeId, call: NodeId): boolean {
  const { tree } = file;
  const receiver = tree.parent[tree.parent[call]];
  if (tree.kind[receiver] !== K.call_expression) return true;
  const target = tree.child(receiver, F.function);
  if (
    tree.kind[target] === K.selector_expression &&
    types.importPath(file, tree.child(target, F.operand)) === 'context'
  ) {
    // Who takes a function that cancels it decides on its end.
    if (!/^With(?:Timeout|Deadline|Value)$/.test(tree.text(tree.child(target, F.field)))) return true;
  }
  const around = tree.child(fn, F.name);
  const callee = tree.text(target).replace(/\s+/g, '');
  if (detached.test(lastName(callee)) || telling.test(callee)) return true;
  if (around && detached.test(tree.text(around))) return true;
  return isExplained(file, call);
}

const lastName = (text: string): string => text.slice(text.lastIndexOf('.') + 1);

/** Whether a comment on the statement's lines, or right above them, gives a reason. */
function isExplained(file: SourceFile, call: NodeId): boolean {
  const { tree, text } = file;
  let statement = call;
  while (statement && tree.kind[tree.parent[statement]] !== K.statement_list)
    statement = tree.parent[statement];
  const end = text.indexOf('\n', tree.end[statement]);
  let from = text.lastIndexOf('\n', tree.start[statement] - 1);
  for (;;) {
    const above = text.lastIndexOf('\n', from - 1);
    if (
      above < 0 ||
      !text
        .slice(above + 1, from)
        .trimStart()
        .startsWith('//')
    )
      break;
    from = above;
  }
  const { comments } = tree;
  for (let i = 0; i < comments.length; i += 2) {
    if (comments[i] < from || comments[i] >= (end < 0 ? text.length : end)) continue;
    if (reasons.test(text.slice(comments[i], comments[i + 1]))) return true;
  }
  return false;
}

/** Whether the function has asked for the end of its context before: what comes then may have to be done all the same. */
function isOverBefore(file: SourceFile, parameter: NodeId, call: NodeId): boolean {
  const { tree } = file;
  return file.uses(parameter).some((use) => {
    const selector = tree.parent[use];
    const isAsked =
      tree.kind[selector] === K.selector_expression &&
      /^(?:Done|Err)$/.test(tree.text(tree.child(selector, F.field)));
    // `if ctx == nil`: there may be none
    return use < call && (isAsked || tree.kind[selector] === K.binary_expression);
  });
}

function fixes(file: SourceFile, call: NodeId, parameter: NodeId): Fix[] {
  const { tree } = file;
  const name = tree.text(parameter);
  const uses = file.nodesOf(K.identifier).filter((n) => n > parameter && n < call && tree.text(n) === name);
  // Another one of its name may stand in between.
  if (uses.some((n) => file.definition(n) !== parameter)) return [];
  const title = l10n.t('Pass {0}', name);
  return [{ title, preferred: false, edits: [replace(file, tree.start[call], tree.end[call], name)] }];
}
