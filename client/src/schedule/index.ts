/**
 * schedule: shows how a finding comes about, as a diagram beside the code.
 *
 * panel.ts     the one panel: what it asks the server, and how it follows edits
 * marker.ts    shows a step in the editor
 * shifted.ts   pure: where a range lies after an edit
 */
import * as vscode from 'vscode';
import { type DiagnosticData, type Range, type SchedulesParams, showScheduleCommand } from '#protocol';
import type { Server } from '../server.ts';
import { SchedulePanel, viewType } from './panel.ts';

/** Whether the active editor shows a finding that has a schedule: the palette offers the command only there. */
const contextKey = 'unpark.hasSchedule';

/** Registers the command that shows how a finding comes about, and what brings its panel back. */
export function registerSchedules(
  extension: vscode.Uri,
  server: Server,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const panel = new SchedulePanel(extension, server, log);
  const updateContext = () => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    // A webview that has the focus leaves the editor beside it what it was.
    if (uri) void vscode.commands.executeCommand('setContext', contextKey, hasSchedule(uri));
  };
  updateContext();
  return vscode.Disposable.from(
    panel,
    vscode.window.onDidChangeActiveTextEditor(updateContext),
    vscode.languages.onDidChangeDiagnostics(updateContext),
    vscode.window.registerWebviewPanelSerializer(viewType, panel),
    vscode.commands.registerCommand(showScheduleCommand, (uri?: unknown, rule?: unknown, range?: unknown) =>
      show(panel, server, asked(uri, rule, range)),
    ),
  );
}

const hasSchedule = (uri: vscode.Uri): boolean =>
  vscode.languages
    .getDiagnostics(uri)
    // The language client leaves it there for the server.
    .some(
      (diagnostic) => (diagnostic as { data?: Partial<DiagnosticData> | null }).data?.hasSchedule === true,
    );

/** Whoever runs the command: arguments are taken as they should be, or not at all. */
function asked(uri: unknown, rule: unknown, range: unknown): SchedulesParams | undefined {
  if (typeof uri === 'string' && isRange(range))
    return { uri, rule: typeof rule === 'string' ? rule : null, range };
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'go') return undefined;
  const { start, end } = editor.selection;
  const lines = { start: { line: start.line, character: 0 }, end: { line: end.line + 1, character: 0 } };
  return { uri: editor.document.uri.toString(), rule: null, range: lines };
}

const isRange = (range: unknown): range is Range => {
  const { start, end } = (range ?? {}) as Partial<Range>;
  return [start?.line, start?.character, end?.line, end?.character].every((n) => Number.isInteger(n));
};

const whole: Range = { start: { line: 0, character: 0 }, end: { line: 2 ** 31 - 1, character: 0 } };

async function show(
  panel: SchedulePanel,
  server: Server,
  params: SchedulesParams | undefined,
): Promise<void> {
  const here = params ? await server.schedules(params) : [];
  const found = here.length > 0 || !params ? here : await server.schedules({ ...params, range: whole });
  if (!params || found.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Unpark has found nothing in this file that it could show step by step.'),
    );
    return;
  }
  const picks = found.map((finding) => ({
    label: finding.message,
    description: vscode.l10n.t('line {0}', finding.range.start.line + 1),
    finding,
  }));
  const isClear = here.length > 0 && (params.rule !== null || here.length === 1);
  const choice = isClear
    ? picks[0]
    : await vscode.window.showQuickPick(picks, {
        placeHolder: vscode.l10n.t('How does which of these happen?'),
      });
  if (choice) panel.show(params.uri, choice.finding);
}
