/** A place in source that a line names, and where in the line it stands. */
export interface PlaceInLine {
  /** Columns of `file:line`, in UTF-16 units from 0; `end` is behind it. */
  start: number;
  end: number;
  /** As the program was built: absolute, or an import path with -trimpath. */
  file: string;
  /** From 1. */
  line: number;
}

/** Longer lines are no stack's. */
const longest = 4_096;

/** `\t/app/main.go:41 +0x1d` of a stack, and `#\t0x1\tmain.f+0x2\t\t/app/main.go:41` of a profile with debug=1. */
const inDump = /^(?:[\t ]+|#\t.*\t)((?![<?])\S.*?):(\d{1,9})(?= \+0x| fp=0x| pc=0x|\s*$)/;

/** In a terminal tabs are blanks; other programs print names and numbers too, so that it must be a Go file. */
const inTerminal = /^\s{2,}((?![<?])\S.*?\.go):(\d{1,9})(?= \+0x|\s*$)/;

/** The place that a line of a dump or race report names, if it does. */
export const placeIn = (line: string): PlaceInLine | null => find(line, inDump);

/** The place in a line of a terminal's output, if it is a stack's. */
export const placeInOutput = (line: string): PlaceInLine | null => find(line, inTerminal);

function find(line: string, pattern: RegExp): PlaceInLine | null {
  if (line.length > longest) return null;
  const match = pattern.exec(line);
  if (!match) return null;
  const [all, file, number] = match;
  const start = all.length - file.length - number.length - 1;
  return { start, end: all.length, file, line: Number(number) };
}
