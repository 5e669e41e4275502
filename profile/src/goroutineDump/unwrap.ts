import { Prefix } from './prefix.ts';
import { parseRecord, recordOf, strings } from './records.ts';

/**
 * Takes goroutine dumps out of what a log wraps them in: a time, a container's or a job's name before each line,
 * the indentation of a test's output, JSON with a line a record or with a dump as one escaped text.
 */

const header = /goroutine \d{1,15} (?:\w+=\w+ )*\[|\[? ?Goroutine \d{1,15} in state /;

/** A header that does not begin its line. Nothing the runtime prints has one: `created by f in goroutine 7` ends there. */
export const hasWrappedHeader = (text: string): boolean => {
  const search = /(?:goroutine \d{1,15} (?:\w+=\w+ )*\[|Goroutine \d{1,15} in state )/g;
  for (let match = search.exec(text); match; match = search.exec(text)) {
    const before = text[match.index - 1];
    const goleak = match[0][0] === 'G';
    if (
      match.index > 0 &&
      before !== '\n' &&
      !(goleak && /(?:^|\n)\[? ?$/.test(text.slice(match.index - 3, match.index)))
    )
      return true;
  }
  return false;
};

/** More forms of prefixes than this are no logger's. */
const mostPrefixes = 64;
const longestPrefix = 400;
const longestLine = 1 << 24;
/** More lines of other writers than this do not come between two of one. */
const linesBetween = 50;

/** @returns the text with every wrapped line unwrapped; streams that were interleaved stand one after the other. */
export function unwrap(text: string): string {
  const lines = text.split('\n');
  const { prefixes, keys } = survey(lines);
  const plain: string[] = [];
  const streams = prefixes.map((): string[] => []);
  const records: string[] = [];
  let latest = 0;
  let indent = '';
  for (let i = 0; i < lines.length; i++) {
    const line = withoutReturn(lines[i]);
    if (keys.size && recordOf(line, keys, records)) continue;
    const escaped = escapedDump(line);
    if (escaped !== null) {
      plain.push('', escaped, '');
      continue;
    }
    const which = matching(prefixes, line, latest);
    if (which >= 0) {
      latest = which;
      // Indentation belongs to the text around it, not to a writer of its own.
      const stream = prefixes[which].blank ? plain : streams[which];
      stream.push(line.slice(prefixes[which].lengthIn(line)));
      continue;
    }
    const at = inlineHeader(line);
    if (at > 0) {
      // Only the first line has a prefix; those below may be indented, as a test's output is.
      indent = /^ +(?=\S)/.exec(lines[i + 1] ?? '')?.[0] ?? '';
      plain.push(line.slice(0, at), line.slice(at));
      continue;
    }
    if (indent && line.startsWith(indent)) plain.push(line.slice(indent.length));
    else {
      if (line.trim() !== '') indent = '';
      plain.push(line);
    }
  }
  return [plain, ...streams, records].map((part) => part.join('\n')).join('\n\n');
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

/** The prefixes of headers whose next lines have them too, and the JSON members that hold headers. */
function survey(lines: readonly string[]): { prefixes: Prefix[]; keys: Set<string> } {
  const prefixes: Prefix[] = [];
  const keys = new Set<string>();
  for (let i = 0; i < lines.length; i++) {
    const line = withoutReturn(lines[i]);
    if (line.length > longestLine || !header.test(line)) continue;
    const record = parseRecord(line);
    if (record) {
      for (const [key, value] of strings(record)) if (header.test(value)) keys.add(key);
      continue;
    }
    if (escapedDump(line) !== null) continue;
    const at = inlineHeader(line);
    if (at <= 0 || at > longestPrefix || prefixes.length >= mostPrefixes) continue;
    const prefix = new Prefix(line.slice(0, at));
    if (prefixes.some((known) => known.pattern.source === prefix.pattern.source)) continue;
    if (headsCalls(prefix, lines, i)) prefixes.push(prefix);
  }
  return { prefixes, keys };
}

/** Whether the first call below a header stands behind the same prefix; lines of others may come between. */
function headsCalls(prefix: Prefix, lines: readonly string[], headerLine: number): boolean {
  const end = Math.min(lines.length, headerLine + linesBetween);
  for (let i = headerLine + 1; i < end; i++) {
    const line = withoutReturn(lines[i]);
    const length = prefix.lengthIn(line);
    if (length > 0) return /^\S.*\)$|^non-Go function|^\tgoroutine running on/.test(line.slice(length));
  }
  return false;
}

/** Where the header begins in a line; -1 where there is none. */
function inlineHeader(line: string): number {
  const match = header.exec(line);
  if (!match || match.index > longestPrefix) return -1;
  return /(?:from|in) $/.test(line.slice(0, match.index)) ? -1 : match.index;
}

/** The prefix that a line has; the one that matched last is the likeliest, and the longest one the right one. */
function matching(prefixes: readonly Prefix[], line: string, latest: number): number {
  if (prefixes.length === 1) return prefixes[0].lengthIn(line) > 0 ? 0 : -1;
  let best = -1;
  let longest = 0;
  for (let i = 0; i < prefixes.length; i++) {
    const length = prefixes[i].lengthIn(line);
    if (length > longest || (length === longest && length > 0 && i === latest)) {
      best = i;
      longest = length;
    }
  }
  return best;
}

/** A line that holds a dump with `\n` written out: the text from the header up to the quote that ends it. */
function escapedDump(line: string): string | null {
  const at = header.exec(line)?.index ?? -1;
  if (at < 0) return null;
  const newline = line.indexOf('\\n', at);
  if (newline < 0 || newline - at > longestPrefix || !/\]?:$/.test(line.slice(at, newline))) return null;
  let end = at;
  while (end < line.length && line[end] !== '"') end += line[end] === '\\' ? 2 : 1;
  return line
    .slice(at, end)
    .replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_, code: string) =>
      code.length > 1 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (escapes.get(code) ?? code),
    );
}

const escapes = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', ''],
]);
