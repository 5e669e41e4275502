import * as l10n from '@vscode/l10n';
import type { Finding } from './findings.ts';
import { finding, type RuleMeta } from './rules/rule.ts';
import type { SourceFile } from './types/sourceFile.ts';

export const needlessSuppression: RuleMeta = {
  id: 'needless-suppression',
  title: 'A suppression comment silences nothing',
  severity: 'information',
};

/** A comment that silences findings on one line. */
interface Suppression {
  start: number;
  end: number;
  /** From 0. */
  line: number;
  /** Rule ids; `null` for all. */
  rules: string[] | null;
  /** It names Unpark alone, so that nothing else can need it. */
  ours: boolean;
}

/** `//unpark:ignore rule-id[,rule-id] reason` */
const ignore = /^\/\/\s?unpark:ignore\s+([\w-]+(?:,[\w-]+)*)/;
/** `//nolint` or `//nolint:linter,linter`, as golangci-lint reads it. */
const nolint = /^\/\/\s?nolint(?::([\w-]+(?:,\s?[\w-]+)*))?(?=$|\s)/;

function suppressions(file: SourceFile): Suppression[] {
  const { tree, text } = file;
  const result: Suppression[] = [];
  if (!/\/\/\s?(?:unpark:ignore|nolint)/.test(text)) return result;
  for (let i = 0; i < tree.comments.length; i += 2) {
    const start = tree.comments[i];
    const end = tree.comments[i + 1];
    const comment = text.slice(start, end);
    const line = coveredLine(file, start);
    const ours = ignore.exec(comment);
    if (ours) {
      result.push({ start, end, line, rules: ours[1].split(','), ours: true });
      continue;
    }
    const other = nolint.exec(comment);
    const linters = other?.[1]?.split(/,\s?/);
    if (!other || (linters && !linters.includes('unpark') && !linters.includes('all'))) continue;
    result.push({ start, end, line, rules: null, ours: linters?.length === 1 && linters[0] === 'unpark' });
  }
  return result;
}

/** The comment's own line, or, where it stands alone, the next one that isn't a comment. */
function coveredLine({ text, lines }: SourceFile, start: number): number {
  let { line } = lines.position(start);
  if (text.slice(lines.lineStart(line), start).trim() !== '') return line;
  do line++;
  while (line < lines.count && text.startsWith('//', skipBlank(text, lines.lineStart(line))));
  return line;
}

function skipBlank(text: string, offset: number): number {
  let i = offset;
  while (text[i] === ' ' || text[i] === '\t') i++;
  return i;
}

/**
 * Takes out the findings that comments silence, and adds one for each comment of ours that silenced nothing.
 * `isOn` tells whether a rule runs at all: a comment for one that is off is not called needless.
 */
export function applySuppressions(
  file: SourceFile,
  findings: Finding[],
  isOn: (rule: string) => boolean,
): Finding[] {
  const all = suppressions(file);
  if (!all.length) return findings;
  const used = new Set<Suppression>();
  const kept = findings.filter((f) => {
    const line = file.lines.position(f.start).line;
    const silencing = all.filter((s) => s.line === line && (s.rules === null || s.rules.includes(f.rule)));
    for (const s of silencing) used.add(s);
    return silencing.length === 0;
  });
  for (const s of all) {
    if (!s.ours || used.has(s) || (s.rules && !s.rules.some(isOn))) continue;
    kept.push(
      finding(needlessSuppression, {
        file,
        start: s.start,
        end: s.end,
        message: l10n.t(
          'This comment silences nothing: {0} finds nothing on the line that it covers.',
          s.rules?.join(', ') ?? 'Unpark',
        ),
        fixes: [{ title: l10n.t('Remove the comment'), preferred: true, edits: [removal(file, s)] }],
      }),
    );
  }
  return kept.sort((a, b) => a.start - b.start);
}

/** Takes the whole line with it where the comment stands alone. */
function removal(file: SourceFile, { start, end }: Suppression) {
  const { text, lines, uri } = file;
  const { line } = lines.position(start);
  const begin = lines.lineStart(line);
  const before = text.slice(begin, start);
  if (before.trim() === '') return { uri, start: begin, end: lines.lineStart(line + 1), text: '' };
  return { uri, start: begin + before.trimEnd().length, end, text: '' };
}
