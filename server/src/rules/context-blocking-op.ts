import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { functionOf } from '../skeleton/functions.ts';
import { libraryCalls } from '../skeleton/libraryCalls.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import { parametersOf } from '../types/package.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { isExternal } from '../types/type.ts';
import { ownsLines, replaceStatement } from './edits.ts';
import { returnOf } from './results.ts';
import { type PartRule, type RuleContext, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'context-blocking-op',
  title: 'A send, a receive or a Sleep does not look at the context',
  severity: 'off',
};

/** A statement that waits, in a function whose parameter is a context, outside of any `select`. */
export const contextBlockingOp: PartRule = {
  meta,
  *checkPart({ types }: RuleContext, file: SourceFile, part: NodeId) {
    const { tree } = file;
    for (const statement of waitingStatements(file, part)) {
      const fn = functionOf(file, statement);
      const list = fn ? parametersOf(file, tree.child(fn, F.parameters)) : [];
      const context = list.find((p) => isExternal(types.denoted(file, p.type), 'context', 'Context'))?.name;
      if (!context || tree.isBroken(fn)) continue;
      yield {
        file,
        ...span(file, statement),
        message: l10n.t('When {0} ends while this waits, it goes on waiting.', tree.text(context)),
        related: [related(file, context, l10n.t('this context is at hand'))],
        fixes: fixes(types, file, fn, statement, tree.text(context)),
      };
    }
  },
};

/** `ch <- v`, `<-ch` and `time.Sleep(d)` as statements of their own. */
function* waitingStatements(file: SourceFile, part: NodeId): Iterable<NodeId> {
  const { tree } = file;
  const isOwn = (n: NodeId) => tree.kind[tree.parent[n]] === K.statement_list;
  for (const send of file.nodesOf(K.send_statement, part)) if (isOwn(send)) yield send;
  for (const statement of file.nodesOf(K.expression_statement, part)) {
    const receive = unparen(file, tree.firstChild[statement]);
    if (!isOwn(statement) || tree.kind[receive] !== K.unary_expression || operatorOf(tree, receive) !== '<-')
      continue;
    // The end of a context is what may be waited for.
    if (!/\.Done\(\)$/.test(tree.text(tree.child(receive, F.operand)))) yield statement;
  }
  for (const { name, call } of libraryCalls(file, 'time', part))
    if (name === 'Sleep' && isOwn(tree.parent[call])) yield tree.parent[call];
}

/** A select that also waits for the end of the context. */
function fixes(types: Types, file: SourceFile, fn: NodeId, statement: NodeId, context: string): Fix[] {
  const { tree } = file;
  const leave = returnOf(types, file, fn, `${context}.Err()`);
  const text = tree.text(statement);
  if (!leave || !ownsLines(file, statement) || text.includes('\n')) return [];
  const call = tree.firstChild[statement];
  const isSleep = tree.kind[call] === K.call_expression;
  const operation = isSleep
    ? `<-${tree.text(tree.child(tree.child(call, F.function), F.operand))}.After${tree.text(tree.child(call, F.arguments))}`
    : text;
  const lines = ['select {', `case <-${context}.Done():`, `\t${leave}`, `case ${operation}:`, '}'];
  return [
    {
      title: l10n.t('Wait for the end of {0} as well', context),
      preferred: false,
      edits: replaceStatement(file, statement, lines),
    },
  ];
}
