import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { activateWith } from './activate.ts';

/** The extension in a host with Node: the server is a process of its own. */
export function activate(context: vscode.ExtensionContext): void {
  activateWith(context, (_, options) => {
    const module = context.asAbsolutePath('dist/server/node.js');
    return new LanguageClient('unpark', 'Unpark', { module, transport: TransportKind.ipc }, options);
  });
}
