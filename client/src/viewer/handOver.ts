import * as vscode from 'vscode';

/** Puts a text of the page into the clipboard. */
export async function copyText(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied'), 3_000);
}

/** Asks where a text of the page is to be saved, and saves it there. @param name what the file is called if nobody objects */
export async function saveText(name: string, text: string, beside: vscode.Uri): Promise<void> {
  const plain = name.replace(/[\\/:*?"<>|]/g, '_');
  const uri = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(beside, '..', plain) });
  if (!uri) return;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const open = vscode.l10n.t('Open');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('Saved {0}.', vscode.workspace.asRelativePath(uri)),
    open,
  );
  if (choice === open) await vscode.commands.executeCommand('vscode.open', uri);
}
