import * as vscode from 'vscode';
import * as assert from './harness/assert.ts';
import { inWorkspace, when } from './harness/editor.ts';

const crash = `fatal error: all goroutines are asleep - deadlock!

goroutine 1 [chan receive, 5 minutes]:
main.main()
	/src/demo/leak/main.go:11 +0x10b

goroutine 7 [chan send]:
sync.f(0x1)
	/usr/local/go/src/sync/f.go:3 +0x10
main.ask.func1()
	/src/demo/leak/main.go:11 +0x59
created by main.ask in goroutine 1
	/src/demo/leak/main.go:10 +0x71
`;

const race = `==================
WARNING: DATA RACE
Write at 0x00c0000b4010 by goroutine 7:
  main.ask()
      /src/demo/leak/main.go:11 +0x44

Previous read at 0x00c0000b4010 by main goroutine:
  main.main()
      /src/demo/leak/main.go:30 +0x88
==================
`;

/** Writes a file into the workspace and opens it as text. */
async function openText(name: string, text: string): Promise<vscode.Uri> {
  const uri = inWorkspace('printed', name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  return uri;
}

const languageOf = (uri: vscode.Uri) =>
  vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString())?.languageId;

const becomes = (uri: vscode.Uri, language: string) =>
  when(
    `${uri.path} as ${language}`,
    vscode.workspace.onDidOpenTextDocument,
    () => (languageOf(uri) === language ? true : undefined),
    () => `it is ${languageOf(uri)}`,
  );

export function defineDumps(): void {
  describe('a dump as text', () => {
    afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

    it('is recognised by how it starts, whatever its name', async () => {
      await becomes(await openText('crash.log', crash), 'go-goroutine-dump');
      await becomes(await openText('output.txt', race), 'go-race-report');
      await becomes(await openText('race.4711', race), 'go-race-report');
      await becomes(await openText('scheduler', 'SCHED 0ms: gomaxprocs=2 idleprocs=1\n'), 'go-schedtrace');
      const uri = await openText('notes.txt', `Notes\n${crash}`);
      assert.equal(languageOf(uri), 'plaintext');
    });

    it('keeps the language that a person gives it', async () => {
      const uri = await openText('chosen.log', crash);
      await becomes(uri, 'go-goroutine-dump');
      await vscode.languages.setTextDocumentLanguage(vscode.window.activeTextEditor!.document, 'plaintext');
      await becomes(uri, 'plaintext');
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.equal(languageOf(uri), 'plaintext');
    });

    it('has an outline and folds', async () => {
      const uri = await openText('crash.log', crash);
      await becomes(uri, 'go-goroutine-dump');
      const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
        'vscode.executeDocumentSymbolProvider',
        uri,
      );
      assert.equal(
        symbols.map(({ name, detail }) => [name, detail]),
        [
          ['goroutine 1 · chan receive · 5 min', 'main.main'],
          ['goroutine 7 · chan send', 'main.ask.func1'],
        ],
      );
      const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
        'vscode.executeFoldingRangeProvider',
        uri,
      );
      assert.equal(
        folds.map(({ start, end }) => [start, end]),
        [
          [2, 4],
          [6, 12],
        ],
      );
    });

    it('links each frame to its source', async () => {
      const uri = await openText('crash.log', crash);
      await becomes(uri, 'go-goroutine-dump');
      const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
        'vscode.executeLinkProvider',
        uri,
      );
      const frames = links.filter(({ target }) => target?.scheme === 'command');
      assert.equal(
        frames.map(({ range }) => range.start.line),
        [4, 8, 10, 12],
      );
      const { path, query } = frames[2].target!;
      await vscode.commands.executeCommand(path, ...JSON.parse(query));
      const editor = vscode.window.activeTextEditor!;
      assert.ok(editor.document.uri.path.endsWith('/leak/main.go'));
      assert.equal(editor.selection.active.line, 10);
    });

    it('opens in the viewer by the code lens', async () => {
      const uri = await openText('output.txt', race);
      await becomes(uri, 'go-race-report');
      const [lens] = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        uri,
        10,
      );
      assert.equal(lens.range.start.line, 0);
      await vscode.commands.executeCommand(lens.command!.command, ...lens.command!.arguments!);
      await when('a viewer', vscode.window.tabGroups.onDidChangeTabs, () => {
        const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
        return input instanceof vscode.TabInputCustom && input.uri.path === uri.path ? true : undefined;
      });
    });
  });
}
