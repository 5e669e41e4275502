import * as l10n from '@vscode/l10n';
import type { Fix, TextEdit } from '../findings.ts';
import { type Close, closesIn, fieldOf, isSameChannel } from '../skeleton/closes.ts';
import { functionOf } from '../skeleton/functions.ts';
import { isEndless, receivedIn, statementsOfCase, waysOut } from '../skeleton/loopExits.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { insertLinesBefore, startsLine } from './edits.ts';
import { resultsOf } from './results.ts';
import { type PartRule, type RuleContext, type RuleMeta, related, replace, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'select-closed-spin',
  title: 'A loop goes on receiving from a channel that gets closed',
  severity: 'warning',
};

/**
 * A receive without `ok` in an endless loop that nothing leaves, from a channel that the package closes: from then on
 * it gives zero values at once.
 */
export const selectClosedSpin: PartRule = {
  meta,
  *checkPart(context, file, part) {
    for (const receive of receivesIn(file, part)) {
      const { loop, channel } = receive;
      if (file.tree.isBroken(functionOf(file, loop)) || waysOut(context.types, file, loop).length) continue;
      const close = closeOf(context, file, receive);
      if (!close) continue;
      yield {
        file,
        ...span(file, channel),
        message: l10n.t(
          'Once {0} is closed, this loop spins: it receives zero values at once, for ever.',
          file.tree.text(channel),
        ),
        related: [related(close.file, close.node, l10n.t('it is closed here'))],
        fixes: fixes(file, receive),
      };
    }
  },
};

/** A receive that does not ask whether the channel is closed, in an endless loop. */
interface Receive {
  loop: NodeId;
  channel: NodeId;
  /** The communication_case, or the statement in the loop's body. */
  owner: NodeId;
  /** What it is assigned to; 0 where it is dropped. */
  left: NodeId;
}

function* receivesIn(file: SourceFile, part: NodeId): Iterable<Receive> {
  const { tree } = file;
  for (const owner of file.nodesOf(K.communication_case, part)) {
    const channel = receivedIn(file, owner);
    const list = tree.parent[tree.parent[owner]];
    const loop = tree.parent[tree.parent[list]];
    const left = tree.child(tree.child(owner, F.communication), F.left);
    if (!channel || tree.kind[loop] !== K.for_statement || !isEndless(file, loop)) continue;
    if (left && tree.children(left).length > 1) continue;
    yield { loop, channel, owner, left };
  }
  for (const loop of file.nodesOf(K.for_statement, part)) {
    if (!isEndless(file, loop)) continue;
    const list = tree.firstChild[tree.child(loop, F.body)];
    for (const owner of list ? tree.children(list) : []) {
      const isPlain = tree.kind[owner] === K.expression_statement;
      if (!isPlain && tree.kind[owner] !== K.short_var_declaration) continue;
      const value = unparen(
        file,
        isPlain ? tree.firstChild[owner] : tree.firstChild[tree.child(owner, F.right)],
      );
      if (tree.kind[value] !== K.unary_expression || operatorOf(tree, value) !== '<-') continue;
      const left = isPlain ? 0 : tree.child(owner, F.left);
      if (left && tree.children(left).length > 1) continue;
      yield { loop, channel: unparen(file, tree.child(value, F.operand)), owner, left };
    }
  }
}

/** Where the package closes the channel; nowhere where another may take its place. */
function closeOf(context: RuleContext, file: SourceFile, { channel }: Receive): Close | undefined {
  const { types } = context;
  const kind = file.tree.kind[channel];
  if (kind !== K.identifier && kind !== K.selector_expression) return undefined;
  for (const other of types.pkg.files) {
    const closes = context.inFile(closesOf, other);
    const found = closes.find((close) => isSameChannel(types, file, channel, close));
    if (found && !isReplaced(context, file, channel)) return found;
  }
  return undefined;
}

const closesOf = ({ types }: RuleContext, file: SourceFile): Close[] => closesIn(types, file);

/** Whether something is assigned to the variable or field: nil, which is never ready, or a new channel. */
function isReplaced(context: RuleContext, file: SourceFile, channel: NodeId): boolean {
  const { types } = context;
  const { tree } = file;
  if (tree.kind[channel] === K.identifier) {
    const local = file.definition(channel);
    if (!local) return file.mentions(tree.text(channel)).some((use) => isAssigned(file, use));
    return file.uses(local).some((use) => isAssigned(file, use));
  }
  const field = fieldOf(types, file, channel);
  if (!field) return true;
  const assignments = types.pkg.files.flatMap((other) =>
    other
      .mentions(field.name)
      .map((use) => other.tree.parent[use])
      .filter(
        (selector) => other.tree.kind[selector] === K.selector_expression && isAssigned(other, selector),
      )
      .filter((selector) => fieldOf(types, other, selector)?.owner === field.owner),
  );
  return assignments.length > 0;
}

function isAssigned({ tree }: SourceFile, use: NodeId): boolean {
  const list = tree.parent[use];
  return (
    tree.kind[list] === K.expression_list &&
    tree.field[list] === F.left &&
    tree.kind[tree.parent[list]] === K.assignment_statement
  );
}

/** Asks for `ok`, and returns without. */
function fixes(file: SourceFile, { channel, owner, left, loop }: Receive): Fix[] {
  const { tree } = file;
  const fn = functionOf(file, loop);
  const isTaken = file.mentions('ok').some((n) => tree.within(n, loop));
  if (isTaken || resultsOf(file, fn).length) return [];
  const isCase = tree.kind[owner] === K.communication_case;
  const cases = tree.children(tree.parent[owner]);
  const next = isCase ? (statementsOfCase(file, owner)[0] ?? 0) : tree.nextSibling[owner];
  const edits: TextEdit[] = next && startsLine(file, next) ? insertLinesBefore(file, next, check) : [];
  if (!edits.length) return [];
  const receive = receiveStart(file, channel);
  if (!left) edits.push(replace(file, receive, receive, '_, ok := '));
  else if (tree.source.slice(tree.end[left], receive).includes(':='))
    edits.push(replace(file, tree.end[left], tree.end[left], ', ok'));
  else return [];
  const title = l10n.t('Return once {0} is closed', tree.text(channel));
  return [{ title, preferred: !isCase || cases.length === 1, edits }];
}

const check = ['if !ok {', '\treturn', '}'];

/** Where the `<-` of a receive stands. */
const receiveStart = ({ tree }: SourceFile, channel: NodeId): number => tree.start[tree.parent[channel]];
