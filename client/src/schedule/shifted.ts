import type { Range } from '#protocol';

/** An edit: what was replaced, and by what. */
export interface Change {
  range: Range;
  text: string;
}

/** Where a range lies after an edit. What is edited within it stays in it. */
export function shifted({ start, end }: Range, change: Change): Range {
  return { start: moved(start, change, true), end: moved(end, change, false) };
}

function moved(at: Range['start'], { range, text }: Change, isStart: boolean): Range['start'] {
  // What is typed at the start stands before it, what is typed at the end behind it.
  const isBefore = isStart ? compare(range.end, at) <= 0 : compare(range.end, at) < 0;
  if (!isBefore) return compare(range.start, at) < 0 && compare(at, range.end) < 0 ? range.start : at;
  const lines = text.split(/\r\n|\r|\n/);
  const last = lines[lines.length - 1].length + (lines.length === 1 ? range.start.character : 0);
  const line = at.line + lines.length - 1 - (range.end.line - range.start.line);
  return {
    line,
    character: at.line === range.end.line ? at.character - range.end.character + last : at.character,
  };
}

const compare = (a: Range['start'], b: Range['start']): number =>
  a.line - b.line || a.character - b.character;
