import * as l10n from '@vscode/l10n';
import type { Story } from '../explored/stories.ts';
import type { Fix, TextEdit } from '../findings.ts';
import type { Place } from '../lowering/sites.ts';
import { objectName } from '../schedule/names.ts';
import { functionOf } from '../skeleton/functions.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { writtenFor } from './channelUses.ts';
import { deleteLines, insertAfter, insertFirst, ownsLines, statementsOf } from './edits.ts';
import type { RuleContext } from './rule.ts';

/**
 * `defer close(ch)` in the one goroutine, or function, that sends: for those who wait for more, or for anything.
 *
 * @param preferred who receives can tell that nothing was sent, or does not ask what
 */
export function closeFixes(
  { explored }: RuleContext,
  { place, problem, made }: Story,
  preferred: boolean,
): Fix[] {
  const places = (what: 'send' | 'close') =>
    problem.uses.filter((use) => use.what === what).map((use) => explored.place(use.site));
  const sends = places('send');
  const closes = places('close');
  const [first] = sends;
  if (!first || first.file !== place.file) return [];
  const { file } = first;
  const fn = functionOf(file, first.node);
  const isOwn = (other: Place | undefined) => other?.file === file && functionOf(file, other.node) === fn;
  const name = objectName(file, first.node);
  if (![...sends, ...closes].every(isOwn) || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return [];
  // What nothing reaches as it is may be reached then.
  const written = writtenFor(file, file.tree.child(first.node, F.channel));
  if ([...written.sends, ...written.closes].some((n) => functionOf(file, n) !== fn)) return [];
  if (isOnlyGoroutine(file, fn)) {
    const edits = deferFirst(file, fn, name, closes);
    const title = l10n.t('Close {0} when this goroutine ends: "defer close({0})"', name);
    return edits.length ? [{ title, preferred, edits }] : [];
  }
  const isMadeThere = made?.file === file && functionOf(file, made.node) === fn;
  if (!isMadeThere || closes.length || problem.goroutine === 0) return [];
  const nodes = sends.map((send) => send!.node);
  return closeInFunction(file, fn, made.node, nodes, name).map((fix) => ({ ...fix, preferred }));
}

/** Whether a function is a literal that is started as a goroutine, once each time the function around it runs. */
function isOnlyGoroutine(file: SourceFile, fn: NodeId): boolean {
  const { tree } = file;
  const start = tree.ancestor(fn, K.go_statement);
  const isLooped = tree.ancestor(start, K.for_statement) > functionOf(file, start);
  return tree.kind[fn] === K.func_literal && tree.parent[tree.parent[fn]] === start && !isLooped;
}

/** The deferred close first in a goroutine; one that is its last statement goes. */
function deferFirst(
  file: SourceFile,
  fn: NodeId,
  name: string,
  closes: readonly (Place | undefined)[],
): TextEdit[] {
  const { tree } = file;
  const inserted = insertFirst(file, tree.child(fn, F.body), `defer close(${name})`);
  if (!closes.length || !inserted.length) return inserted;
  const last = statementsOf(file, fn).at(-1) ?? 0;
  const isLast = closes.length === 1 && tree.parent[closes[0]!.node] === last && ownsLines(file, last);
  return isLast && tree.kind[last] === K.expression_statement ? [...inserted, deleteLines(file, last)] : [];
}

/**
 * A close in the function that makes the channel and sends on it: deferred where nothing waits behind the sends, right
 * behind them otherwise.
 */
function closeInFunction(
  file: SourceFile,
  fn: NodeId,
  made: NodeId,
  sends: readonly NodeId[],
  name: string,
): Fix[] {
  const { tree } = file;
  const statements = statementsOf(file, fn);
  const making = statements.findIndex((statement) => tree.within(made, statement));
  const sending = statements.findLastIndex((statement) => sends.some((send) => tree.within(send, statement)));
  if (making < 0 || sending <= making) return [];
  const isDeferred = !statements.some((s, i) => i > making && mayWait(file, fn, s, sends));
  const isLeft = statements
    .slice(making, sending + 1)
    .some((s) =>
      file.nodesOf(K.return_statement).some((n) => tree.within(n, s) && functionOf(file, n) === fn),
    );
  if (!isDeferred && isLeft) return [];
  const target = statements[isDeferred ? making : sending];
  if (!ownsLines(file, target)) return [];
  const line = `${isDeferred ? 'defer ' : ''}close(${name})`;
  const title = l10n.t('Close {0} when all is sent: "{1}"', name, line);
  return [{ title, preferred: true, edits: [insertAfter(file, target, line)] }];
}

/** Whether a statement of a function may wait for others, its sends apart. */
function mayWait(file: SourceFile, fn: NodeId, statement: NodeId, sends: readonly NodeId[]): boolean {
  const { tree } = file;
  for (let n = statement; n <= tree.last(statement); n++) {
    const kind = tree.kind[n];
    const waits =
      kind === K.select_statement ||
      (kind === K.send_statement && !sends.includes(n)) ||
      (kind === K.unary_expression && operatorOf(tree, n) === '<-') ||
      (kind === K.range_clause && kind !== 0 && isChannelRange(file, n)) ||
      (kind === K.call_expression && /\bWait\(/.test(tree.text(n)));
    if (waits && functionOf(file, n) === fn) return true;
  }
  return false;
}

/** `for v := range ch`: one variable at most, of what may be a channel. */
const isChannelRange = ({ tree }: SourceFile, clause: NodeId): boolean =>
  tree.children(tree.child(clause, F.left)).length < 2;
