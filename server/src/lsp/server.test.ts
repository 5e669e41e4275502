import { afterEach, describe, expect, test } from 'vitest';
import {
  CancellationTokenSource,
  CodeActionRequest,
  CodeLensRequest,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  DocumentDiagnosticRequest,
  FileChangeType,
  type FullDocumentDiagnosticReport,
  LSPErrorCodes,
  PublishDiagnosticsNotification,
  type Range,
  type TextDocumentEdit,
  TextDocumentSyncKind,
  WorkspaceDiagnosticRequest,
  type WorkspaceDocumentDiagnosticReport,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { type EvidenceGroup, evidenceNotification } from '#protocol';
import { applyEdits } from '../applyFixes.ts';
import { LineIndex } from '../syntax/lines.ts';
import { fullCapabilities, TestClient } from '../testing/lsp.ts';
import { takesLong } from '../testing/takesLong.ts';

const dir = 'file:///w/p';
const uri = `${dir}/a.go`;
const other = `${dir}/b.go`;

const group = (body: string) => `package p

import "sync"

func run(jobs []func()) {
	var wg sync.WaitGroup
	for _, job := range jobs {
${body}
	}
	wg.Wait()
}
`;
const missing = group(`		wg.Add(1)
		go func() {
			job()
		}()`);
const right = group(`		wg.Add(1)
		go func() {
			defer wg.Done()
			job()
		}()`);

const at = (line: number, character = 0): Range['start'] => ({ line, character });
const all: Range = { start: at(0), end: at(1000) };

let client: TestClient;
afterEach(() => client?.dispose());

/** A text with a workspace edit's changes of one document. */
function edited(text: string, edit: WorkspaceEdit | undefined, file = uri): string {
  const lines = new LineIndex(text);
  const changes = (edit?.documentChanges as TextDocumentEdit[] | undefined)?.filter(
    ({ textDocument }) => textDocument.uri === file,
  );
  return applyEdits(
    text,
    (changes ?? []).flatMap(({ edits }) =>
      edits.map((e) => {
        if (!('newText' in e)) throw new Error('a snippet');
        const { start, end } = e.range;
        return { uri: file, start: lines.offset(start), end: lines.offset(end), text: e.newText };
      }),
    ),
  );
}

describe('initialize', () => {
  test('offers incremental sync, pull diagnostics and the two kinds of code action', async () => {
    client = await TestClient.start({ disk: {} });
    expect(client.initialized.capabilities).toMatchObject({
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: true },
      codeActionProvider: {
        codeActionKinds: ['quickfix', 'source.fixAll.unpark', 'source.leakCheck.unpark'],
      },
    });
  });

  test('registers for settings and files, where the client can tell of them', async () => {
    client = await TestClient.start({ disk: {} });
    await client.diagnostics(uri);
    expect(client.registered.sort()).toEqual([
      'workspace/didChangeConfiguration',
      'workspace/didChangeWatchedFiles',
    ]);
  });
});

