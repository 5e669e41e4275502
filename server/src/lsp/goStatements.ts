import { enclosingFunction } from '#profile';
import type { EvidencePlace, EvidenceStart } from '#protocol';
import { bodiesOf } from '../syntax/bodies.ts';
import { LineIndex } from '../syntax/lines.ts';

/** A `go` statement, or a call of `wg.Go` or errgroup's `TryGo`. */
const starts = /(?:^|[{};:])\s*go\s+[\w(]|\.(?:Go|TryGo)\(/;

/** Finds the statements that started goroutines, in a file's text as it is now. */
export class GoStatements {
  private readonly text: string;
  private readonly lines: LineIndex;
  /** By function, as the runtime names it without the package: `Run`, `(*T).Run`, `T.Run`. */
  private readonly functions = new Map<string, { first: number; last: number }>();

  constructor(text: string) {
    this.text = text;
    this.lines = new LineIndex(text);
    let behind = 0;
    for (const { open, close } of bodiesOf(text)) {
      const name = nameIn(text.slice(behind, open));
      behind = close + 1;
      if (!name) continue;
      this.functions.set(name, {
        first: this.lines.position(open).line,
        last: this.lines.position(close).line,
      });
    }
  }

  /**
   * The line (from 0) of the statement that started goroutines at a place. The file may have changed since the program
   * was built: where the line is no such statement of the function, the nearest one is taken.
   *
   * @returns `null` where there is none
   */
  lineOf({ line, function: name, isInside }: EvidenceStart): number | null {
    const body = this.functions.get(withoutPackage(name));
    if (!body) return null;
    const wanted = line - 1;
    let best: number | null = null;
    for (let at = body.first; at <= body.last; at++) {
      if (!starts.test(this.codeOf(at))) continue;
      // The call stands before the closure's lines, or on the same.
      if (isInside && at > wanted) break;
      if (best === null || isInside || Math.abs(at - wanted) < Math.abs(best - wanted)) best = at;
    }
    return best;
  }

  /** Whether a place still lies in the function that it lay in when the program was built. */
  holds({ line, function: name }: EvidencePlace): boolean {
    const body = this.functions.get(withoutPackage(enclosingFunction(name)));
    return body !== undefined && body.first < line && line <= body.last + 1;
  }

  /** The column of a line's first sign. */
  indentOf(line: number): number {
    const text = this.textOf(line);
    return text.length - text.trimStart().length;
  }

  private textOf(line: number): string {
    return this.text.slice(this.lines.lineStart(line), this.lines.lineStart(line + 1)).trimEnd();
  }

  /** Without a comment that takes up the rest of the line. */
  private codeOf(line: number): string {
    return this.textOf(line).replace(/(?:^|\s)\/\/.*$/, '');
  }
}

/** `example.com/a.(*T[...]).Run` → `(*T).Run`. */
function withoutPackage(name: string): string {
  const rest = name.slice(name.lastIndexOf('/', bracketIn(name)) + 1);
  return rest
    .slice(rest.indexOf('.') + 1)
    .replaceAll('[...]', '')
    .replace(/^init\.\d+$/, 'init');
}

/** Type arguments may hold slashes. */
const bracketIn = (name: string): number => {
  const at = name.indexOf('[');
  return at < 0 ? name.length : at;
};

/** The name of the function whose declaration ends a text, in the runtime's spelling. */
function nameIn(text: string): string | null {
  const at = text.lastIndexOf('\nfunc');
  const header = text.slice(at + 1);
  const match = /^func\s*(?:\(\s*(?:\w+\s+)?(\*?)\s*(\w+)(?:\[[^\]]*\])?\s*\)\s*)?(\w+)/.exec(header);
  if (!match) return null;
  const [, star, receiver, name] = match;
  if (!receiver) return name;
  return star ? `(*${receiver}).${name}` : `${receiver}.${name}`;
}
