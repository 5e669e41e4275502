import type { TextEdit } from '../findings.ts';
import type { NodeId } from '../syntax/flatTree.ts';
import { F, K } from '../syntax/kinds.ts';
import type { SourceFile } from '../types/sourceFile.ts';
import { replace } from './rule.ts';

/** Where the line of an offset begins. */
const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** Where the line of an offset ends, before its line break. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

/** The white space that the line of an offset begins with. */
function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset)))![0];
}

const newline = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** Whether nothing but white space precedes the node on its line. */
export function startsLine(file: SourceFile, node: NodeId): boolean {
  const start = file.tree.start[node];
  return file.text.slice(lineStart(file.text, start), start).trim() === '';
}

/** Whether the node has its lines to itself, a comment behind it apart. */
export function ownsLines(file: SourceFile, node: NodeId): boolean {
  const end = file.tree.end[node];
  const rest = file.text.slice(end, lineEnd(file.text, end)).trim();
  return startsLine(file, node) && (rest === '' || rest.startsWith('//'));
}

/** The statement and a comment behind it, as they stand on their line. */
export function lineOf(file: SourceFile, statement: NodeId): string {
  return file.text.slice(file.tree.start[statement], lineEnd(file.text, file.tree.end[statement]));
}

/** Where the comment begins that stands right above a statement; the statement's line where there is none. */
function commentStart(text: string, statementStart: number): number {
  let start = lineStart(text, statementStart);
  while (start > 0) {
    const above = lineStart(text, start - 1);
    if (!/^[ \t]*\/\//.test(text.slice(above, start))) break;
    start = above;
  }
  return start;
}

/**
 * Moves a statement that has its line to itself, with the comment above it, before one that starts its line. No
 * edits for a statement of several lines.
 */
export function moveBefore(file: SourceFile, target: NodeId, statement: NodeId): TextEdit[] {
  const { text, tree } = file;
  if (tree.text(statement).includes('\n')) return []; // each line would want its own indent
  const at = tree.start[target];
  const from = commentStart(text, tree.start[statement]);
  const comments = text.slice(from, lineStart(text, tree.start[statement])).split('\n').slice(0, -1);
  const lines = [...comments.map((line) => line.trim()), lineOf(file, statement)];
  const eol = newline(text) + indentAt(text, at);
  return [replace(file, at, at, lines.join(eol) + eol), deleteFrom(file, from, statement)];
}

/** Puts a line behind a statement that has its lines to itself. */
export function insertAfter(file: SourceFile, statement: NodeId, line: string): TextEdit {
  const { text, tree } = file;
  const at = lineEnd(text, tree.end[statement]);
  return replace(file, at, at, newline(text) + indentAt(text, tree.start[statement]) + line);
}

/**
 * Takes away a statement that shares its line, up to the next one.
 *
 * @param next 0 where it is the last of its block: what parts it from the one before goes instead
 * @returns nothing where a comment would get lost
 */
export function deleteUntil(file: SourceFile, statement: NodeId, next: NodeId): TextEdit | undefined {
  const { text, tree } = file;
  const list = tree.children(tree.parent[statement]);
  const before = list[list.indexOf(statement) - 1];
  const start = next || !before ? tree.start[statement] : tree.end[before];
  const end = next ? tree.start[next] : tree.end[statement];
  const isClear = isGap(text, start, tree.start[statement]) && isGap(text, tree.end[statement], end);
  return isClear ? replace(file, start, end, '') : undefined;
}

/** Takes a statement away, with its lines or up to the next one on its line; nothing where a comment would get lost. */
export function deleteStatement(file: SourceFile, statement: NodeId): TextEdit | undefined {
  return ownsLines(file, statement)
    ? deleteLines(file, statement)
    : deleteUntil(file, statement, file.tree.nextSibling[statement]);
}

/** Takes a statement away like `deleteStatement`, but leaves a comment behind it in its place. */
export function deleteCall(file: SourceFile, statement: NodeId): TextEdit | undefined {
  const start = file.tree.start[statement];
  const comment = lineOf(file, statement).indexOf('//', file.tree.end[statement] - start);
  return ownsLines(file, statement) && comment > 0
    ? replace(file, start, start + comment, '')
    : deleteStatement(file, statement);
}

/** Moves the lines of a statement behind another of the same list; no edits where one shares its lines. */
export function moveAfter(file: SourceFile, statement: NodeId, target: NodeId): TextEdit[] {
  const { text, tree } = file;
  if (!ownsLines(file, statement) || !ownsLines(file, target)) return [];
  const at = lineEnd(text, tree.end[target]);
  const from = lineStart(text, commentStart(text, tree.start[statement]));
  const lines = text.slice(from, lineEnd(text, tree.end[statement]));
  return [deleteFrom(file, from, statement), replace(file, at, at, newline(text) + lines)];
}

/** Puts lines in a statement's place, each with its indent. */
export function replaceLines(file: SourceFile, statement: NodeId, lines: readonly string[]): TextEdit {
  const start = file.tree.start[statement];
  const text = lines.join(newline(file.text) + indentAt(file.text, start));
  return replace(file, start, file.tree.end[statement], text);
}

/** Puts a line before a statement that starts its own. */
export function insertBefore(file: SourceFile, statement: NodeId, line: string): TextEdit {
  const at = file.tree.start[statement];
  return replace(file, at, at, line + newline(file.text) + indentAt(file.text, at));
}

/**
 * Moves a statement that shares its line with the one after it before a statement that starts its line. No edits
 * where a comment stands between the two.
 */
export function moveOutOfLine(file: SourceFile, target: NodeId, statement: NodeId, next: NodeId): TextEdit[] {
  const { text, tree } = file;
  if (!isGap(text, tree.end[statement], tree.start[next])) return [];
  const at = tree.start[target];
  const line = tree.text(statement) + newline(text) + indentAt(text, at);
  return [replace(file, at, at, line), replace(file, tree.start[statement], tree.start[next], '')];
}

/**
 * Deletes a statement that has its lines to itself, with the line break, and with the blank line that gofmt would
 * then find at the edge of a block.
 */
export function deleteLines(file: SourceFile, statement: NodeId): TextEdit {
  return deleteFrom(file, lineStart(file.text, file.tree.start[statement]), statement);
}

/** Deletes the lines from the one that a node begins on to the one that another ends on, like `deleteLines`. */
export const deleteLinesUntil = (file: SourceFile, first: NodeId, last: NodeId): TextEdit =>
  deleteFrom(file, lineStart(file.text, file.tree.start[first]), last);

function deleteFrom(file: SourceFile, from: number, statement: NodeId): TextEdit {
  const { text, tree } = file;
  let start = from;
  let end = lineEnd(text, tree.end[statement]);
  end += text.startsWith('\r\n', end) ? 2 : end < text.length ? 1 : 0;
  const before = text.slice(0, start).trimEnd();
  const after = /^(?:[ \t]*\r?\n)+/.exec(text.slice(end));
  const blankBefore = /(?:\r?\n[ \t]*)+\r?\n$/.exec(text.slice(0, start));
  if (after && (before.endsWith('{') || before.endsWith(':') || blankBefore)) end += after[0].length;
  if (blankBefore && /^[ \t]*\}/.test(text.slice(end))) {
    start = before.length + newline(text).length;
  }
  return replace(file, start, end, '');
}

