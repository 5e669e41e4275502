import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { isSameChannel } from '../skeleton/closes.ts';
import { functionOf } from '../skeleton/functions.ts';
import { casesOf } from '../skeleton/loopExits.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { ownsLines } from './edits.ts';
import { type PartRule, type RuleContext, type RuleMeta, related, replace, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'channel-len-race',
  title: 'A channel’s length guards a receive that may block',
  severity: 'hint',
};

/**
 * `if len(ch) > 0 { v := <-ch }`, where the package receives from the channel elsewhere as well: that one may take the
 * value in between.
 */
export const channelLenRace: PartRule = {
  meta,
  *checkPart(context, file, part) {
    const { types } = context;
    const { tree } = file;
    if (file.uri.endsWith('_test.go')) return; // there, the goroutines are mostly known to have ended
    for (const name of file.usesOfOuter('len', part)) {
      const call = tree.parent[name];
      const channel = lengthOf(types, file, call);
      const guard = channel ? guardOf(file, call) : 0;
      if (!guard || tree.isBroken(functionOf(file, guard))) continue;
      const inside = tree.child(guard, tree.kind[guard] === K.for_statement ? F.body : F.consequence);
      const receive = receivesIn(file, inside).find(
        (n) => tree.text(channelOf(file, n)) === tree.text(channel),
      );
      if (!receive || functionOf(file, receive) !== functionOf(file, guard) || mayFail(file, receive))
        continue;
      if (isLocked(file, guard)) continue;
      const other = otherReceive(context, file, receive, guard);
      if (!other) continue;
      yield {
        file,
        ...span(file, receive),
        message: l10n.t(
          'Another goroutine may take the value between len({0}) and this receive, which then blocks.',
          tree.text(channel),
        ),
        related: [related(other.file, other.node, l10n.t('it is received from here as well'))],
        fixes: fixes(file, guard, receive),
      };
    }
  },
};

/** The channel of `len(ch)`, or 0. */
function lengthOf(types: Types, file: SourceFile, call: NodeId): NodeId {
  const { tree } = file;
  if (tree.kind[call] !== K.call_expression) return 0;
  const channel = tree.firstChild[tree.child(call, F.arguments)];
  const kind = tree.kind[channel];
  if (kind !== K.identifier && kind !== K.selector_expression) return 0;
  return types.underlying(types.of(file, channel)).kind === 'channel' ? channel : 0;
}

/** The `if` or `for` whose whole condition is `len(ch) > 0`, `!= 0` or `>= 1`. */
function guardOf(file: SourceFile, call: NodeId): NodeId {
  const { tree } = file;
  const test = tree.parent[call];
  if (tree.kind[test] !== K.binary_expression || tree.child(test, F.left) !== call) return 0;
  if (!/^(?:> 0|!= 0|>= 1)$/.test(`${operatorOf(tree, test)} ${tree.text(tree.child(test, F.right))}`))
    return 0;
  const guard = tree.parent[test];
  if (tree.kind[guard] === K.if_statement) return tree.child(guard, F.condition) === test ? guard : 0;
  return tree.kind[guard] === K.for_statement ? guard : 0;
}

/** The receives of a file: `<-ch`. */
const receivesOf = (context: RuleContext, file: SourceFile): NodeId[] => context.inFile(findReceives, file);

const findReceives = (_: RuleContext, file: SourceFile): NodeId[] => receivesIn(file, 0);

const receivesIn = (file: SourceFile, below: NodeId): NodeId[] =>
  file.nodesOf(K.unary_expression, below).filter((n) => operatorOf(file.tree, n) === '<-');

const channelOf = (file: SourceFile, receive: NodeId): NodeId =>
  unparen(file, file.tree.child(receive, F.operand));

/** Whether a receive is a case of a select with others: it need not wait for this one. */
function mayFail(file: SourceFile, receive: NodeId): boolean {
  const { tree } = file;
  const clause = tree.ancestor(receive, K.communication_case, K.statement_list);
  return tree.kind[clause] === K.communication_case && casesOf(file, tree.parent[clause]).length > 1;
}

/** Whether the function has taken a lock before, of whatever type: it may keep the others out. */
function isLocked(file: SourceFile, guard: NodeId): boolean {
  const { tree } = file;
  const fn = functionOf(file, guard);
  return ['Lock', 'RLock'].some((method) =>
    file.mentions(method).some((n) => tree.field[n] === F.field && n > fn && n < guard),
  );
}

/** A receive from the same channel outside of the guard. */
function otherReceive(
  context: RuleContext,
  file: SourceFile,
  receive: NodeId,
  guard: NodeId,
): { file: SourceFile; node: NodeId } | undefined {
  const { types } = context;
  const channel = channelOf(file, receive);
  for (const other of types.pkg.files) {
    const found = receivesOf(context, other).find(
      (node) =>
        !(other === file && file.tree.within(node, guard)) &&
        isSameChannel(types, file, channel, { file: other, node, channel: channelOf(other, node) }),
    );
    if (found) return { file: other, node: found };
  }
  return undefined;
}

/** `select { case v := <-ch: …; default: }`, where the receive comes first in an `if`. */
function fixes(file: SourceFile, guard: NodeId, receive: NodeId): Fix[] {
  const { tree } = file;
  const block = tree.child(guard, F.consequence);
  if (tree.kind[guard] !== K.if_statement || tree.child(guard, F.alternative)) return [];
  if (tree.child(guard, F.initializer) || tree.field[guard] === F.alternative) return [];
  const first = tree.firstChild[tree.firstChild[block]];
  const kind = tree.kind[first];
  const isReceive =
    kind === K.expression_statement
      ? tree.firstChild[first] === receive
      : kind === K.short_var_declaration && tree.firstChild[tree.child(first, F.right)] === receive;
  if (!isReceive || !ownsLines(file, first) || tree.text(first).includes('\n')) return [];
  // A break in it would leave the select.
  if (file.nodesOf(K.break_statement).some((n) => tree.within(n, block))) return [];
  const close = tree.end[block] - 1;
  const indent = file.text.slice(file.text.lastIndexOf('\n', close) + 1, close);
  if (indent.trim() !== '') return [];
  return [
    {
      title: l10n.t('Receive by a select with default'),
      preferred: false,
      edits: [
        replace(file, tree.start[guard], tree.end[first], `select {\n${indent}case ${tree.text(first)}:`),
        replace(file, close, close, `default:\n${indent}`),
      ],
    },
  ];
}
