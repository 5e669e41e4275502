import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createProtocolConnection,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { inRoot } from '../../scripts/lib/paths.mjs';

/** The command as it is installed: `bin` of package.json. */
const cli = inRoot(JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).bin.unpark);

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'unpark-cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function unpark(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: dir,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const folder = (name: string) =>
  cpSync(inRoot('test/integration/workspaces/go', name), dir, { recursive: true });

describe('unpark check', () => {
  test('prints findings and ends with 1', () => {
    folder('missing');
    const { status, stdout, stderr } = unpark('check');
    expect(stdout).toMatch(
      /^missing\.go:8:2: warning: wg\.Wait\(\) blocks for ever.* \[waitgroup-missing-done\]\n$/,
    );
    expect(stderr).toBe('1 finding in 1 file\n');
    expect(status).toBe(1);
  });

  test('prints JSON whose edits mend the file', () => {
    folder('missing');
    const { status, stdout } = unpark('check', '--format', 'json', 'missing.go');
    const report = JSON.parse(stdout);
    expect(report).toEqual({
      findings: [
        {
          rule: 'waitgroup-missing-done',
          severity: 'warning',
          message: expect.any(String),
          file: 'missing.go',
          line: 8,
          column: 2,
          endLine: 8,
          endColumn: 4,
          related: [
            { message: expect.any(String), file: 'missing.go', line: 7, column: 2 },
            { message: expect.any(String), file: 'missing.go', line: expect.any(Number), column: 2 },
          ],
          fixes: [{ title: 'Insert "defer wg.Done()"', preferred: true, edits: [expect.any(Object)] }],
        },
      ],
      filesAnalysed: 1,
      milliseconds: expect.any(Number),
    });
    expect(status).toBe(1);
    const [{ line, column, endLine, endColumn, text }] = report.findings[0].fixes[0].edits;
    const lines = readFileSync(path.join(dir, 'missing.go'), 'utf8').split('\n');
    const head = [...lines.slice(0, line - 1), lines[line - 1].slice(0, column - 1)].join('\n');
    const tail = [lines[endLine - 1].slice(endColumn - 1), ...lines.slice(endLine)].join('\n');
    expect(head + text + tail).toBe(readFileSync(path.join(dir, 'missing.go.golden'), 'utf8'));
  });

  test('prints how a finding comes about, step by step', () => {
    folder('fetching');
    expect(unpark('check').stdout).toBe(
      [
        'fetching.go:8:3: warning: This send on result may wait for ever: whoever would receive can leave before, and then this goroutine never ends. [channel-abandoned-sender]',
        '    1. fetching.go:7:2: fetch starts the goroutine',
        '    2. fetching.go:13:7: fetch takes the time-out case and returns',
        '    3. fetching.go:8:3: the goroutine sends on result: nobody will ever receive (fetch has returned)',
        '',
      ].join('\n'),
    );
    const [{ schedule }] = JSON.parse(unpark('check', '--format', 'json').stdout).findings;
    expect(schedule.goroutines).toEqual([
      { name: 'fetch', end: 'ended', start: null },
      { name: 'the goroutine', end: 'blocked', start: { file: 'fetching.go', line: 7, column: 2 } },
    ]);
    expect(schedule.steps[2]).toEqual({
      ...{ goroutine: 1, kind: 'blocked', message: expect.stringContaining('nobody will ever receive') },
      ...{ to: null, from: null, isFree: false, file: 'fetching.go', line: 8, column: 3 },
    });
  });

  test('prints SARIF: rules, places, fixes, and a thread flow for each goroutine', () => {
    const sub = path.join(dir, 'a b');
    cpSync(inRoot('test/integration/workspaces/go/fetching'), sub, { recursive: true });
    const { status, stdout } = unpark('check', '--format', 'sarif');
    expect(status).toBe(1);
    const { version, runs } = JSON.parse(stdout);
    expect(version).toBe('2.1.0');
    const [{ tool, results, originalUriBaseIds, columnKind }] = runs;
    expect(columnKind).toBe('utf16CodeUnits');
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(['channel-abandoned-sender']);
    const [{ ruleIndex, level, locations, relatedLocations, codeFlows, fixes }] = results;
    expect({ ruleIndex, level }).toEqual({ ruleIndex: 0, level: 'warning' });
    const [{ physicalLocation }] = locations;
    expect(physicalLocation.region).toEqual({ startLine: 8, startColumn: 3, endLine: 8, endColumn: 19 });
    const { uri, uriBaseId } = physicalLocation.artifactLocation;
    expect(new URL(uri, originalUriBaseIds[uriBaseId].uri).href).toBe(
      pathToFileURL(path.join(dir, 'a b/fetching.go')).href,
    );
    expect(relatedLocations).toHaveLength(4);
    const flows = codeFlows[0].threadFlows as {
      message: { text: string };
      locations: { executionOrder: number; location: { message: { text: string } } }[];
    }[];
    expect(flows.map(({ message }) => message.text)).toEqual(['fetch', 'the goroutine']);
    expect(flows.map((flow) => flow.locations.map(({ executionOrder }) => executionOrder))).toEqual([
      [1, 2],
      [3],
    ]);
    expect(flows[1].locations[0].location.message.text).toContain('nobody will ever receive');
    const [{ deletedRegion, insertedContent }] = fixes[0].artifactChanges[0].replacements;
    expect(deletedRegion).toEqual({ startLine: 6, startColumn: 25, endLine: 6, endColumn: 25 });
    expect(insertedContent.text).toBe(', 1');
  });

  test('says the same of many folders, whatever thread looks at them', () => {
    const folders = Array.from({ length: 140 }, (_, i) => `p${String(i).padStart(3, '0')}`);
    for (const name of folders) {
      cpSync(inRoot('test/integration/workspaces/go/missing'), path.join(dir, name), { recursive: true });
      for (const other of ['a', 'b', 'c'])
        writeFileSync(path.join(dir, name, `${other}.go`), 'package missing\n');
    }
    const { status, stdout, stderr } = unpark('check');
    const found = stdout.trimEnd().split('\n');
    expect(found.map((line) => line.split(path.sep)[0])).toEqual(folders);
    expect(new Set(found.map((line) => line.slice(line.indexOf('missing.go')))).size).toBe(1);
    expect(stderr).toBe('140 findings in 560 files\n');
    expect(status).toBe(1);
  });

  test('ends with 0 where all is well', () => {
    writeFileSync(path.join(dir, 'a.go'), 'package a\n');
    expect(unpark('check', '.')).toEqual({ status: 0, stdout: '', stderr: '0 findings in 1 file\n' });
  });

  test.each([
    [['check', 'nowhere'], /nowhere: no such file or folder/],
    [['check', 'README.md'], /README\.md: not a Go file/],
    [['check', '--format', 'xml'], /--format is text, json or sarif, not "xml"/],
    [['check', '--colour'], /--colour/],
    [['chekc'], /chekc/],
    [['fix', 'nowhere'], /nowhere: no such file or folder/],
    [['profile', 'nowhere'], /nowhere/],
    [['profile'], /profile/],
  ])('unpark %j ends with 2 and says why', (args, reason) => {
    writeFileSync(path.join(dir, 'README.md'), '');
    const { status, stdout, stderr } = unpark(...args);
    expect(stderr).toMatch(reason);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});

describe('unpark fix', () => {
  const goFiles = () =>
    Object.fromEntries(
      readdirSync(dir)
        .filter((name) => name.endsWith('.go'))
        .map((name) => [name, readFileSync(path.join(dir, name), 'utf8')]),
    );

  test('mends all files of a package', () => {
    folder('value');
    expect(unpark('fix')).toMatchObject({ status: 0, stderr: '1 fix applied in 2 files\n' });
    for (const [name, text] of Object.entries(goFiles())) {
      expect(text).toBe(readFileSync(path.join(dir, `${name}.golden`), 'utf8'));
    }
    expect(unpark('check').status).toBe(0);
  });

  test('prints a diff that patch can apply, and writes nothing, with --dry-run', () => {
    folder('value');
    const before = goFiles();
    const { status, stdout } = unpark('fix', '--dry-run');
    expect(status).toBe(0);
    expect(stdout).toContain('--- a/worker.go\n+++ b/worker.go\n');
    expect(goFiles()).toEqual(before);
    const applied = spawnSync('git', ['apply', '-'], { cwd: dir, input: stdout, encoding: 'utf8' });
    expect(applied.stderr).toBe('');
    for (const [name, text] of Object.entries(goFiles())) {
      expect(text).toBe(readFileSync(path.join(dir, `${name}.golden`), 'utf8'));
    }
  });
});

test.each(['check', 'fix', 'profile', 'lsp'])('unpark %s tells how it is used', (command) => {
  for (const args of [
    [command, '--help'],
    [command, 'x', '-h'],
    ['help', command],
  ]) {
    const { status, stdout, stderr } = unpark(...args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: unpark ${command} `));
  }
});

test('unpark tells what commands there are', () => {
  for (const option of ['--help', '-h', 'help']) {
    const { status, stdout } = unpark(option);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Usage: unpark <command>/);
  }
});

test('unpark lsp --stdio serves an editor and ends with it', async () => {
  const server = spawn(process.execPath, [cli, 'lsp', '--stdio'], {
    cwd: dir,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => server.on('exit', resolve));
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.listen();
  await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: null,
    capabilities: { textDocument: { diagnostic: {} } },
  });
  await connection.sendNotification(InitializedNotification.type, {});
  const uri = pathToFileURL(path.join(dir, 'missing.go')).href;
  const text = readFileSync(inRoot('test/integration/workspaces/go/missing/missing.go'), 'utf8');
  await connection.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: 'go', version: 1, text },
  });
  const report = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
  expect(report).toMatchObject({ kind: 'full', items: [{ code: 'waitgroup-missing-done' }] });
  await connection.sendRequest(ShutdownRequest.type);
  await connection.sendNotification(ExitNotification.type);
  expect(await ended).toBe(0);
  connection.dispose();
});
