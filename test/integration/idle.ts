import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { open, when } from './harness/editor.ts';
import { extensionId } from './harness/extension.ts';
import { runSuite } from './harness/runSuite.ts';

/** The suite of a workspace without Go code. */
export const run = (): Promise<void> =>
  runSuite(() => {
    describe('a workspace without Go files', () => {
      const isActive = () => vscode.extensions.getExtension(extensionId)!.isActive;

      it('does not start the extension', async () => {
        assert.ok(vscode.extensions.getExtension(extensionId), 'the extension is not there at all');
        const document = await open('notes.txt');
        assert.equal(document.languageId, 'plaintext');
        assert.equal(isActive(), false);
      });

      it('starts it with the first Go file', async () => {
        const content = 'package main\n\nfunc main() {}\n';
        const document = await vscode.workspace.openTextDocument({ language: 'go', content });
        await vscode.window.showTextDocument(document);
        await when('activation', vscode.extensions.onDidChange, () => (isActive() ? true : undefined));
      });
    });
  });