describe('document diagnostics', () => {
  test('say what is wrong, where, and link to the rule’s page', async () => {
    client = await TestClient.start({ disk: {} });
    await client.open(uri, missing);
    expect(await client.diagnostics(uri)).toEqual([
      {
        range: { start: at(8, 2), end: at(8, 4) },
        severity: 2,
        source: 'unpark',
        code: 'waitgroup-missing-done',
        codeDescription: {
          href: expect.stringMatching(/^https:.*\/docs\/rules\/waitgroup-missing-done\.md$/),
        },
        message: expect.stringContaining('wg.Wait() blocks for ever'),
        relatedInformation: [
          { location: { uri, range: { start: at(7, 2), end: at(7, 11) } }, message: expect.any(String) },
          { location: { uri, range: { start: at(12, 1), end: at(12, 10) } }, message: expect.any(String) },
        ],
      },
    ]);
  });

  test('count columns in UTF-16 units', async () => {
    client = await TestClient.start({ disk: {} });
    await client.open(uri, missing.replace('		go func', '		/* 😀é */ go func'));
    const [{ range }] = await client.diagnostics(uri);
    expect(range).toEqual({ start: at(8, 12), end: at(8, 14) });
  });

  test('are unchanged as long as nothing changes, and follow each edit', async () => {
    client = await TestClient.start({ disk: {} });
    await client.open(uri, missing);
    const first = (await client.pull(uri)) as FullDocumentDiagnosticReport;
    expect(await client.pull(uri, first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
    await client.change(uri, { start: at(9), end: at(9) }, '\t\t\tdefer wg.Done()\n');
    const second = (await client.pull(uri, first.resultId)) as FullDocumentDiagnosticReport;
    expect(second).toMatchObject({ kind: 'full', items: [] });
    expect(second.resultId).not.toBe(first.resultId);
    await client.change(uri, { start: at(9), end: at(10) }, '');
    expect(await client.rules(uri)).toEqual(['waitgroup-missing-done']);
  });

  test('a closed document is what the disk has', async () => {
    client = await TestClient.start({ disk: { [uri]: right } });
    await client.open(uri, missing);
    expect(await client.rules(uri)).toEqual(['waitgroup-missing-done']);
    await client.close(uri);
    expect(await client.rules(uri)).toEqual([]);
  });

  test('an edit of one file changes what is found in another of its package', async () => {
    client = await TestClient.start({ disk: {} });
    await client.open(uri, group('		wg.Add(1)\n		go work(job, &wg)'));
    await client.open(
      other,
      'package p\n\nimport "sync"\n\nfunc work(job func(), wg *sync.WaitGroup) {\n\tjob()\n}\n',
    );
    expect(await client.rules(uri)).toEqual(['waitgroup-missing-done']);
    await client.change(other, { start: at(5), end: at(5) }, '\tdefer wg.Done()\n');
    expect(await client.rules(uri)).toEqual([]);
  });

  test('hear of files that changed on disk', async () => {
    const disk = {
      [uri]: group('		wg.Add(1)\n		go work(job, &wg)'),
      [other]: 'package p\n\nimport "sync"\n\nfunc work(job func(), wg *sync.WaitGroup) {\n\tjob()\n}\n',
    };
    client = await TestClient.start({ disk });
    expect(await client.rules(uri)).toEqual(['waitgroup-missing-done']);
    disk[other] = disk[other].replace('\tjob()', '\tdefer wg.Done()\n\tjob()');
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: other, type: FileChangeType.Changed }],
    });
    expect(await client.rules(uri)).toEqual([]);
    expect(client.refreshes).toBe(1);
  });

  test('a cancelled request is answered as cancelled', async () => {
    let read = () => {};
    const blocked = new Promise<void>((resolve) => {
      read = resolve;
    });
    client = await TestClient.start({
      disk: {},
      files: { readDirectory: () => blocked.then(() => ['a.go']), readFile: async () => missing },
    });
    const source = new CancellationTokenSource();
    const answer = client.connection.sendRequest(
      DocumentDiagnosticRequest.type,
      { textDocument: { uri } },
      source.token,
    );
    source.cancel();
    read();
    await expect(answer).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    expect(await client.rules(uri)).toEqual(['waitgroup-missing-done']);
  });

  test('a file that can’t be read breaks one answer, not the server', async () => {
    let fails = true;
    client = await TestClient.start({
      disk: {},
      files: {
        readDirectory: async () => {
          if (fails) throw new Error('the disk is on fire');
          return ['a.go'];
        },
        readFile: async () => missing,
      },
    });
    expect(await client.diagnostics(uri)).toEqual([]);
    expect(client.log.join()).toMatch(/textDocument\/diagnostic: .*the disk is on fire/);
    fails = false;
    await client.open(other, 'package p\n');
    expect(await client.rules(uri)).toEqual(['waitgroup-missing-done']);
  });
});

