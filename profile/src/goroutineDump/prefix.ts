/** What stands before each line of a log: the same text but for times, in which digits differ. */
export class Prefix {
  readonly pattern: RegExp;
  /** It is but indentation. */
  readonly blank: boolean;

  constructor(sample: string) {
    this.blank = sample.trim() === '';
    // A time is digits with separators between them. Other digits belong to names: `web-1 | ` is not `web-2 | `.
    const times = /\d+(?:[-/:.,T]\d+)+|^\[ *\d+\]/g;
    let source = '';
    let at = 0;
    for (let match = times.exec(sample); match; match = times.exec(sample)) {
      source += literal(sample.slice(at, match.index)) + literal(match[0]).replace(/\d+/g, '\\d+');
      at = match.index + match[0].length;
    }
    this.pattern = new RegExp(`^${source}${literal(sample.slice(at))}`);
  }

  /** 0 where the line has another beginning. A blank line of a log may have lost the blanks at the prefix's end. */
  lengthIn(line: string): number {
    return this.pattern.exec(line)?.[0].length ?? 0;
  }
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
