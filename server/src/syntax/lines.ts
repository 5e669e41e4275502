/** A place as LSP has it: line and UTF-16 column from 0. */
export interface Position {
  line: number;
  character: number;
}

/** Converts between UTF-16 offsets and lines. `\n`, `\r\n` and a lone `\r` end a line, as in LSP. */
export class LineIndex {
  private readonly starts: number[];
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
    }
    this.starts = starts;
  }

  get count(): number {
    return this.starts.length;
  }

  /** Offset at which a line begins; the text's length for lines past the end. */
  lineStart(line: number): number {
    return line < this.starts.length ? this.starts[line] : this.text.length;
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