describe('code actions', () => {
  test('mend what the cursor stands on, and silence it', async () => {
    client = await TestClient.start({ disk: {}, initializationOptions: { showsRules: true } });
    await client.open(uri, missing);
    const cursor = { start: at(8, 3), end: at(8, 3) };
    const [fix, suppress, show, ...others] = await client.codeActions(uri, cursor, ['quickfix']);
    expect(fix).toMatchObject({ title: 'Insert "defer wg.Done()"', isPreferred: true, kind: 'quickfix' });
    expect(fix.diagnostics).toHaveLength(1);
    expect(edited(missing, fix.edit)).toBe(right);
    expect(suppress.title).toBe('Suppress waitgroup-missing-done for this line');
    expect(edited(missing, suppress.edit)).toContain('//unpark:ignore waitgroup-missing-done\n\t\tgo func');
    expect(show).toMatchObject({
      command: { command: 'unpark.showRule', arguments: ['waitgroup-missing-done'] },
    });
    expect(others).toEqual([]);
    expect(await client.codeActions(uri, { start: at(0), end: at(1) }, ['quickfix'])).toEqual([]);
  });

  test('are there as soon as the diagnostics are, whatever else goes on', async () => {
    client = await TestClient.start({
      disk: { [uri]: missing, [other]: 'package p\n' },
      folders: ['file:///w'],
    });
    await client.open(uri, missing);
    for (let i = 0; i < 30; i++) {
      const background = client.connection.sendRequest(WorkspaceDiagnosticRequest.type, {
        previousResultIds: [],
      });
      await client.change(uri, { start: at(0), end: at(0) }, '\n');
      void client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
      expect(await client.codeActions(uri, all, ['quickfix'])).toHaveLength(2);
      await background;
    }
  });

  test('change the other files of the package too, each by its version', async () => {
    client = await TestClient.start({
      disk: {
        [other]:
          'package p\n\nimport "sync"\n\nfunc work(job func(), wg sync.WaitGroup) {\n\tdefer wg.Done()\n\tjob()\n}\n',
      },
    });
    const calls = group('		wg.Add(1)\n		go work(job, wg)');
    await client.open(uri, calls);
    const [fix] = await client.codeActions(other, all, ['quickfix']);
    expect(fix.title).toContain('*sync.WaitGroup');
    expect(edited(calls, fix.edit)).toContain('go work(job, &wg)');
    const versions = (fix.edit!.documentChanges as TextDocumentEdit[]).map(
      ({ textDocument }) => textDocument,
    );
    expect(versions).toContainEqual({ uri, version: 1 });
    expect(versions).toContainEqual({ uri: other, version: null });
  });

  test('come as plain changes to a client that knows no document changes', async () => {
    const capabilities = structuredClone(fullCapabilities);
    capabilities.workspace!.workspaceEdit = {};
    client = await TestClient.start({ disk: {}, capabilities });
    await client.open(uri, missing);
    const [fix] = await client.codeActions(uri, all, ['quickfix']);
    expect(fix.edit).toEqual({
      changes: { [uri]: [expect.objectContaining({ newText: expect.any(String) })] },
    });
  });

  test('fix all: when it is asked for, by name or from the menu', async () => {
    client = await TestClient.start({ disk: {} });
    const twice = missing.replace(
      '		go func',
      '		go func() {\n			job()\n		}()\n		wg.Add(1)\n		go func',
    );
    await client.open(uri, twice);
    const [fixAll, ...others] = await client.codeActions(uri, all, ['source.fixAll']);
    expect(others).toEqual([]);
    expect(fixAll.kind).toBe('source.fixAll.unpark');
    expect(edited(twice, fixAll.edit).match(/defer wg\.Done\(\)/g)).toHaveLength(2);
    const kinds = async (trigger: 1 | 2) =>
      (await client.codeActions(uri, all, undefined, trigger)).map(({ kind }) => kind);
    expect(await kinds(1)).toContain('source.fixAll.unpark');
    expect(await kinds(2)).not.toContain('source.fixAll.unpark');
    expect(await client.codeActions(uri, all, ['refactor'])).toEqual([]);
  });

  test('are only for diagnostics that the client shows', async () => {
    client = await TestClient.start({ disk: {} });
    await client.open(uri, missing);
    const asked = (code: string) =>
      client.connection.sendRequest(CodeActionRequest.type, {
        textDocument: { uri },
        range: all,
        context: {
          only: ['quickfix'],
          diagnostics: [{ range: all, message: '', source: 'unpark', code }],
        },
      });
    expect(await asked('waitgroup-missing-done')).not.toEqual([]);
    expect(await asked('waitgroup-done-twice')).toEqual([]);
  });
});

