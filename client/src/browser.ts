import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { activateWith } from './activate.ts';

/** The extension in a browser: the server is a web worker. */
export function activate(context: vscode.ExtensionContext): void {
  activateWith(context, ({ extensionUri }, options) => {
    const script = vscode.Uri.joinPath(extensionUri, 'dist/server/browser.js');
    return new LanguageClient('unpark', 'Unpark', async () => new Worker(script.toString(true)), options);
  });
}
