import { unquoted } from './quoted.ts';

/** `{key: value, "quoted key": "quoted value"}` from its opening brace. */
export function parseLabels(line: string, brace: number): Record<string, string> {
  const labels: Record<string, string> = {};
  const scan = new Scanner(line, brace + 1);
  while (scan.at < line.length && line[scan.at] !== '}') {
    const key = scan.word(':');
    scan.skip(/[: ]/);
    const value = scan.word(',');
    scan.skip(/[, ]/);
    if (!key && !value) break;
    // A label's name is the program's: no property of ours may be hit by it.
    Object.defineProperty(labels, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return labels;
}

/** Steps through a line that has quoted parts. */
export class Scanner {
  at: number;
  private readonly text: string;

  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
  }

  digits(): string {
    const from = this.at;
    while (this.at < this.text.length && this.text[this.at] >= '0' && this.text[this.at] <= '9') this.at++;
    return this.text.slice(from, this.at);
  }

  skip(characters: RegExp): void {
    while (this.at < this.text.length && characters.test(this.text[this.at])) this.at++;
  }

  /** What stands before `end`, quoted parts skipped; the scanner stops behind `end`. `null`: there is none. */
  until(end: string): string | null {
    const from = this.at;
    while (this.at < this.text.length) {
      if (this.text[this.at] === '"') this.quoted();
      else if (this.text[this.at++] === end) return this.text.slice(from, this.at - 1);
    }
    return null;
  }

  /** A quoted string, or what stands before `end` or a closing brace. */
  word(end: string): string {
    if (this.text[this.at] === '"') return this.quoted();
    const from = this.at;
    while (this.at < this.text.length && this.text[this.at] !== end && this.text[this.at] !== '}') this.at++;
    return this.text.slice(from, this.at);
  }

  private quoted(): string {
    const from = this.at++;
    while (this.at < this.text.length && this.text[this.at] !== '"')
      this.at += this.text[this.at] === '\\' ? 2 : 1;
    this.at++;
    return unquoted(this.text.slice(from, this.at));
  }
}
