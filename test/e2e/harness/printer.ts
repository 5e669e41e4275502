import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inRoot } from '../../../scripts/lib/paths.mjs';

/**
 * A module that prints a text into a terminal when VS Code runs it as an extension's tests: no shell is needed, and
 * none is there where VS Code was installed without native modules.
 *
 * @returns its file
 */
export async function printer(text: string): Promise<string> {
  const file = inRoot('out/printer/printer.js');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(path.join(path.dirname(file), 'package.json'), '{ "type": "commonjs" }');
  await writeFile(file, source(text.replaceAll('\n', '\r\n')));
  return file;
}

const source = (text: string) => `
const vscode = require('vscode');
exports.run = () => new Promise(() => {
  const written = new vscode.EventEmitter();
  const pty = {
    onDidWrite: written.event,
    open: () => written.fire(${JSON.stringify(text)}),
    close: () => {},
  };
  vscode.window.createTerminal({ name: 'printed', pty }).show(true);
});
`;
