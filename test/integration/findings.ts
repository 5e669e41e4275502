import * as vscode from 'vscode';
import * as assert from './harness/assert.ts';
import {
  applyAction,
  applyFix,
  fixesFor,
  found,
  foundRules,
  open,
  ruleOf,
  textOf,
} from './harness/editor.ts';

/** Rules whose fix changes one file, with the folder that shows the mistake. */
const oneFile = [
  { rule: 'waitgroup-add-in-goroutine', folder: 'adding' },
  { rule: 'waitgroup-add-after-go', folder: 'after' },
  { rule: 'waitgroup-missing-done', folder: 'missing' },
  { rule: 'waitgroup-done-not-deferred', folder: 'deferred' },
  { rule: 'waitgroup-done-twice', folder: 'twice' },
  { rule: 'waitgroup-done-skipped', folder: 'skipped' },
  { rule: 'waitgroup-count-mismatch', folder: 'mismatch' },
];

export function defineFindings(): void {
  describe('findings', () => {
    it('name the mistake, mark its place and link to the rule’s page', async () => {
      const { uri, getText } = await open('missing', 'missing.go');
      const [finding] = await foundRules(uri, 'waitgroup-missing-done');
      assert.match(finding.message, /wg|Wait/);
      assert.equal(finding.severity, vscode.DiagnosticSeverity.Warning);
      assert.ok(getText(finding.range).length > 0, 'the range is empty');
      assert.ok(typeof finding.code === 'object', 'the code is no link');
      assert.match(finding.code.target.path, /waitgroup-missing-done/);
    });

    for (const { rule, folder } of oneFile) {
      it(`${rule}: its quick fix mends the file`, async () => {
        const { uri, getText } = await open(folder, `${folder}.go`);
        await foundRules(uri, rule);
        await applyFix(uri, rule);
        assert.equal(getText(), await textOf(folder, `${folder}.go.golden`));
        await foundRules(uri);
      });
    }

    it('waitgroup-passed-by-value: its quick fix mends the declaration and the call in another file', async () => {
      const run = await open('value', 'run.go');
      const worker = await open('value', 'worker.go');
      await foundRules(worker.uri, 'waitgroup-passed-by-value');
      await applyFix(worker.uri, 'waitgroup-passed-by-value');
      assert.equal(worker.getText(), await textOf('value', 'worker.go.golden'));
      assert.equal(run.getText(), await textOf('value', 'run.go.golden'));
      await foundRules(worker.uri);
    });

    it('follow the text as it is typed', async () => {
      const { uri, getText, positionAt } = await open('editing', 'editing.go');
      await foundRules(uri, 'waitgroup-missing-done');
      const before = getText();
      const body = before.indexOf('\t\tjob()');
      await edit(uri, new vscode.Range(positionAt(body), positionAt(body)), '\t\tdefer wg.Done()\n');
      await foundRules(uri);
      await edit(uri, new vscode.Range(positionAt(0), positionAt(getText().length)), before);
      await foundRules(uri, 'waitgroup-missing-done');
    });

    it('are silenced by a comment, which a fix can write', async () => {
      const { uri, getText } = await open('silenced', 'silenced.go');
      await foundRules(uri);
      const before = getText();
      const comment = getText().indexOf('//unpark:ignore');
      const line = (await vscode.workspace.openTextDocument(uri)).positionAt(comment).line;
      await edit(uri, new vscode.Range(line, 0, line + 1, 0), '');
      const [finding] = await foundRules(uri, 'waitgroup-missing-done');
      const suppress = (await fixesFor(uri, finding)).find(({ title }) => title.startsWith('Suppress'));
      assert.ok(suppress, 'no fix silences the line');
      await applyAction(suppress);
      await foundRules(uri);
      assert.equal(getText(), before.replace(/(unpark:ignore \S+).*/, '$1'));
    });

    it('disappear when the settings turn their rule off, and come back', async () => {
      const { uri } = await open('editing', 'editing.go');
      await foundRules(uri, 'waitgroup-missing-done');
      const settings = vscode.workspace.getConfiguration('unpark');
      await settings.update(
        'rules',
        { 'waitgroup-missing-done': 'off' },
        vscode.ConfigurationTarget.Workspace,
      );
      await foundRules(uri);
      await settings.update(
        'rules',
        { 'waitgroup-missing-done': 'error' },
        vscode.ConfigurationTarget.Workspace,
      );
      const [finding] = await foundRules(uri, 'waitgroup-missing-done');
      assert.equal(finding.severity, vscode.DiagnosticSeverity.Error);
      await settings.update('rules', undefined, vscode.ConfigurationTarget.Workspace);
    });

    it('tell what the recorded dump of the program shows, and nothing else', async () => {
      const { uri } = await open('leak', 'main.go');
      await foundRules(uri, 'channel-abandoned-sender');
      assert.equal(found(uri).map(ruleOf), ['channel-abandoned-sender']);
    });
  });
}

async function edit(uri: vscode.Uri, range: vscode.Range, text: string): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.replace(uri, range, text);
  assert.ok(await vscode.workspace.applyEdit(change), 'VS Code refused the edit');
}
