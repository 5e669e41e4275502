import {
  type CancellationToken,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from 'vscode-languageserver';
import { toDiagnostics } from './diagnostics.ts';
import type { Session } from './session.ts';
import { canonicalUri } from './uris.ts';

export const emptyReport = (): DocumentDiagnosticReport => ({
  kind: DocumentDiagnosticReportKind.Full,
  items: [],
});

/** Answers `textDocument/diagnostic`. */
export async function documentDiagnostics(
  session: Session,
  params: DocumentDiagnosticParams,
  token: CancellationToken,
): Promise<DocumentDiagnosticReport> {
  const report = await session.check(canonicalUri(params.textDocument.uri), token);
  if (!report) return emptyReport();
  const resultId = session.resultId(report);
  if (resultId === params.previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
  return { kind: DocumentDiagnosticReportKind.Full, resultId, items: await toDiagnostics(session, report) };
}
