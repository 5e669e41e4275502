import * as l10n from '@vscode/l10n';
import type { Fix, TextEdit } from '../findings.ts';
import type { Start } from '../skeleton/exits.ts';
import { type NodeId, operatorOf } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { deleteLines, insertFirst, insertLinesBefore, ownsLines } from './edits.ts';

/** A stretch of a function that has to be left by way of a release. */
interface Held {
  file: SourceFile;
  fn: NodeId;
  start: Start;
  /** The statements that leave without. */
  losses: readonly NodeId[];
  /** The releases of the function itself: calls, or receives. */
  releases: readonly NodeId[];
  /** The text of a release there; empty where that is not certain. */
  release: string;
  /** Nothing else takes or releases one. */
  isOnly: boolean;
}

/** One deferred release for all ways, where it would run when the others ran; the release on each way otherwise. */
export function releaseFixes(held: Held): Fix[] {
  const { file, releases, release } = held;
  const { tree } = file;
  const statements = releases.map((node) => tree.parent[node]);
  const isUniform = statements.every(
    (s) => tree.kind[s] === K.expression_statement && tree.text(s) === release,
  );
  if (!release || !isUniform) return [];
  return (statements.length ? deferred(held, statements, release) : undefined) ?? onEachWay(held, release);
}

function deferred(held: Held, statements: readonly NodeId[], text: string): Fix[] | undefined {
  const { file, fn, start, isOnly } = held;
  const { tree } = file;
  const loop = tree.ancestor(start.list, K.for_statement);
  if (!isOnly || loop > fn || !statements.every((s) => ownsLines(file, s) && isLast(file, fn, s)))
    return undefined;
  const line = text.startsWith('<-') ? `defer func() { ${text} }()` : `defer ${text}`;
  const body = tree.child(fn, F.body);
  const isWhole = tree.parent[start.list] === body && start.first === tree.firstChild[start.list];
  const inserted = isWhole
    ? insertFirst(file, body, line)
    : start.first
      ? insertLinesBefore(file, start.first, [line])
      : [];
  if (!inserted.length) return undefined;
  const title = l10n.t('Make it "{0}", for all ways out', line);
  return [{ title, preferred: true, edits: [...inserted, ...statements.map((s) => deleteLines(file, s))] }];
}

/** Whether nothing runs behind a statement but a `return` of values that are there. */
function isLast(file: SourceFile, fn: NodeId, statement: NodeId): boolean {
  const { tree } = file;
  const next = tree.nextSibling[statement];
  if (!next) return tree.parent[tree.parent[statement]] === tree.child(fn, F.body);
  return tree.kind[next] === K.return_statement && isPlain(file, next);
}

/** Whether a statement calls and waits for nothing. */
function isPlain({ tree }: SourceFile, statement: NodeId): boolean {
  for (let n = statement; n <= tree.last(statement); n++) {
    if (tree.kind[n] === K.call_expression) return false;
    if (tree.kind[n] === K.unary_expression && operatorOf(tree, n) === '<-') return false;
  }
  return true;
}

function onEachWay({ file, losses }: Held, text: string): Fix[] {
  const edits: TextEdit[] = [];
  for (const loss of losses) {
    const inserted = insertLinesBefore(file, loss, [text]);
    if (!inserted.length) return [];
    edits.push(...inserted);
  }
  const title = l10n.t('Insert "{0}" on the ways out that lack it', text);
  return [{ title, preferred: losses.every((loss) => isPlain(file, loss)), edits }];
}
