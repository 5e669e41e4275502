import * as l10n from '@vscode/l10n';
import type { Explored } from '../explored/explored.ts';
import type { Story } from '../explored/stories.ts';
import type { Fix } from '../findings.ts';
import type { Place } from '../lowering/sites.ts';
import type { ObjectUse } from '../model/program.ts';
import { objectName } from '../schedule/names.ts';
import { madeContexts } from '../skeleton/contexts.ts';
import { functionOf } from '../skeleton/functions.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { contextsAt } from './contextsAt.ts';
import { ownsLines, replaceStatement } from './edits.ts';
import { returnOf } from './results.ts';
import type { RuleContext } from './rule.ts';

/**
 * `select { case ch <- v: case <-ctx.Done(): return }` in a goroutine's send, where a context is at hand and those who
 * receive can do without it.
 *
 * @param isFirst nothing better is offered: it is preferred where the context ends with the function that made the channel
 */
export function giveUpFixes({ types, explored }: RuleContext, story: Story, isFirst: boolean): Fix[] {
  const { place, made, problem } = story;
  const { file, node } = place;
  const { tree } = file;
  if (!isStatement(file, node) || tree.text(node).includes('\n') || problem.goroutine === 0) return [];
  const fn = functionOf(file, node);
  const [context] = contextsAt(types, file, node);
  const leave = context ? returnOf(types, file, fn, `${tree.text(context)}.Err()`) : undefined;
  if (!leave || !areReady(explored, problem.uses, file, fn, tree.text(context))) return [];
  const name = tree.text(context);
  const lines = ['select {', `case ${tree.text(node)}:`, `case <-${name}.Done():`, `\t${leave}`, '}'];
  const ends = made?.file === file && endsWith(file, context, functionOf(file, made.node), node);
  return [
    {
      title: l10n.t('Give up the send on {0} when {1} has ended', objectName(file, node), name),
      preferred: isFirst && ends,
      edits: replaceStatement(file, node, lines),
    },
  ];
}

/**
 * `select { case ch <- v: default: }` where another send on the channel is written so: what nobody takes is dropped.
 *
 * @param preferred nothing better is offered
 */
export function dropFixes({ explored }: RuleContext, { place, problem }: Story, preferred: boolean): Fix[] {
  const { file, node } = place;
  const { tree } = file;
  const isShown = problem.uses.some((use) => use.what === 'send' && isDropped(explored, use));
  if (!isShown || !isStatement(file, node) || tree.text(node).includes('\n')) return [];
  const lines = ['select {', `case ${tree.text(node)}:`, 'default:', '}'];
  const title = l10n.t('Drop what {0} has no room for, as the other sends on it do', objectName(file, node));
  return [{ title, preferred, edits: replaceStatement(file, node, lines) }];
}

/** Whether a send is a case beside a `default` that does nothing. */
function isDropped(explored: Explored, { site }: ObjectUse): boolean {
  const place = explored.place(site);
  if (!place) return false;
  const { tree } = place.file;
  const select = tree.ancestor(place.node, K.select_statement, K.func_literal);
  if (tree.kind[select] !== K.select_statement) return false;
  const cases = tree.children(select);
  const isOwn = cases.some((c) => tree.kind[c] === K.communication_case && tree.firstChild[c] === place.node);
  return isOwn && cases.some((c) => tree.kind[c] === K.default_case && !tree.firstChild[c]);
}

const isStatement = (file: SourceFile, node: NodeId): boolean =>
  file.tree.kind[node] === K.send_statement &&
  file.tree.kind[file.tree.parent[node]] === K.statement_list &&
  ownsLines(file, node);

/** Whether those who receive go on without the value: a deferred close tells them, or they look at the context too. */
function areReady(
  explored: Explored,
  uses: readonly ObjectUse[],
  file: SourceFile,
  fn: NodeId,
  context: string,
): boolean {
  const places = (what: ObjectUse['what']) =>
    uses.filter((use) => use.what === what).map((use) => explored.place(use.site));
  const closes = places('close');
  const isDeferred = (close: Place | undefined) =>
    close?.file === file &&
    file.tree.kind[file.tree.parent[close.node]] === K.defer_statement &&
    functionOf(file, close.node) === fn;
  if (closes.length && closes.every(isDeferred)) return true;
  return places('receive').every((receive) => {
    const select = receive ? selectOf(receive) : 0;
    return select !== 0 && new RegExp(`<-\\s*${context}\\.Done\\(\\)`).test(receive!.file.tree.text(select));
  });
}

/** The `select` whose case a receive is; 0 for none. */
function selectOf({ file: { tree }, node }: Place): NodeId {
  const clause = tree.ancestor(node, K.communication_case, K.statement_list);
  return tree.kind[clause] === K.communication_case ? tree.parent[clause] : 0;
}

/** Whether a context is made in a function that cancels it at its end, before a node. */
function endsWith(file: SourceFile, context: NodeId, fn: NodeId, node: NodeId): boolean {
  const { tree } = file;
  return madeContexts(file).some((made) => {
    const isIt = tree.kind[made.context] === K.identifier && file.definition(made.context) === context;
    if (!isIt || made.fn !== fn || made.statement > node || !made.definition) return false;
    return file
      .uses(made.definition)
      .some((use) => tree.kind[tree.parent[tree.parent[use]]] === K.defer_statement);
  });
}
