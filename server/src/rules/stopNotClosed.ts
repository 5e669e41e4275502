import * as l10n from '@vscode/l10n';
import { exitsAfter } from '../skeleton/exits.ts';
import { functionOf } from '../skeleton/functions.ts';
import { isMain } from '../skeleton/libraryCalls.ts';
import { casesOf, isEndless, receivedIn, waysOut } from '../skeleton/loopExits.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import { unparen } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { statementsOf } from './edits.ts';
import { releaseFixes } from './releaseFixes.ts';
import { type Draft, type RuleContext, related, span } from './rule.ts';

/**
 * A goroutine's `for { select { …; case <-done: return } }`, where the function that makes `done` and starts it closes
 * the channel, or sends on it, on some of its ways only. What never goes on at all is what the model tells.
 */
export function* stopNotClosed(context: RuleContext, file: SourceFile): Iterable<Draft> {
  const { tree } = file;
  for (const go of file.nodesOf(K.go_statement)) {
    const fn = functionOf(file, go);
    const list = tree.parent[go];
    if (!fn || tree.isBroken(fn) || isMain(file, fn) || tree.kind[list] !== K.statement_list) continue;
    if (tree.ancestor(go, K.for_statement) > fn) continue;
    const stop = stopIn(context, file, fn, go);
    if (
      !stop ||
      context.storiesIn(file).some(({ place }) => place.file === file && tree.within(place.node, go))
    )
      continue;
    const start = { list, first: tree.nextSibling[go] };
    const exits = exitsAfter(context.types, file, start, stop.signals);
    const losses = exits?.returns.filter((way) => tree.kind[way] === K.return_statement) ?? [];
    if (!losses.length || losses.length !== exits?.returns.length) continue;
    const name = tree.text(stop.channel);
    const closes = stop.signals.filter((n) => tree.kind[n] === K.call_expression);
    const isClosed = closes.length === stop.signals.length;
    yield {
      file,
      ...span(file, tree.parent[stop.channel]),
      message: l10n.t(
        'There is a way out on which nobody says stop on {0}: this goroutine then never ends.',
        name,
      ),
      related: losses.map((loss) => related(file, loss, l10n.t('left here without it'))),
      fixes: isClosed
        ? releaseFixes({ file, fn, start, losses, releases: closes, release: `close(${name})`, isOnly: true })
        : [],
    };
  }
}

/** The one channel that ends the loop of a goroutine, and what its function does to it behind the start. */
function stopIn(
  { types }: RuleContext,
  file: SourceFile,
  fn: NodeId,
  go: NodeId,
): { channel: NodeId; signals: NodeId[] } | undefined {
  const { tree } = file;
  const literal = unparen(file, tree.child(unparen(file, tree.firstChild[go]), F.function));
  if (tree.kind[literal] !== K.func_literal) return undefined;
  const last = statementsOf(file, literal).at(-1) ?? 0;
  const loop = tree.kind[last] === K.labeled_statement ? tree.children(last).at(-1)! : last;
  if (tree.kind[loop] !== K.for_statement || !isEndless(file, loop)) return undefined;
  const inner = tree.firstChild[tree.child(loop, F.body)];
  const select = inner ? tree.children(inner).find((n) => tree.kind[n] === K.select_statement) : undefined;
  const ways = waysOut(types, file, loop);
  const clause =
    select && casesOf(file, select).find((c) => ways.length > 0 && ways.every((way) => tree.within(way, c)));
  const channel = clause ? receivedIn(file, clause) : 0;
  const definition = tree.kind[channel] === K.identifier ? file.definition(channel) : 0;
  if (!definition || functionOf(file, definition) !== fn || !isMade(file, definition)) return undefined;
  const signals: NodeId[] = [];
  for (const use of file.uses(definition)) {
    if (use === definition || use === channel) continue;
    const call = tree.parent[tree.parent[use]];
    const isClose = tree.kind[call] === K.call_expression && tree.text(call) === `close(${tree.text(use)})`;
    const signal = isClose ? call : tree.kind[tree.parent[use]] === K.send_statement ? tree.parent[use] : 0;
    const statement = tree.kind[signal] === K.send_statement ? signal : tree.parent[signal];
    const isPlain = tree.kind[tree.parent[statement]] === K.statement_list && functionOf(file, use) === fn;
    if (!signal || !isPlain || tree.kind[statement] === K.defer_statement || use < go) return undefined;
    signals.push(signal);
  }
  return signals.length ? { channel, signals } : undefined;
}

/** `done := make(chan struct{})` */
function isMade({ tree }: SourceFile, definition: NodeId): boolean {
  const statement = tree.parent[tree.parent[definition]];
  if (tree.kind[statement] !== K.short_var_declaration) return false;
  const [made, ...others] = tree.children(tree.child(statement, F.right));
  return !others.length && /^make\(\s*chan\b/.test(tree.text(made));
}
