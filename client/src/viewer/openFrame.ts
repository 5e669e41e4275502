import * as vscode from 'vscode';
import type { FramePlace } from '#protocol';
import { locate, remember } from './locate.ts';
import { segmentsOf } from './matchSource.ts';

/** Opens the source of a stack frame at its line, or says why that can't be. */
export async function openFrame(
  place: FramePlace,
  column: vscode.ViewColumn | undefined,
  log: vscode.LogOutputChannel,
): Promise<void> {
  if (typeof place?.file !== 'string' || !place.file) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The profile does not say where this function is.'),
    );
    return;
  }
  try {
    const uri = await locateOrAsk(place.file);
    if (uri) await show(uri, place.line, column);
  } catch (error) {
    log.error(`${place.file}: ${String(error)}`);
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} can’t be opened: {1}', place.file, String(error)));
  }
}

async function locateOrAsk(file: string): Promise<vscode.Uri | undefined> {
  const found = await locate(file);
  if (found.file) return found.file;
  const choice = found.choices.length > 0 ? await choose(file, found.choices) : await ask(file);
  if (choice) remember(file, choice);
  return choice;
}

/** It is not clear which file is meant: a person says it. */
async function choose(file: string, choices: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
  const items = choices
    .map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
  const elsewhere = { label: vscode.l10n.t('Locate File…'), uri: undefined };
  const choice = await vscode.window.showQuickPick([...items, elsewhere], {
    placeHolder: vscode.l10n.t('Which file is {0} of the profile?', file),
  });
  return choice === elsewhere ? browse(file) : choice?.uri;
}

async function ask(file: string): Promise<vscode.Uri | undefined> {
  const locateFile = vscode.l10n.t('Locate File…');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} is not in this workspace.', segmentsOf(file).join('/')),
    locateFile,
  );
  return choice === locateFile ? browse(file) : undefined;
}

async function browse(file: string): Promise<vscode.Uri | undefined> {
  const uris = await vscode.window.showOpenDialog({ title: file, openLabel: vscode.l10n.t('Open') });
  return uris?.[0];
}

async function show(uri: vscode.Uri, line: number, column: vscode.ViewColumn | undefined): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const at = Math.min(Math.max(Math.trunc(line) - 1 || 0, 0), document.lineCount - 1);
  const start = new vscode.Position(at, document.lineAt(at).firstNonWhitespaceCharacterIndex);
  await vscode.window.showTextDocument(document, {
    ...(column === undefined ? {} : { viewColumn: column }),
    selection: new vscode.Range(start, start),
  });
}
