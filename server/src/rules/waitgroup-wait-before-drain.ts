import * as l10n from '@vscode/l10n';
import type { Fix } from '../findings.ts';
import { type ChannelUse, channelUses, parameterFor } from '../skeleton/drains.ts';
import { functionOf, type GoStatement } from '../skeleton/functions.ts';
import type { GroupCall } from '../skeleton/groupCalls.ts';
import type { Groups } from '../skeleton/groups.ts';
import { ownerOf } from '../skeleton/reach.ts';
import { isLeftEarly, sumOf, tripsOf } from '../skeleton/trips.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { deleteLines, moveAfter, ownsLines, replaceLines } from './edits.ts';
import { type Draft, type PartRule, type RuleMeta, related, span } from './rule.ts';

const meta: RuleMeta = {
  id: 'waitgroup-wait-before-drain',
  title: 'Wait stands before the channel that the workers send on is received from',
  severity: 'warning',
};

/**
 * A function makes a group and a channel, its counted goroutines send more on the channel before they call `Done` than
 * it has room for, and the function receives only after its `Wait`: each waits for the other. Silent where anybody else may
 * receive, and where a send stands in a select.
 */
export const waitGroupWaitBeforeDrain: PartRule = {
  meta,
  *checkPart({ groups }, here, part) {
    for (const wait of groups.callsIn(here, part)) {
      const { file, place } = wait;
      if (wait.method !== 'Wait' || wait.deferred || !place || ownerOf(place) !== wait.fn) continue;
      if (place.file !== file || file.tree.isBroken(wait.fn)) continue;
      const effects = groups.effects(file, wait.fn, place);
      if (effects.escapes || effects.handed.length) continue;
      const counted = effects.spawned
        .filter((s) => s.calls.some((c) => c.method === 'Done'))
        .map((s) => s.go);
      if (!counted.every((go) => go.file === file && go.node < wait.call)) continue;
      const stuck = channelsOf(file, wait.fn)
        .map((channel) => stuckSend(groups, wait, channel, counted))
        .filter((found) => found !== undefined);
      for (const found of stuck) yield draft(wait, found, stuck.length === 1);
    }
  },
};

/** A channel that a function makes, and for how many values it has room. */
interface Channel {
  name: NodeId;
  capacity: number;
}

/** Those of a capacity that is known. */
function channelsOf(file: SourceFile, fn: NodeId): Channel[] {
  const { tree } = file;
  const channels: Channel[] = [];
  for (const call of file.nodesOf(K.call_expression, fn)) {
    if (tree.text(tree.child(call, F.function)) !== 'make') continue;
    const [type, capacity] = tree.children(tree.child(call, F.arguments));
    if (tree.kind[type] !== K.channel_type || functionOf(file, call) !== fn) continue;
    const size = capacity ? sumOf(file, capacity) : { term: '', plus: 0 };
    const declared = tree.parent[tree.parent[call]];
    const isOne = tree.children(tree.parent[call]).length === 1;
    if (!size || size.term || !isOne || tree.kind[declared] !== K.short_var_declaration) continue;
    channels.push({ name: tree.firstChild[tree.child(declared, F.left)], capacity: size.plus });
  }
  return channels;
}

/** A send, and the goroutine that makes it. */
interface Send {
  go: GoStatement;
  file: SourceFile;
  node: NodeId;
}

interface Stuck {
  channel: Channel;
  file: SourceFile;
  send: NodeId;
  /** The first statement behind the Wait that receives; and whether it ranges. */
  drain: NodeId;
  ranges: boolean;
  closes: ChannelUse[];
}

/** A send that blocks until the `Wait` has returned. */
function stuckSend(
  groups: Groups,
  wait: GroupCall,
  channel: Channel,
  counted: readonly GoStatement[],
): Stuck | undefined {
  const { file, fn, call } = wait;
  const { tree } = file;
  if (channel.name > call) return undefined;
  const sends: Send[] = [];
  const drains: ChannelUse[] = [];
  const closes: ChannelUse[] = [];
  for (const use of channelUses(file, channel.name)) {
    const go = counted.find((g) => g.file === file && tree.within(use.node, g.node));
    if (use.kind === 'length') continue;
    if (go && use.kind === 'argument') {
      const inside = use.node === go.call ? sendsOfCallee(groups.types, go, channel.name) : undefined;
      if (!inside || !go.callee || !inside.every((node) => isBeforeDone(groups, go, node))) return undefined;
      sends.push(...inside.map((node) => ({ go, file: go.callee!.file, node })));
    } else if (
      go &&
      use.kind === 'send' &&
      use.fn === go.callee?.node &&
      isBeforeDone(groups, go, use.node)
    ) {
      sends.push({ go, file, node: use.node });
    } else if (use.kind === 'receive' && use.fn === fn && use.node > call) drains.push(use);
    else if (use.kind === 'close' && use.fn === fn) closes.push(use);
    else return undefined;
  }
  if (!sends.length || !drains.length || !exceeds(groups.types, sends, channel.capacity)) return undefined;
  // A loop may come back to the workers that it started, or to the receives.
  if (tree.within(tree.ancestor(call, K.for_statement), fn)) return undefined;
  const list = tree.parent[tree.parent[call]];
  const drain = tree.children(list).find((s) => tree.within(drains[0].node, s)) ?? 0;
  const ranges = drains.length === 1 && tree.kind[drains[0].node] === K.range_clause;
  return drain ? { channel, file: sends[0].file, send: sends[0].node, drain, ranges, closes } : undefined;
}

