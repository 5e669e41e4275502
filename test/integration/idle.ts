import * as vscode from 'vscode';
import * as assert from './harness/assert.ts';
import { foundRules, inWorkspace, open } from './harness/editor.ts';
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
        const uri = inWorkspace('main.go');
        await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(mistaken));
        await open('main.go');
        await foundRules(uri, 'waitgroup-missing-done');
        assert.ok(isActive());
      });
    });
  });

const mistaken = `package main

import "sync"

func main() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		println("hello")
	}()
	wg.Wait()
}
`;
