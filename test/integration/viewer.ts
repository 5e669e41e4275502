import * as vscode from 'vscode';
import * as assert from './harness/assert.ts';
import { inWorkspace, when } from './harness/editor.ts';

/** The custom editor in the active tab, if it is one of Unpark's. */
function viewerTab(): vscode.TabInputCustom | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.viewType.startsWith('unpark.') ? input : undefined;
}

export const viewerOf = (uri: vscode.Uri) =>
  when(`a viewer of ${uri.path}`, vscode.window.tabGroups.onDidChangeTabs, () =>
    viewerTab()?.uri.path === uri.path ? viewerTab() : undefined,
  );

export function defineViewer(): void {
  describe('the viewer', () => {
    afterEach(() => vscode.commands.executeCommand('workbench.action.closeActiveEditor'));

    it('opens a profile by double click', async () => {
      const uri = inWorkspace('profiles', 'goroutines.pb.gz');
      await vscode.commands.executeCommand('vscode.open', uri);
      assert.ok(await viewerOf(uri));
    });

    it('opens a dump by the command', async () => {
      const uri = inWorkspace('profiles', 'goroutines.txt');
      await vscode.commands.executeCommand('unpark.openProfile', uri);
      assert.ok(await viewerOf(uri));
    });

    it('leaves other text files to the text editor', async () => {
      const uri = inWorkspace('adding', 'adding.go.golden');
      await vscode.commands.executeCommand('vscode.open', uri);
      await when('a text editor', vscode.window.tabGroups.onDidChangeTabs, () =>
        vscode.window.activeTextEditor?.document.uri.path === uri.path ? true : undefined,
      );
      assert.equal(viewerTab(), undefined);
    });
  });
}
