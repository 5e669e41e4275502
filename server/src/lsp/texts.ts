import type { Range } from 'vscode-languageserver';
import type { Span } from '../findings.ts';
import { LineIndex } from '../syntax/lines.ts';

/** Turns offsets into positions, over the files that one answer speaks of. */
export class Texts {
  private readonly lines = new Map<string, Promise<LineIndex | null>>();
  private readonly read: (uri: string) => Promise<string | null>;

  constructor(first: { uri: string; text: string }, read: (uri: string) => Promise<string | null>) {
    this.read = read;
    this.lines.set(first.uri, Promise.resolve(new LineIndex(first.text)));
  }

  /** The range of a span; `null` where the file is gone. */
  async range(uri: string, span: Span): Promise<Range | null> {
    const index = await this.index(uri);
    return index && { start: index.position(span.start), end: index.position(span.end) };
  }

  /** The line in which a span begins, without its indentation; empty where the file is gone. */
  async line(uri: string, { start }: Span): Promise<string> {
    const index = await this.index(uri);
    return index ? index.line(index.position(start).line).trim() : '';
  }

  private index(uri: string): Promise<LineIndex | null> {
    let lines = this.lines.get(uri);
    if (!lines) {
      lines = this.read(uri).then((text) => (text === null ? null : new LineIndex(text)));
      this.lines.set(uri, lines);
    }
    return lines;
  }
}
