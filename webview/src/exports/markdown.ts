import * as l10n from '@vscode/l10n';
import { type Article, type ExportedTable, framesText, type Section } from './article.ts';

/** More is no text that anybody pastes. */
const mostSections = 100;
const mostRows = 100;

/** A page as Markdown: for an issue, a chat or a language model. */
export function toMarkdown({ title, summary, notes, sections }: Article): string {
  const shown = sections.slice(0, mostSections);
  return [
    `# ${plain(title)}`,
    ...[summary, ...notes].map(plain),
    ...shown.flatMap(sectionBlocks),
    ...more(sections.length - shown.length),
    '',
  ].join('\n\n');
}

function sectionBlocks({ title, texts = [], stacks = [], table }: Section): string[] {
  return [
    `## ${plain(title)}`,
    ...texts.map(plain),
    ...stacks.flatMap((stack) => [`**${plain(stack.title)}**`, fenced(framesText(stack.frames))]),
    ...(table ? tableBlocks(table) : []),
  ];
}

function tableBlocks({ columns, rows }: ExportedTable): string[] {
  const shown = rows.slice(0, mostRows);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [
    line(columns.map(({ label }) => plain(label))),
    line(columns.map(({ isNumeric }) => (isNumeric ? '---:' : '---'))),
    ...shown.map((row) => line(row.map(plain))),
  ];
  return [table.join('\n'), ...more(rows.length - shown.length)];
}

const more = (left: number): string[] => (left > 0 ? [l10n.t('… and {0} more', left.toLocaleString())] : []);

/** Text that Markdown gives no meaning to. */
export const plain = (text: string): string => text.replace(/[\\`*_[\]<>#|~]/g, '\\$&').replace(/\s+/g, ' ');

/** A fence or span is ended by no run of backticks that is in it: it has one more. */
const ticks = (text: string, least: number): string =>
  '`'.repeat(Math.max(least, 1 + Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))));

export const fenced = (text: string): string => `${ticks(text, 3)}text\n${text}\n${ticks(text, 3)}`;

export const code = (text: string): string =>
  `${ticks(text, 1)}${text.replace(/\s+/g, ' ')}${ticks(text, 1)}`;
