import * as vscode from 'vscode';
import { viewTypeForAny } from './profileEditor.ts';

/** Opens a file in the viewer: the one given, the one in the active editor if so chosen, or one from a dialog. */
export async function openProfile(given?: unknown): Promise<void> {
  const file = given instanceof vscode.Uri ? given : await choose();
  if (file) await vscode.commands.executeCommand('vscode.openWith', file, viewTypeForAny);
}

async function choose(): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document;
  if (active && active.languageId !== 'go' && !active.isUntitled) {
    const browse = vscode.l10n.t('Choose a File…');
    const name = vscode.workspace.asRelativePath(active.uri);
    const choice = await vscode.window.showQuickPick([name, browse], {
      placeHolder: vscode.l10n.t('Which file is to be opened as a profile?'),
    });
    if (choice === undefined) return undefined;
    if (choice === name) return active.uri;
  }
  const [file] = (await vscode.window.showOpenDialog({ openLabel: vscode.l10n.t('Open Profile') })) ?? [];
  return file;
}
