import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { functionOf } from '../skeleton/functions.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { type Types, unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import type { Type } from '../types/type.ts';
import { onlyUse } from './channelUses.ts';
import { type Draft, type PartRule, type RuleMeta, replace, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'channel-direction',
  title: 'A channel is used against its direction',
  severity: 'warning',
};

/**
 * A send to `<-chan`, a receive from `chan<-`, which the compiler refuses; and what it does not see: an assertion that an
 * interface holds a channel of another direction than the one that was put in.
 */
export const channelDirection: PartRule = {
  meta,
  *checkPart({ types }, file, part) {
    const { tree } = file;
    for (const node of file.nodesOf(K.send_statement, part))
      yield* against(types, file, tree.child(node, F.channel), 'sends');
    for (const node of file.nodesOf(K.unary_expression, part))
      if (operatorOf(tree, node) === '<-')
        yield* against(types, file, tree.child(node, F.operand), 'receives');
    for (const node of file.nodesOf(K.range_clause, part))
      yield* against(types, file, tree.child(node, F.right), 'receives');
    for (const name of types.pkg.has('close') ? [] : file.usesOfOuter('close', part)) {
      const call = tree.parent[name];
      const isCall = tree.kind[call] === K.call_expression && tree.field[name] === F.function;
      if (isCall) yield* against(types, file, tree.firstChild[tree.child(call, F.arguments)], 'sends');
    }
    for (const node of file.nodesOf(K.type_assertion_expression, part)) yield* widened(types, file, node);
  },
};

type Use = 'sends' | 'receives';

/** The direction of a channel type; `undefined` for other types. */
function directionOf(types: Types, type: Type): string | undefined {
  const under = types.underlying(type);
  return under.kind === 'channel' ? under.direction : undefined;
}

function* against(types: Types, file: SourceFile, channel: NodeId, use: Use): Iterable<Draft> {
  const { tree } = file;
  const direction = channel ? directionOf(types, types.of(file, channel)) : undefined;
  if (direction !== (use === 'sends' ? 'receive' : 'send') || tree.isBroken(functionOf(file, channel)))
    return;
  yield {
    file,
    ...span(file, channel),
    message:
      use === 'sends'
        ? l10n.t('{0} can only be received from: this does not compile.', tree.text(channel))
        : l10n.t('{0} can only be sent to: this does not compile.', tree.text(channel)),
    fixes: turned(file, channel, use),
  };
}

/** The other direction for a parameter that is used in that one only. */
function turned(file: SourceFile, channel: NodeId, use: Use): Fix[] {
  const { tree } = file;
  const node = unparen(file, channel);
  const parameter = tree.kind[node] === K.identifier ? file.definition(node) : 0;
  const owner = tree.parent[parameter];
  if (!parameter || tree.kind[owner] !== K.parameter_declaration || onlyUse(file, parameter) !== use)
    return [];
  const names = tree.children(owner).filter((n) => tree.field[n] === F.name);
  const type = tree.child(owner, F.type);
  const element = tree.kind[type] === K.channel_type ? tree.child(type, F.value) : 0;
  if (names.length !== 1 || !element) return [];
  const text = use === 'sends' ? 'chan<- ' : '<-chan ';
  return [
    {
      title: l10n.t('Turn the parameter to {0}', text.trim()),
      preferred: true,
      edits: [replace(file, tree.start[type], tree.start[element], text)],
    },
  ];
}

/** `x.(chan T)` of an `x` that was given a `<-chan T` and nothing else. */
function* widened(types: Types, file: SourceFile, assertion: NodeId): Iterable<Draft> {
  const { tree } = file;
  const operand = unparen(file, tree.child(assertion, F.operand));
  const type = tree.child(assertion, F.type);
  const definition = tree.kind[operand] === K.identifier ? file.definition(operand) : 0;
  const value = definition ? types.onlyValue(file, definition) : 0;
  if (!value || tree.kind[type] !== K.channel_type || tree.isBroken(functionOf(file, assertion))) return;
  const given = types.of(file, value);
  const asked = directionOf(types, types.denoted(file, type));
  if (given.kind !== 'channel' || given.direction === asked || isChecked(file, assertion)) return;
  const element = tree.child(type, F.value);
  const text = { both: 'chan ', send: 'chan<- ', receive: '<-chan ' }[given.direction];
  yield {
    file,
    ...span(file, assertion),
    message: l10n.t('This assertion panics: {0} holds a channel of another direction.', tree.text(operand)),
    fixes: [
      {
        title: l10n.t('Ask for {0}', text + tree.text(element)),
        preferred: false,
        edits: [replace(file, tree.start[type], tree.start[element], text)],
      },
    ],
  };
}

/** `c, ok := x.(chan T)` does not panic. */
function isChecked({ tree }: SourceFile, assertion: NodeId): boolean {
  const list = tree.parent[assertion];
  const left = tree.child(tree.parent[list], F.left);
  return tree.kind[list] === K.expression_list && left !== 0 && tree.children(left).length === 2;
}
