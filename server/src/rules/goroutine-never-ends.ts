import * as l10n from '@vscode/l10n';
import type { Fix, TextEdit } from '../findings.ts';
import { type Forever, foreverIn, type Lifetime, lifetimeOf, tickerOf } from '../skeleton/lifetime.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { Types } from '../types/infer.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { insertLinesFirst } from './edits.ts';
import { resultsOf } from './results.ts';
import { type PartRule, type RuleMeta, related, replace, span } from './rule.ts';
import { sleepEdits, sleepOf } from './sleepFixes.ts';

const meta: RuleMeta = {
  id: 'goroutine-never-ends',
  title: 'A goroutine that should end loops for ever',
  severity: 'warning',
};

/**
 * A goroutine that ends in a loop without a way out that sleeps, ticks or receives, where something tells that it should
 * end (`lifetimeOf`). A loop around a select is select-no-exit's.
 */
export const goroutineNeverEnds: PartRule = {
  meta,
  *checkPart({ types }, file, part) {
    for (const forever of foreverIn(types, file, part)) {
      const pace = paceOf(types, forever);
      const lifetime = pace ? lifetimeOf(types, forever) : undefined;
      if (!lifetime) continue;
      const { body, loop, go } = forever;
      const isHere = body.file === file;
      const { tree } = body.file;
      const keyword = { start: tree.start[loop], end: tree.start[loop] + 'for'.length };
      yield {
        file,
        ...(isHere ? keyword : span(file, go.call)),
        message: messageOf(lifetime, tickerOf(types, body.file, loop) !== 0),
        related: isHere
          ? [related(file, go.call, l10n.t('the goroutine is started here'))]
          : [{ uri: body.file.uri, ...keyword, message: l10n.t('this loop has no way out') }],
        fixes: isHere ? fixes(types, forever, lifetime) : [],
      };
    }
  },
};

function messageOf(lifetime: Lifetime, isTicker: boolean): string {
  if (isTicker)
    return l10n.t(
      'This goroutine never ends: Stop does not close a ticker’s channel, so that the loop then waits for ever.',
    );
  switch (lifetime.kind) {
    case 'context':
    case 'stop':
      return l10n.t(
        'This goroutine never ends, as its loop does not look at {0}: each call leaves one more.',
        lifetime.name,
      );
    case 'closed':
      return l10n.t(
        'This goroutine never ends, not after {0} either: each call leaves one more.',
        lifetime.name,
      );
    case 'each':
      return l10n.t('This goroutine never ends: each turn of the loop that starts it leaves one more.');
  }
}

/** What lets the turns of a loop take their time: a sleep, a receive or a ticker; 0 for none, or where a select is there. */
function paceOf(types: Types, { body: { file }, loop }: Forever): NodeId {
  const { tree } = file;
  if (tickerOf(types, file, loop)) return loop;
  const list = tree.firstChild[tree.child(loop, F.body)];
  const statements = list ? tree.children(list) : [];
  if (statements.some((n) => tree.kind[n] === K.select_statement)) return 0;
  for (const statement of statements) {
    for (let n = statement; n <= tree.last(statement); n++) {
      if (tree.kind[n] === K.func_literal) n = tree.last(n);
      else if (isPace(types, file, n)) return n;
    }
  }
  return 0;
}

const isPace = (types: Types, file: SourceFile, node: NodeId): boolean =>
  file.tree.kind[node] === K.unary_expression
    ? operatorOf(file.tree, node) === '<-'
    : sleepOf(types, file, file.tree.parent[node]) === node;

/** A select with what says stop, in place of the sleep or of the wait for the next tick; offered only. */
function fixes(types: Types, { body, loop }: Forever, lifetime: Lifetime): Fix[] {
  const { file, node } = body;
  if ((lifetime.kind !== 'context' && lifetime.kind !== 'stop') || !lifetime.isVisible) return [];
  if (resultsOf(file, node).length) return [];
  const done = lifetime.kind === 'context' ? `${lifetime.name}.Done()` : lifetime.name;
  const title = l10n.t('End the goroutine: insert "case <-{0}: return"', done);
  const edits = tickerOf(types, file, loop)
    ? tickEdits(file, loop, done)
    : pauseEdits(types, file, loop, done);
  return edits.length ? [{ title, preferred: false, edits }] : [];
}

/** `for range t.C {` to `for { select { case <-done: return; case <-t.C: }`. */
function tickEdits(file: SourceFile, loop: NodeId, done: string): TextEdit[] {
  const { tree } = file;
  const clause = tree.firstChild[loop];
  const body = tree.child(loop, F.body);
  if (tree.child(clause, F.left)) return [];
  const lines = [
    'select {',
    `case <-${done}:`,
    '\treturn',
    `case <-${tree.text(tree.child(clause, F.right))}:`,
    '}',
  ];
  const inserted = insertLinesFirst(file, body, lines);
  return inserted.length ? [replace(file, tree.start[clause], tree.start[body], ''), ...inserted] : [];
}

/** The select in place of the one sleep that is a statement of the loop. */
function pauseEdits(types: Types, file: SourceFile, loop: NodeId, done: string): TextEdit[] {
  const { tree } = file;
  const list = tree.firstChild[tree.child(loop, F.body)];
  const sleeps = list ? tree.children(list).filter((n) => sleepOf(types, file, n)) : [];
  return sleeps.length === 1 ? sleepEdits(file, sleeps[0], sleepOf(types, file, sleeps[0]), done) : [];
}