/** What stands between two offsets is white space, semicolons and commas: no comment that would get lost. */
const isGap = (text: string, start: number, end: number): boolean => /^[\s;,]*$/.test(text.slice(start, end));

/**
 * Makes `line` the first statement of a function's body; a body on one line is opened up.
 *
 * @returns No edits where a comment between statements would get lost, or the line around would not be gofmt's.
 */
export function insertFirst(file: SourceFile, body: NodeId, line: string): TextEdit[] {
  const { text, tree } = file;
  const open = tree.start[body] + 1;
  const inner = `${indentAt(text, tree.start[body])}\t`;
  const [first] = tree.firstChild[body] ? tree.children(tree.firstChild[body]) : [];
  const head = text.slice(open, first ? tree.start[first] : tree.end[body] - 1);
  if (head.includes('\n')) {
    const at = lineEnd(text, open); // behind a comment, if there is one
    return [replace(file, at, at, `${newline(text)}${inner}${line}`)];
  }
  const lines = isOneLine(file, body) ? linesOf(file, body) : null;
  return lines ? [reopenBody(file, body, [line, ...lines])] : [];
}

/**
 * The statements of a body on one line, each for a line of its own; `null` where something else stands there too, or
 * the body belongs to a function within a longer line.
 */
export function linesOf(file: SourceFile, body: NodeId): string[] | null {
  const { text, tree } = file;
  const list = tree.firstChild[body];
  const statements = list ? tree.children(list) : [];
  const bounds = [
    tree.start[body] + 1,
    ...statements.flatMap((s) => [tree.start[s], tree.end[s]]),
    tree.end[body] - 1,
  ];
  for (let i = 0; i < bounds.length; i += 2) if (!isGap(text, bounds[i], bounds[i + 1])) return null;
  const statement = tree.ancestor(body, K.go_statement, K.expression_statement);
  if (statement && !startsLine(file, statement)) return null;
  return statements.map((s) => tree.text(s));
}

