import * as l10n from '@vscode/l10n';
import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  CodeActionTriggerKind,
  type Diagnostic,
  LSPErrorCodes,
  type Range,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { showRuleCommand, showScheduleCommand } from '#protocol';
import type { FileReport } from '../engine.ts';
import type { Finding, TextEdit } from '../findings.ts';
import { source, toDiagnostic } from './diagnostics.ts';
import { fixAllEdits } from './fixAll.ts';
import { leakCheck, leakCheckKind } from './leakCheck.ts';
import type { Session } from './session.ts';
import { suppressEdit } from './suppressEdit.ts';
import type { Texts } from './texts.ts';
import { canonicalUri } from './uris.ts';
import { toWorkspaceEdit } from './workspaceEdit.ts';

const fixAllKind = `${CodeActionKind.SourceFixAll}.unpark`;
export const codeActionKinds: readonly CodeActionKind[] = [
  CodeActionKind.QuickFix,
  fixAllKind,
  leakCheckKind,
];

/** Answers `textDocument/codeAction`. */
export async function codeActions(
  session: Session,
  params: CodeActionParams,
  token: CancellationToken,
): Promise<CodeAction[]> {
  const { context, range } = params;
  const wantsQuickFix = wants(context.only, CodeActionKind.QuickFix);
  // Asked for by name, or by somebody who opened the menu: not at each move of the cursor.
  const wantsFixAll = context.only
    ? wants(context.only, fixAllKind)
    : context.triggerKind !== CodeActionTriggerKind.Automatic;
  const wantsLeakCheck = context.only ? wants(context.only, leakCheckKind) : wantsFixAll;
  if (!session.client.codeActionLiterals || !(wantsQuickFix || wantsFixAll || wantsLeakCheck)) return [];
  const uri = canonicalUri(params.textDocument.uri);
  const check = wantsLeakCheck ? await leakCheck(session, uri) : null;
  const others = check ? [check] : [];
  if (!wantsQuickFix && !wantsFixAll) return others;
  const report = await session.check(uri, token);
  if (!report || report.findings.length === 0) return others;
  const current = session.engine.text(uri);
  if (current !== undefined && current !== report.text)
    throw new ResponseError(LSPErrorCodes.ContentModified, 'The document has changed meanwhile');
  const texts = session.textsOf(report);
  const actions = wantsQuickFix ? await quickFixes(session, report, texts, range, context.diagnostics) : [];
  const all = wantsFixAll && (await editsAction(session, texts, fixAllEdits(report.findings)));
  if (all) actions.push({ title: l10n.t('Apply all safe fixes of Unpark'), kind: fixAllKind, edit: all });
  return [...actions, ...others];
}

/** `a.b` is wanted by who asks for `a`, and by who does not say. */
const wants = (only: readonly CodeActionKind[] | undefined, kind: CodeActionKind): boolean =>
  !only || only.some((wanted) => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`));

async function quickFixes(
  session: Session,
  report: FileReport,
  texts: Texts,
  range: Range,
  asked: readonly Diagnostic[],
): Promise<CodeAction[]> {
  const fixes: CodeAction[] = [];
  const others = new Map<string, CodeAction>(); // by title: one for each rule and line
  for (const finding of report.findings) {
    const diagnostic = await toDiagnostic(session, finding, texts);
    if (!diagnostic || !intersects(diagnostic.range, range)) continue;
    const same = asked.find((other) => isSame(other, diagnostic));
    if (asked.length > 0 && !same) continue;
    const common = { kind: CodeActionKind.QuickFix, diagnostics: [same ?? diagnostic] };
    for (const { title, preferred, edits } of finding.fixes) {
      const edit = await editsAction(session, texts, edits);
      if (edit) fixes.push({ title, ...common, ...(preferred && { isPreferred: true }), edit });
    }
    const more = [
      showSchedule(session, finding, diagnostic.range),
      await suppress(session, report, texts, finding),
      showRule(session, finding),
    ];
    for (const action of more)
      if (action && !others.has(action.title)) others.set(action.title, { ...common, ...action });
  }
  return [...fixes, ...others.values()];
}

async function suppress(session: Session, { text }: FileReport, texts: Texts, finding: Finding) {
  const silence = suppressEdit(finding.uri, text, finding.start, finding.rule);
  const edit = silence && (await editsAction(session, texts, [silence]));
  return edit && { title: l10n.t('Suppress {0} for this line', finding.rule), edit };
}

function showSchedule({ client, documents }: Session, { schedule, rule, uri }: Finding, range: Range) {
  if (!client.showsSchedules || !schedule) return null;
  const title = l10n.t('Show how this happens');
  return {
    title,
    command: { title, command: showScheduleCommand, arguments: [documents.clientUri(uri), rule, range] },
  };
}

function showRule({ client }: Session, { rule }: Finding) {
  if (!client.showsRules) return null;
  const title = l10n.t('Show documentation for {0}', rule);
  return { title, command: { title, command: showRuleCommand, arguments: [rule] } };
}

/** `null` where there is nothing to edit, or a file to edit is gone. */
async function editsAction(
  session: Session,
  texts: Texts,
  edits: readonly TextEdit[],
): Promise<WorkspaceEdit | null> {
  return edits.length > 0 ? toWorkspaceEdit(session, texts, edits) : null;
}

/** A diagnostic that the client shows, which edits may have moved since, and ours. */
const isSame = (shown: Diagnostic, ours: Diagnostic): boolean =>
  shown.source === source && shown.code === ours.code && intersects(shown.range, ours.range);

export const intersects = (a: Range, b: Range): boolean =>
  !isBefore(a.end, b.start) && !isBefore(b.end, a.start);

const isBefore = (a: Range['start'], b: Range['start']): boolean =>
  a.line < b.line || (a.line === b.line && a.character < b.character);
