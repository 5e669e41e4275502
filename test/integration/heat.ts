import * as vscode from 'vscode';
import * as assert from './harness/assert.ts';
import { inWorkspace, open } from './harness/editor.ts';
import { viewerOf } from './viewer.ts';

/** A heap profile as text, of a program that was built elsewhere: two lines of `main.ask`. */
const heap = [
  'heap profile: 4: 8000 [4: 8000] @ heapprofile',
  '3: 6000 [3: 6000] @ 0x10',
  '#\t0x10\tmain.ask+0x1\t/src/demo/leak/main.go:11',
  '1: 2000 [1: 2000] @ 0x11',
  '#\t0x11\tmain.ask+0x1\t/src/demo/leak/main.go:12',
  '',
].join('\n');

const limitMs = 25_000;

/** Looks again until what stands behind the lines of the editors is as wanted. */
async function seen(look: () => Promise<string>, isRight: (behind: string) => boolean): Promise<string> {
  const since = Date.now();
  for (;;) {
    const behind = await look();
    if (isRight(behind) || Date.now() - since > limitMs) return behind;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** @param look what VS Code has drawn behind the lines of its editors: no extension is told that */
export function defineHeat(look: () => Promise<string>): void {
  describe('the heat of a profile', () => {
    after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

    it('stands behind lines of source until it is hidden', async () => {
      const profile = inWorkspace('profiles', 'heap.pprof');
      await vscode.workspace.fs.writeFile(profile, new TextEncoder().encode(heap));
      await vscode.commands.executeCommand('unpark.openProfile', profile);
      await viewerOf(profile);
      await open('leak', 'main.go');
      // The page, which is hidden, comes to the front until it has told, and goes behind the source again.
      await vscode.commands.executeCommand('unpark.showHeat');
      const shown = await seen(look, (behind) => behind.includes('5.86 kB (75%)'));
      assert.match(shown, /5\.86 kB \(75%\)/);
      assert.match(shown, /1\.95 kB \(25%\)/);
      await vscode.commands.executeCommand('unpark.hideHeat');
      assert.equal((await seen(look, (behind) => !behind.includes('kB'))).includes('kB'), false);
    }).timeout(90_000);
  });
}
