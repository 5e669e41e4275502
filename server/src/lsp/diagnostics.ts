import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
} from 'vscode-languageserver';
import type { DiagnosticData, Severity } from '#protocol';
import { docsUrl } from '../docs.ts';
import type { FileReport } from '../engine.ts';
import type { Finding } from '../findings.ts';
import { blockedText } from './evidence.ts';
import { GoStatements } from './goStatements.ts';
import type { Session } from './session.ts';
import type { Texts } from './texts.ts';

/** `Diagnostic.source` */
export const source = 'unpark';

/** More in one file is no help to anybody. */
const maxDiagnostics = 1_000;

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** A report as LSP has it. */
export async function toDiagnostics(session: Session, report: FileReport): Promise<Diagnostic[]> {
  const texts = session.textsOf(report);
  const shown = report.findings.slice(0, maxDiagnostics);
  if (shown.length < report.findings.length)
    session.log.warn(
      `${report.uri}: ${report.findings.length} findings, the first ${maxDiagnostics} are shown`,
    );
  const diagnostics = await Promise.all(shown.map((finding) => toDiagnostic(session, finding, texts)));
  return diagnostics.filter((diagnostic) => diagnostic !== null);
}

/** One finding as LSP has it; `null` where its file is gone. */
export async function toDiagnostic(
  session: Session,
  finding: Finding,
  texts: Texts,
): Promise<Diagnostic | null> {
  const { client, documents } = session;
  const range = await texts.range(finding.uri, finding);
  if (!range) return null;
  const diagnostic: Diagnostic = {
    range,
    message: finding.message,
    severity: severities[finding.severity],
    source,
    code: finding.rule,
  };
  if (client.showsSchedules && finding.schedule)
    diagnostic.data = { hasSchedule: true } satisfies DiagnosticData;
  if (client.codeDescription) diagnostic.codeDescription = { href: docsUrl(finding.rule) };
  if (client.relatedInformation) {
    const related: DiagnosticRelatedInformation[] = [];
    const lines = new Set([range.start.line + 1]);
    for (const { uri, message, ...span } of finding.related) {
      const place = await texts.range(uri, span);
      if (!place) continue;
      related.push({ location: { uri: documents.clientUri(uri), range: place }, message });
      if (uri === finding.uri) lines.add(place.start.line + 1);
    }
    related.push(...evidenceOf(session, finding.uri, lines));
    if (related.length > 0) diagnostic.relatedInformation = related;
  }
  return diagnostic;
}

/** Goroutines of dumps and profiles that are blocked where the finding says they will be. */
function evidenceOf(
  { engine, evidence }: Session,
  uri: string,
  lines: ReadonlySet<number>,
): DiagnosticRelatedInformation[] {
  if (!evidence.has(uri)) return [];
  // A file that nobody edits is most likely the one that was built.
  const text = engine.text(uri);
  const statements = text === undefined ? null : new GoStatements(text);
  const blocked = evidence.blockedAt(uri, lines, (place) => statements?.holds(place) ?? true);
  const start = { line: 0, character: 0 };
  return blocked.map((tally) => ({
    location: { uri: tally.report.uri, range: { start, end: start } },
    message: blockedText(tally),
  }));
}
