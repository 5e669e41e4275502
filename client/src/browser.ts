import * as vscode from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { activateWith } from './activate.ts';

/** The extension in a browser: the server is a web worker, a new one after a crash. */
export function activate(context: vscode.ExtensionContext): void {
  activateWith(context, ({ extensionUri }, options) => {
    const asset = (name: string) => vscode.Uri.joinPath(extensionUri, 'dist/server', name);
    const read = async (name: string) => new Uint8Array(await vscode.workspace.fs.readFile(asset(name)));
    const connect = async () => {
      // Where the worker runs, it can't tell where its files are.
      const [runtime, grammar] = await Promise.all([
        read('web-tree-sitter.wasm'),
        read('tree-sitter-go.wasm'),
      ]);
      // The extension host has a Worker of its own, which the client would not know as one.
      const worker = new Worker(asset('browser.js').toString(true));
      worker.postMessage({ runtime, grammar });
      return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
    };
    return new LanguageClient('unpark', 'Unpark', connect, options);
  });
}
