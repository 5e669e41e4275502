import * as vscode from 'vscode';
import * as assert from './harness/assert.ts';
import { fixesFor, foundRules, open, when } from './harness/editor.ts';

/** The tab with the diagram, beside whatever else is open. */
const diagramTab = (): vscode.Tab | undefined =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .find(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('unpark.schedule'),
    );

const opened = () => when('the diagram', vscode.window.tabGroups.onDidChangeTabs, diagramTab);

export function defineSchedule(): void {
  describe('how a finding comes about', () => {
    afterEach(async () => {
      const tab = diagramTab();
      if (tab) await vscode.window.tabGroups.close(tab);
    });

    it('is told step by step beside the finding', async () => {
      const { uri } = await open('fetching', 'fetching.go');
      const [{ relatedInformation = [] }] = await foundRules(uri, 'channel-abandoned-sender');
      const notes = relatedInformation.map(
        ({ message, location }) => `${location.range.start.line + 1} ${message}`,
      );
      assert.equal(notes[0], '7 1. fetch starts the goroutine');
      assert.equal(notes[1], '13 2. fetch takes the time-out case and returns');
      assert.match(notes[2], /^8 3\. the goroutine sends on result: nobody will ever receive/);
    });

    it('is drawn by what the menu at the finding offers', async () => {
      const { uri } = await open('fetching', 'fetching.go');
      const [finding] = await foundRules(uri, 'channel-abandoned-sender');
      const show = (await fixesFor(uri, finding)).find(
        ({ command }) => command?.command === 'unpark.showSchedule',
      );
      assert.ok(show?.command, 'no action shows how it happens');
      await vscode.commands.executeCommand(show.command.command, ...(show.command.arguments ?? []));
      const tab = await opened();
      assert.equal(tab.label, 'How This Happens');
      assert.ok(tab.group.viewColumn !== vscode.window.activeTextEditor?.viewColumn, 'it covers the code');
    });

    it('is drawn of what is at the cursor, once for all', async () => {
      const { uri } = await open('fetching', 'fetching.go');
      await foundRules(uri, 'channel-abandoned-sender');
      const editor = vscode.window.activeTextEditor!;
      editor.selection = new vscode.Selection(7, 4, 7, 4);
      for (let i = 0; i < 2; i++) await vscode.commands.executeCommand('unpark.showSchedule');
      await opened();
      const all = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
      assert.equal(all.filter(({ label }) => label === 'How This Happens').length, 1);
    });
  });
}
