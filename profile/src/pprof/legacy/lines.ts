const longestLine = 1 << 20;

/** The lines of a text, one after the other. */
export class TextLines {
  at = 0;
  from = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  next(): string | null {
    if (this.at >= this.text.length) return null;
    this.from = this.at;
    const end = this.text.indexOf('\n', this.at);
    const stop = end < 0 ? this.text.length : end;
    this.at = stop + 1;
    const line = this.text.slice(this.from, Math.min(stop, this.from + longestLine));
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  /** What follows the line that was read last. */
  rest(): string {
    return this.text.slice(this.at);
  }

  back(): void {
    this.at = this.from;
  }
}
