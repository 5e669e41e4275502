import { parseArgs } from 'node:util';
import type { FileReport } from '../engine.ts';
import { diskFiles } from '../files/disk.ts';
import type { Finding } from '../findings.ts';
import { LineIndex } from '../syntax/lines.ts';
import { checkFiles } from './checkFiles.ts';
import { exit, type Io } from './io.ts';
import { displayPath, goFiles, UsageError } from './targets.ts';

/** `unpark check`: prints findings. Exit code 1 where there is any, 2 on bad usage or unreadable input. */
export async function checkCommand(args: string[], io: Io): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { format: { type: 'string', default: 'text' } },
    });
    if (values.format !== 'text' && values.format !== 'json') {
      throw new UsageError(`--format is text or json, not "${values.format}"`);
    }
    const since = performance.now();
    const uris = await goFiles(positionals, io);
    const { reports, analysed, unreadable } = await checkFiles(uris);
    for (const uri of unreadable)
      io.err(`unpark: ${displayPath(uri, io)}: can't be read, or is over the size limit\n`);
    const found = reports.reduce((sum, report) => sum + report.findings.length, 0);
    if (values.format === 'json') {
      const texts = await textsFor(reports);
      const summary = { filesAnalysed: analysed, milliseconds: Math.round(performance.now() - since) };
      io.out(
        `${JSON.stringify({ findings: reports.flatMap((r) => toJson(r, texts, io)), ...summary }, null, 2)}\n`,
      );
    } else {
      for (const report of reports) for (const line of toText(report, io)) io.out(line);
      io.err(`${count(found, 'finding')} in ${count(analysed, 'file')}\n`);
    }
    if (unreadable.length) return exit.usage;
    return found ? exit.findings : exit.clean;
  } catch (error) {
    if (!(error instanceof UsageError || (error instanceof TypeError && 'code' in error))) throw error;
    io.err(`unpark check: ${error.message}\n`);
    return exit.usage;
  }
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

function* toText(report: FileReport, io: Io): Iterable<string> {
  if (!report.findings.length) return;
  const lines = new LineIndex(report.text);
  const file = displayPath(report.uri, io);
  for (const finding of report.findings) {
    const { line, character } = lines.position(finding.start);
    yield `${file}:${line + 1}:${character + 1}: ${finding.severity}: ${finding.message} [${finding.rule}]\n`;
  }
}

/** Line indexes of all files that findings, their related places and fixes refer to. */
async function textsFor(reports: readonly FileReport[]): Promise<Map<string, LineIndex>> {
  const known = new Map<string, LineIndex>();
  for (const { uri, text, findings } of reports) if (findings.length) known.set(uri, new LineIndex(text));
  const named = reports.flatMap((r) =>
    r.findings.flatMap((f) => [...f.related, ...f.fixes.flatMap((x) => x.edits)]),
  );
  for (const { uri } of named) {
    if (!known.has(uri)) known.set(uri, new LineIndex((await diskFiles.readFile(uri)) ?? ''));
  }
  return known;
}

/** The shape that scripts read: lines and columns from 1, columns in UTF-16 units. Only ever added to. */
function toJson(report: FileReport, texts: Map<string, LineIndex>, io: Io) {
  const at = (uri: string, offset: number) => {
    const { line, character } = texts.get(uri)!.position(offset);
    return { line: line + 1, column: character + 1 };
  };
  const range = (uri: string, start: number, end: number) => {
    const to = at(uri, end);
    return { file: displayPath(uri, io), ...at(uri, start), endLine: to.line, endColumn: to.column };
  };
  return report.findings.map((f: Finding) => ({
    rule: f.rule,
    severity: f.severity,
    message: f.message,
    ...range(f.uri, f.start, f.end),
    related: f.related.map((r) => ({
      message: r.message,
      file: displayPath(r.uri, io),
      ...at(r.uri, r.start),
    })),
    fixes: f.fixes.map(({ title, preferred, edits }) => ({
      title,
      preferred,
      edits: edits.map((e) => ({ ...range(e.uri, e.start, e.end), text: e.text })),
    })),
  }));
}
