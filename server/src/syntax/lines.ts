/** A place as LSP has it: line and UTF-16 column from 0. */
export interface Position {
  line: number;
  character: number;
}

/** Converts between UTF-16 offsets and lines. `\n`, `\r\n` and a lone `\r` end a line, as in LSP. */
export class LineIndex {
  private readonly starts: number[];
  private readonly text: string;

  constructor(text: string, starts = lineStarts(text, 0, text.length)) {
    this.text = text;
    this.starts = starts;
  }

  /** The index of `text`, which has `inserted` in place of what stood from `start` up to `end`. */
  replaced(start: number, end: number, inserted: string, text: string): LineIndex {
    // A line break may be joined with what stands beside it: \r\n is one.
    const from = this.position(Math.max(start - 1, 0)).line;
    const behind = this.position(Math.min(end + 1, this.text.length)).line + 1;
    const delta = inserted.length - (end - start);
    const rest = this.starts.slice(behind).map((offset) => offset + delta);
    const middle = lineStarts(text, this.starts[from], rest[0] ?? text.length);
    if (rest.length) middle.pop(); // it is the first of the rest
    return new LineIndex(text, [...this.starts.slice(0, from), ...middle, ...rest]);
  }

  get count(): number {
    return this.starts.length;
  }

  /** Offset at which a line begins; the text's length for lines past the end. */
  lineStart(line: number): number {
    return line < this.starts.length ? this.starts[line] : this.text.length;
  }

  /** The text of a line, without what ends it. */
  line(line: number): string {
    return this.text.slice(this.lineStart(line), this.lineStart(line + 1)).replace(/[\r\n]+$/, '');
  }

  /** Offset of a position; columns past the line's end are clamped to it. */
  offset({ line, character }: Position): number {
    if (line < 0) return 0;
    if (line >= this.starts.length) return this.text.length;
    let end = line + 1 < this.starts.length ? this.starts[line + 1] : this.text.length;
    while (
      end > this.starts[line] &&
      (this.text.charCodeAt(end - 1) === 10 || this.text.charCodeAt(end - 1) === 13)
    )
      end--;
    return Math.min(this.starts[line] + Math.max(character, 0), end);
  }

  position(offset: number): Position {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: Math.min(offset, this.text.length) - this.starts[low] };
  }
}

/** Where the lines of a part of a text begin; the part begins with a line. */
function lineStarts(text: string, start: number, end: number): number[] {
  const starts = [start];
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}