describe('workspace diagnostics', () => {
  const pull = async (previousResultIds: { uri: string; value: string }[] = []) =>
    (await client.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds })).items;
  const summary = (items: WorkspaceDocumentDiagnosticReport[]) =>
    items.map((item) => [item.uri, item.kind === 'full' ? item.items.map(({ code }) => code) : item.kind]);

  test('tell of files that nobody has opened, and then of what is new', async () => {
    const disk: Record<string, string> = { [uri]: missing, 'file:///w/q/c.go': right };
    client = await TestClient.start({ disk, folders: ['file:///w'] });
    const first = await pull();
    expect(summary(first)).toEqual([
      [uri, ['waitgroup-missing-done']],
      ['file:///w/q/c.go', []],
    ]);
    const ids = first.map((item) => ({ uri: item.uri, value: item.resultId! }));
    expect(summary(await pull(ids))).toEqual([
      [uri, 'unchanged'],
      ['file:///w/q/c.go', 'unchanged'],
    ]);
    disk['file:///w/q/d.go'] = missing;
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: 'file:///w/q/d.go', type: FileChangeType.Created }],
    });
    expect(summary(await pull(ids))).toContainEqual(['file:///w/q/d.go', ['waitgroup-missing-done']]);
    delete disk['file:///w/q/d.go'];
    delete disk[uri];
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [
        { uri, type: FileChangeType.Deleted },
        { uri: 'file:///w/q/d.go', type: FileChangeType.Deleted },
      ],
    });
    expect(summary(await pull(ids))).toEqual([
      ['file:///w/q/c.go', 'unchanged'],
      [uri, []],
    ]);
  });

  test('follow the folders of the workspace', async () => {
    client = await TestClient.start({
      disk: { [uri]: missing, 'file:///x/p/a.go': missing },
      folders: ['file:///w'],
    });
    expect(summary(await pull())).toEqual([[uri, ['waitgroup-missing-done']]]);
    await client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
      event: {
        added: [{ uri: 'file:///x', name: 'x' }],
        removed: [{ uri: 'file:///w', name: 'w' }],
      },
    });
    expect(summary(await pull())).toEqual([['file:///x/p/a.go', ['waitgroup-missing-done']]]);
  });

  test('can be switched off', async () => {
    client = await TestClient.start({
      disk: { [uri]: missing },
      folders: ['file:///w'],
      settings: { workspaceDiagnostics: false },
    });
    expect(await pull()).toEqual([]);
    expect(await client.rules(uri)).toEqual(['waitgroup-missing-done']);
  });
});

test('what takes long comes later, by itself', async () => {
  client = await TestClient.start({ disk: {} });
  await client.open(uri, takesLong);
  expect(await client.rules(uri)).toEqual([]);
  await expect.poll(() => client.refreshes, { timeout: 20_000 }).toBe(1);
  expect(await client.rules(uri)).toEqual(['channel-abandoned-sender']);
});

describe('settings', () => {
  test('set a severity or turn a rule off, and change while the server runs', async () => {
    client = await TestClient.start({
      disk: { [uri]: missing },
      settings: { rules: { 'waitgroup-missing-done': 'error' } },
    });
    expect((await client.diagnostics(uri)).map(({ severity }) => severity)).toEqual([1]);
    client.settings = { rules: { 'waitgroup-missing-done': 'off' } };
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    await expect.poll(() => client.refreshes).toBe(1);
    expect(await client.diagnostics(uri)).toEqual([]);
  });

  test('that make no sense are logged and ignored', async () => {
    client = await TestClient.start({
      disk: { [uri]: missing },
      settings: {
        rules: { 'waitgroup-missing-done': 'loud', 'no-such-rule': 'off' },
        workspaceDiagnostics: 3,
      },
    });
    expect((await client.diagnostics(uri)).map(({ severity }) => severity)).toEqual([2]);
    const log = client.log.join('\n');
    expect(log).toMatch(/waitgroup-missing-done can be off, .*"loud"/);
    expect(log).toMatch(/there is no rule "no-such-rule"/);
    expect(log).toMatch(/workspaceDiagnostics: expected true or false/);
  });

  test('come with initialize from a client that answers no questions', async () => {
    client = await TestClient.start({
      disk: { [uri]: missing },
      capabilities: { ...fullCapabilities, workspace: {} },
      initializationOptions: { settings: { rules: { 'waitgroup-missing-done': 'hint' } } },
    });
    expect((await client.diagnostics(uri)).map(({ severity }) => severity)).toEqual([4]);
  });
});

