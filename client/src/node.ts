import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { activateWith } from './activate.ts';

/** The extension in a host with Node: the server is a process of its own. */
export function activate(context: vscode.ExtensionContext): void {
  activateWith(context, (_, options) => {
    const module = context.asAbsolutePath('dist/server/cli.js');
    const server = { module, args: ['lsp'], transport: TransportKind.ipc };
    return new LanguageClient('unpark', 'Unpark', server, options);
  });
}
