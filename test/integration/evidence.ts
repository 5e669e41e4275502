import * as vscode from 'vscode';
import * as assert from './harness/assert.ts';
import { found, foundRules, inWorkspace, open, when } from './harness/editor.ts';

const source = `package stuck

import "sync"

func Run(job func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		job()
	}()
	wg.Wait()
}
`;

/** Goroutines that stuck.go's go statement (line 8) has started, and its Wait (line 11), which never ends. */
const dump = `goroutine 1 [sync.WaitGroup.Wait, 7 minutes]:
sync.(*WaitGroup).Wait(0xc000012345)
	/usr/local/go/src/sync/waitgroup.go:206 +0x85
example.com/errand/stuck.Run(0x1)
	/src/demo/stuck/stuck.go:11 +0x10b

goroutine 7 [chan receive, 9 minutes]:
example.com/errand/stuck.Run.func1()
	/src/demo/stuck/stuck.go:9 +0x59
created by example.com/errand/stuck.Run in goroutine 1
	/src/demo/stuck/stuck.go:8 +0x71
`;

async function write(text: string, ...parts: string[]): Promise<vscode.Uri> {
  const uri = inWorkspace(...parts);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

const limitMs = 15_000;

/** Asks again until the answer is as wanted, at most for 15 s: no event tells that code lenses have changed. */
async function lensesOf(uri: vscode.Uri, count: number): Promise<vscode.CodeLens[]> {
  const since = Date.now();
  for (;;) {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri,
      10,
    );
    const ours = lenses.filter(({ command }) => command?.command === 'unpark.showEvidence');
    if (ours.length === count || Date.now() - since > limitMs) return ours;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export function defineEvidence(): void {
  describe('what an opened dump says of the code', () => {
    afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

    it('stands above the go statement and beside the diagnostic, until the viewer closes', async () => {
      await write(source, 'stuck', 'stuck.go');
      const { uri } = await open('stuck', 'stuck.go');
      await foundRules(uri, 'waitgroup-missing-done');
      const file = await write(dump, 'stuck', 'goroutines-stuck.txt');
      await vscode.commands.executeCommand('unpark.openProfile', file);

      const [lens] = await lensesOf(uri, 1);
      assert.equal(lens?.range.start.line, 7);
      assert.equal(lens.command?.title, '1 goroutine started here, 1 blocked for up to 9 min');
      const said = await when('evidence beside the diagnostic', vscode.languages.onDidChangeDiagnostics, () =>
        found(uri)
          .flatMap(({ relatedInformation = [] }) => relatedInformation)
          .find(({ location }) => location.uri.path === file.path),
      );
      assert.match(said.message, /^goroutines-stuck\.txt: \d goroutines? blocked here for up to \d min$/);

      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      assert.equal((await lensesOf(uri, 0)).length, 0);
      await when('no evidence', vscode.languages.onDidChangeDiagnostics, () =>
        found(uri).every(({ relatedInformation = [] }) =>
          relatedInformation.every(({ location }) => location.uri.path !== file.path),
        )
          ? true
          : undefined,
      );
    });
  });
}
