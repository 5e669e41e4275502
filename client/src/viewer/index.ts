import * as vscode from 'vscode';
import { openProfile } from './openProfile.ts';
import { ProfileEditorProvider, viewType, viewTypeForAny } from './profileEditor.ts';

/** Registers the profile viewer: its editors and the command that opens one. */
export function registerViewer(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const provider = new ProfileEditorProvider(context.extensionUri, log);
  const options = { supportsMultipleEditorsPerDocument: true, webviewOptions: { enableFindWidget: true } };
  return vscode.Disposable.from(
    // Two types for one editor: files that are surely profiles open in it, others can be reopened with it.
    vscode.window.registerCustomEditorProvider(viewType, provider, options),
    vscode.window.registerCustomEditorProvider(viewTypeForAny, provider, options),
    vscode.commands.registerCommand('unpark.openProfile', openProfile),
  );
}
