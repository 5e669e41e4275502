import type { TextEdit } from '../findings.ts';
import { LineIndex } from '../syntax/lines.ts';

/**
 * The edit that silences a rule on the line of `offset`: a comment of its own above it, or, where the line begins
 * within a raw string, at its end. `null` where neither place can hold a comment.
 */
export function suppressEdit(uri: string, text: string, offset: number, rule: string): TextEdit | null {
  const lines = new LineIndex(text);
  const { line } = lines.position(offset);
  const start = lines.lineStart(line);
  const end = lines.offset({ line, character: Number.MAX_SAFE_INTEGER });
  const comment = `//unpark:ignore ${rule}`;
  if (isCodeAt(text, start)) {
    const indent = /^[ \t]*/.exec(text.slice(start, end))?.[0] ?? '';
    const newline = text.includes('\r\n') ? '\r\n' : '\n';
    return { uri, start, end: start, text: `${indent}${comment}${newline}` };
  }
  return isCodeAt(text, end) ? { uri, start: end, end, text: ` ${comment}` } : null;
}

/** What may hide a quote or a comment's mark from a reader of Go: the language's comments, strings and runes. */
const opaque =
  /\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)|`[^`]*(?:`|$)|"(?:\\.|[^"\\\r\n])*"?|'(?:\\.|[^'\\\r\n])*'?/g;

/** Whether an offset lies outside comments and strings. */
function isCodeAt(text: string, offset: number): boolean {
  for (const match of text.matchAll(opaque)) {
    if (match.index >= offset) break;
    const end = match.index + match[0].length;
    // At the end of a line comment one is still in it.
    if (offset < end || (offset === end && match[0].startsWith('//'))) return false;
  }
  return true;
}
