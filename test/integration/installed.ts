import path from 'node:path';
import * as vscode from 'vscode';
import * as assert from './harness/assert.ts';
import { applyFix, foundRules, open, textOf } from './harness/editor.ts';
import { extensionId } from './harness/extension.ts';
import { runSuite } from './harness/runSuite.ts';
import { defineViewer } from './viewer.ts';

/** The suite of an extension that was installed from its .vsix: that every part was packaged. */
export const run = (): Promise<void> =>
  runSuite(() => {
    describe('the installed extension', () => {
      it('is the one from the .vsix', () => {
        const { extensionPath } = vscode.extensions.getExtension(extensionId)!;
        assert.equal(path.basename(path.dirname(extensionPath)), 'extensions');
      });

      it('brings the rules’ pages along', async () => {
        const { extensionUri } = vscode.extensions.getExtension(extensionId)!;
        const page = vscode.Uri.joinPath(extensionUri, 'docs/rules/waitgroup-missing-done.md');
        assert.ok((await vscode.workspace.fs.stat(page)).size > 0);
      });

      it('finds a mistake and mends it', async () => {
        const document = await open('missing', 'missing.go');
        await foundRules(document.uri, 'waitgroup-missing-done');
        await applyFix(document.uri, 'waitgroup-missing-done');
        assert.equal(document.getText(), await textOf('missing', 'missing.go.golden'));
      });
    });
    defineViewer();
  });
