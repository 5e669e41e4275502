import * as vscode from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { activateWith } from './activate.ts';

/** The extension in a browser: the server is a web worker, a new one after a crash. */
export function activate(context: vscode.ExtensionContext): void {
  activateWith(context, ({ extensionUri }, options) => {
    const script = vscode.Uri.joinPath(extensionUri, 'dist/server/browser.js').toString(true);
    const connect = async () => {
      // The extension host has a Worker of its own, which the client would not know as one.
      const worker = new Worker(script);
      return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
    };
    return new LanguageClient('unpark', 'Unpark', connect, options);
  });
}
