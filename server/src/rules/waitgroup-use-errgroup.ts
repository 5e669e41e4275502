import * as l10n from '@vscode/l10n';
import { channelUses } from '../skeleton/drains.ts';
import { endOf } from '../skeleton/flow.ts';
import { functionOf } from '../skeleton/functions.ts';
import type { GroupCall } from '../skeleton/groupCalls.ts';
import type { Groups } from '../skeleton/groups.ts';
import { ownerOf } from '../skeleton/reach.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { errgroupFix } from './errgroupFix.ts';
import { type PartRule, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-use-errgroup',
  title: 'Errors are handed out beside a WaitGroup: errgroup does both',
  severity: 'off',
};

/**
 * A function makes a group and a channel of errors that only the goroutines of the group send on, and asks for the first
 * of them only: an errgroup keeps no more.
 */
export const waitGroupUseErrgroup: PartRule = {
  meta,
  *checkPart(context, here, part) {
    const { groups } = context;
    for (const wait of groups.callsIn(here, part)) {
      const { file, place } = wait;
      const owner = place && wait.method === 'Wait' ? ownerOf(place) : 0;
      if (!owner || place!.file !== file || file.tree.isBroken(owner)) continue;
      for (const channel of errorChannels(groups, wait, owner)) {
        const send = sendOfWorkers(groups, wait, owner, channel);
        if (!send) continue;
        yield {
          file,
          ...span(file, channel),
          message: l10n.t(
            '{0} hands out the errors of the goroutines that {1} waits for: an errgroup.Group does both, and can stop the others at the first error.',
            file.tree.text(channel),
            file.tree.text(wait.operand),
          ),
          related: [
            related(file, send, l10n.t('an error is sent here')),
            related(file, wait.call, l10n.t('the goroutines are waited for here')),
          ],
          fixes: errgroupFix(context, wait, owner, channel),
        };
      }
    }
  },
};

/** The names of the channels of errors that a function makes. */
function errorChannels({ types }: Groups, { file }: GroupCall, owner: NodeId): NodeId[] {
  const { tree } = file;
  return file
    .nodesOf(K.short_var_declaration, owner)
    .filter((n) => functionOf(file, n) === owner)
    .filter((n) => tree.kind[tree.firstChild[tree.child(n, F.right)]] === K.call_expression)
    .map((n) => tree.firstChild[tree.child(n, F.left)])
    .filter((name) => {
      const type = types.of(file, name);
      return type.kind === 'channel' && type.element.kind === 'basic' && type.element.name === 'error';
    });
}

/** A send on a channel that only the group's goroutines send on, and only its function receives from. */
function sendOfWorkers(groups: Groups, wait: GroupCall, owner: NodeId, channel: NodeId): NodeId | undefined {
  const { file, place } = wait;
  const effects = groups.effects(file, owner, place!);
  if (effects.escapes) return undefined;
  const workers = effects.spawned
    .filter((s) => s.calls.some((c) => c.method === 'Done'))
    .map((s) => s.go.callee)
    .filter((callee) => callee?.file === file);
  const uses = channelUses(file, channel);
  const sends = uses.filter((use) => use.kind === 'send');
  const isWorkers = (node: NodeId) => workers.some((callee) => file.tree.within(node, callee!.node));
  const isPlain = uses.every((use) => {
    if (use.kind === 'receive') return asksForOne(groups.types, file, use.node, channel);
    return use.kind === 'send' || use.kind === 'close';
  });
  const isOne = uses.filter((use) => use.kind === 'receive').length === 1;
  return isPlain && isOne && sends.every((use) => isWorkers(use.node)) ? sends[0]?.node : undefined;
}

/** Whether a receive does not go on to the next error: it stands in no loop, or in one that an error ends. */
function asksForOne(types: Types, file: SourceFile, receive: NodeId, channel: NodeId): boolean {
  const { tree } = file;
  const loop = tree.ancestor(receive, K.for_statement);
  if (!loop || tree.within(channel, loop)) return true;
  const statements = tree.children(tree.firstChild[tree.child(loop, F.body)]);
  const ends = (list: readonly NodeId[]): boolean => {
    const last = list.at(-1) ?? 0;
    const kind = tree.kind[last];
    if (kind === K.return_statement || kind === K.break_statement) return true;
    if (kind === K.if_statement)
      return list.length === 1 && ends(tree.children(tree.firstChild[tree.child(last, F.consequence)]));
    const call = kind === K.expression_statement ? tree.firstChild[last] : 0;
    return tree.kind[call] === K.call_expression && endOf(types, file, call) !== undefined;
  };
  return tree.kind[receive] === K.range_clause && ends(statements);
}