/** Puts a label on a line of its own before a statement that starts its line, one step further out as gofmt has it. */
export function insertLabel(file: SourceFile, statement: NodeId, label: string): TextEdit {
  const { text, tree } = file;
  const at = lineStart(text, tree.start[statement]);
  return replace(file, at, at, `${indentAt(text, at).slice(1)}${label}:${newline(text)}`);
}

/** Puts lines before a loop, and before its label where it has one. No edits where either does not start its line. */
export function insertLinesBeforeLoop(file: SourceFile, loop: NodeId, lines: readonly string[]): TextEdit[] {
  const { text, tree } = file;
  const outer = tree.parent[loop];
  if (tree.kind[outer] !== K.labeled_statement) return insertLinesBefore(file, loop, lines);
  if (!startsLine(file, outer) || !startsLine(file, loop)) return [];
  const at = lineStart(text, tree.start[outer]);
  const indent = indentAt(text, tree.start[loop]);
  return [replace(file, at, at, lines.map((line) => indent + line + newline(text)).join(''))];
}

/** Puts lines first in a block of several lines, before its first statement. No edits for an empty one. */
export function insertLinesFirst(file: SourceFile, block: NodeId, lines: readonly string[]): TextEdit[] {
  const first = file.tree.firstChild[file.tree.firstChild[block]];
  return first ? insertLinesBefore(file, first, lines) : [];
}

/** Puts lines before a statement. No edits where it does not start its line. */
export function insertLinesBefore(file: SourceFile, statement: NodeId, lines: readonly string[]): TextEdit[] {
  if (!startsLine(file, statement)) return [];
  const at = file.tree.start[statement];
  const eol = newline(file.text) + indentAt(file.text, at);
  return [replace(file, at, at, lines.map((line) => line + eol).join(''))];
}

/** Lines as one text that begins at a statement's indent. */
export const indented = (file: SourceFile, statement: NodeId, lines: readonly string[]): string =>
  lines.join(newline(file.text) + indentAt(file.text, file.tree.start[statement]));

/** Puts lines in a statement's place; a comment behind it stays behind the last. */
export const replaceStatement = (
  file: SourceFile,
  statement: NodeId,
  lines: readonly string[],
): TextEdit[] => [
  replace(file, file.tree.start[statement], file.tree.end[statement], indented(file, statement, lines)),
];

/** Whether a function's body stands on one line. */
export function isOneLine(file: SourceFile, body: NodeId): boolean {
  return !file.tree.text(body).includes('\n');
}

/** Replaces a body on one line by one with these lines. */
export function reopenBody(file: SourceFile, body: NodeId, lines: readonly string[]): TextEdit {
  const outer = indentAt(file.text, file.tree.start[body]);
  const eol = newline(file.text);
  const inside = lines.map((line) => `${eol}${outer}\t${line}`).join('');
  return replace(file, file.tree.start[body] + 1, file.tree.end[body] - 1, inside + eol + outer);
}

/** The list of statements of a function's body, or []. */
export function statementsOf(file: SourceFile, fn: NodeId): NodeId[] {
  const list = file.tree.firstChild[file.tree.child(fn, F.body)];
  return list && file.tree.kind[list] === K.statement_list ? file.tree.children(list) : [];
}
