import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inRoot } from '../../../scripts/lib/paths.mjs';

/**
 * An extension with one command, «Print», that opens a terminal and prints a text into it: no shell is needed, and
 * none is there where VS Code was installed without native modules.
 *
 * @returns its folder
 */
export async function printer(text: string): Promise<string> {
  const folder = inRoot('out/printer');
  await mkdir(folder, { recursive: true });
  const manifest = {
    name: 'printer',
    publisher: 'unpark-test',
    version: '0.0.0',
    engines: { vscode: '^1.96.0' },
    main: './extension.js',
    activationEvents: [],
    contributes: { commands: [{ command: 'printer.print', title: 'Print' }] },
  };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(folder, 'extension.js'), source(text.replaceAll('\n', '\r\n')));
  return folder;
}

const source = (text: string) => `
const vscode = require('vscode');
exports.activate = ({ subscriptions }) => {
  subscriptions.push(vscode.commands.registerCommand('printer.print', () => {
    const written = new vscode.EventEmitter();
    const pty = {
      onDidWrite: written.event,
      open: () => written.fire(${JSON.stringify(text)}),
      close: () => {},
    };
    vscode.window.createTerminal({ name: 'printed', pty }).show();
  }));
};
`;
