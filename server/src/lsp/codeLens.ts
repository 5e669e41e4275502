import type { CodeLens, CodeLensParams } from 'vscode-languageserver';
import { showEvidenceCommand } from '#protocol';
import { startedText } from './evidence.ts';
import { GoStatements } from './goStatements.ts';
import type { Session } from './session.ts';
import { canonicalUri } from './uris.ts';

/** Answers `textDocument/codeLens`: at each `go` statement, the goroutines that dumps and profiles have of it. */
export function codeLenses({ engine, evidence }: Session, { textDocument }: CodeLensParams): CodeLens[] {
  const uri = canonicalUri(textDocument.uri);
  const started = evidence.startsIn(uri);
  const text = started.length > 0 ? engine.text(uri) : undefined;
  if (text === undefined) return [];
  const statements = new GoStatements(text);
  const areSeveral = new Set(started.map(({ report }) => report)).size > 1;
  return started.flatMap((tally) => {
    const line = statements.lineOf(tally.start);
    if (line === null) return [];
    const { report, start } = tally;
    const position = { line, character: statements.indentOf(line) };
    const said = startedText(tally);
    const file = start.uri.slice(start.uri.lastIndexOf('/') + 1);
    return {
      range: { start: position, end: position },
      command: {
        title: areSeveral ? `${report.name}: ${said}` : said,
        command: showEvidenceCommand,
        arguments: [report.uri, `${file}:${start.line}`],
      },
    };
  });
}