test('a client that can’t pull is told', async () => {
  client = await TestClient.start({
    disk: {},
    capabilities: { textDocument: { publishDiagnostics: {} } },
  });
  const told: { uri: string; rules: unknown[] }[] = [];
  client.connection.onNotification(PublishDiagnosticsNotification.type, ({ uri: file, diagnostics }) => {
    told.push({ uri: file, rules: diagnostics.map(({ code }) => code) });
  });
  await client.open(uri, missing);
  await expect.poll(() => told).toEqual([{ uri, rules: ['waitgroup-missing-done'] }]);
  await client.change(uri, { start: at(9), end: at(9) }, '\t\t\tdefer wg.Done()\n');
  await expect.poll(() => told.length).toBe(2);
  expect(told[1]).toEqual({ uri, rules: [] });
});

describe('evidence of dumps and profiles', () => {
  const report = 'file:///w/goroutines.txt';
  const blocked: EvidenceGroup = {
    count: 1_180,
    isBlocked: true,
    waitMinutes: 12,
    frames: [{ uri, line: 13, function: 'example.com/p.run' }],
    startedAt: { uri, line: 9, function: 'example.com/p.run', isInside: false },
  };
  const tell = (...groups: EvidenceGroup[]) =>
    client.connection.sendNotification(evidenceNotification, {
      reports: [{ uri: report, name: 'goroutines.txt', groups }],
    });
  const lenses = () => client.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } });

  test('stands above the go statement', async () => {
    client = await TestClient.start({ disk: {} });
    await client.open(uri, missing);
    expect(await lenses()).toEqual([]);
    await tell(blocked, { ...blocked, count: 23, isBlocked: false, frames: [] });
    expect(await lenses()).toEqual([
      {
        range: { start: at(8, 2), end: at(8, 2) },
        command: {
          title: '1,203 goroutines started here, 1,180 blocked for up to 12 min',
          command: 'unpark.showEvidence',
          arguments: [report, 'a.go:9'],
        },
      },
    ]);
    await client.connection.sendNotification(evidenceNotification, { reports: [] });
    expect(await lenses()).toEqual([]);
  });

  test('follows the statement when the file is edited', async () => {
    client = await TestClient.start({ disk: {} });
    await client.open(uri, missing);
    await tell(blocked);
    await client.change(uri, { start: at(1), end: at(1) }, '\n\n\n');
    expect((await lenses())?.[0].range.start).toEqual(at(11, 2));
  });

  test('stands beside the diagnostic of the line where the goroutines are', async () => {
    client = await TestClient.start({ disk: {} });
    await client.open(uri, missing);
    const before = (await client.pull(uri)) as FullDocumentDiagnosticReport;
    await tell(blocked);
    const after = (await client.pull(uri, before.resultId)) as FullDocumentDiagnosticReport;
    expect(after.items[0].relatedInformation?.slice(2)).toEqual([
      {
        location: { uri: report, range: { start: at(0), end: at(0) } },
        message: 'goroutines.txt: 1,180 goroutines blocked here for up to 12 min',
      },
    ]);
    expect(client.refreshes).toBe(1);
    await client.connection.sendNotification(evidenceNotification, { reports: [] });
    const gone = (await client.pull(uri, after.resultId)) as FullDocumentDiagnosticReport;
    expect(gone.items).toEqual(before.items);
  });

  test('of goroutines that are elsewhere, or not blocked, says nothing of the diagnostic', async () => {
    client = await TestClient.start({ disk: {} });
    await client.open(uri, missing);
    await tell(
      { ...blocked, isBlocked: false },
      { ...blocked, frames: [{ uri, line: 13, function: 'p.moved' }], startedAt: null },
      { ...blocked, frames: [{ uri: other, line: 13, function: 'p.other' }], startedAt: null },
    );
    expect((await client.diagnostics(uri))[0].relatedInformation).toHaveLength(2);
  });
});