/** Whether more is sent than a channel has room for. A number that only the caller knows is more than any constant. */
function exceeds(types: Types, sends: readonly Send[], capacity: number): boolean {
  if (!capacity) return true;
  let total = 0;
  for (const { go, file, node } of sends) {
    const { tree } = go.file;
    if (file.tree.within(file.tree.ancestor(node, K.for_statement), go.callee!.node)) return false;
    const loop = tree.ancestor(go.node, K.for_statement);
    const times = tree.within(loop, go.fn) ? tripsOf(types, go.file, loop) : { term: '', plus: 1 };
    if (!times) return false;
    if (times.term) return isOfCaller(go.file, loop);
    const isAlways = file.tree.parent[file.tree.parent[file.tree.parent[node]]] === go.callee!.node;
    if (isAlways) total += times.plus;
  }
  return total > capacity;
}

/** Whether a loop runs over a parameter. */
function isOfCaller(file: SourceFile, loop: NodeId): boolean {
  const { tree } = file;
  for (let n = loop + 1; n < tree.child(loop, F.body); n++) {
    const definition = tree.kind[n] === K.identifier ? file.definition(n) : 0;
    if (definition && tree.kind[tree.parent[definition]] === K.parameter_declaration) return true;
  }
  return false;
}

/** The sends of the function that a `go` statement hands a channel to, where it does nothing else to it. */
function sendsOfCallee(types: Types, go: GoStatement, channel: NodeId): NodeId[] | undefined {
  const { tree } = go.file;
  const argument = tree
    .children(tree.child(go.call, F.arguments))
    .find((a) => tree.kind[a] === K.identifier && go.file.definition(a) === channel);
  const parameter = argument ? parameterFor(types, go.file, go.call, argument) : 0;
  if (!parameter || !go.callee) return undefined;
  const uses = channelUses(go.callee.file, parameter).filter((use) => use.kind !== 'length');
  const isSend = (use: ChannelUse) => use.kind === 'send' && use.fn === go.callee!.node;
  return uses.length && uses.every(isSend) ? uses.map((use) => use.node) : undefined;
}

/** Whether a goroutine's only `Done` comes after one of its statements. */
function isBeforeDone(groups: Groups, { callee }: GoStatement, node: NodeId): boolean {
  const dones = groups.callsIn(callee!.file, callee!.node).filter((c) => c.method === 'Done');
  return dones.length === 1 && (dones[0].deferred || dones[0].call > node) && dones[0].fn === callee!.node;
}

function draft(wait: GroupCall, stuck: Stuck, isOnlyOne: boolean): Draft {
  const { file } = wait;
  const { tree } = file;
  return {
    file,
    ...span(file, wait.call),
    message: l10n.t(
      '{0}.Wait() and the workers wait for each other for ever: they send more on {1} than it has room for, and it is received from only after {0}.Wait().',
      tree.text(wait.operand),
      tree.text(stuck.channel.name),
    ),
    related: [
      related(stuck.file, stuck.send, l10n.t('this send blocks')),
      related(file, stuck.drain, l10n.t('until this receives')),
    ],
    fixes: isOnlyOne ? fixes(wait, stuck) : [],
  };
}

/** A range ends by a close, so that waiting and closing go into a goroutine; else the `Wait` comes after the receives. */
function fixes(wait: GroupCall, { channel, drain, ranges, closes }: Stuck): Fix[] {
  const { file } = wait;
  const { tree } = file;
  const statement = tree.parent[wait.call];
  if (tree.kind[statement] !== K.expression_statement || !ownsLines(file, statement)) return [];
  if (!ranges) {
    const isLast = tree.kind[drain] === K.return_statement;
    const edits = closes.length || isLast ? [] : moveAfter(file, statement, drain);
    const title = l10n.t('Move "{0}" after the receives', tree.text(statement));
    const preferred = tree.kind[drain] !== K.for_statement || !isLeftEarly(file, drain);
    return edits.length ? [{ title, preferred, edits }] : [];
  }
  const closing = closes.map((use) => tree.parent[use.node]);
  const list = tree.parent[statement];
  const isPlain = (s: NodeId) =>
    tree.kind[s] === K.expression_statement && tree.parent[s] === list && ownsLines(file, s);
  if (closing.length > 1 || !closing.every(isPlain)) return [];
  const lines = ['go func() {', `\t${tree.text(statement)}`, `\tclose(${tree.text(channel.name)})`, '}()'];
  // What stands between may need the workers to be done.
  const between = tree
    .children(list)
    .filter((s) => s > statement && s < drain && !closing.includes(s) && mentionsOthers(file, s));
  return [
    {
      title: l10n.t('Wait and close "{0}" in a goroutine', tree.text(channel.name)),
      // A loop that is left early leaves the other workers at their sends.
      preferred: !between.length && !isLeftEarly(file, drain),
      edits: [replaceLines(file, statement, lines), ...closing.map((s) => deleteLines(file, s))],
    },
  ];
}

/** Whether a statement is about anything else than what it declares. */
function mentionsOthers(file: SourceFile, statement: NodeId): boolean {
  const { tree } = file;
  for (let n = statement; n <= tree.last(statement); n++) {
    if (tree.kind[n] !== K.identifier) continue;
    const definition = file.definition(n);
    const isOwn = definition !== 0 && tree.within(definition, statement);
    if (!isOwn && tree.text(n) !== 'make') return true;
  }
  return false;
}
