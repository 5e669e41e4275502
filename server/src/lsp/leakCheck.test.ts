import { afterEach, expect, test } from 'vitest';
import type { CreateFile, TextDocumentEdit } from 'vscode-languageserver';
import { fullCapabilities, TestClient } from '../testing/lsp.ts';

const dir = 'file:///p';
const uri = `${dir}/p_test.go`;
const here = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
const text = 'package p\n\nimport "testing"\n\nfunc TestA(t *testing.T) {}\n';
const withGoleak = 'module p\n\ngo 1.22\n\nrequire go.uber.org/goleak v1.3.0\n';

let client: TestClient;
afterEach(() => client.dispose());

/** What is offered for a file beside these. */
async function offered(disk: Record<string, string>, capabilities = fullCapabilities) {
  client = await TestClient.start({ disk: { [uri]: text, ...disk }, capabilities });
  await client.open(uri, text);
  return client.codeActions(uri, here, ['source.leakCheck']);
}

const madeBy = (changes: unknown): { uri: string; text: string } => {
  const [create, edit] = changes as [CreateFile, TextDocumentEdit];
  expect(create.kind).toBe('create');
  expect(edit.textDocument.uri).toBe(create.uri);
  return { uri: create.uri, text: (edit.edits[0] as { newText: string }).newText };
};

test('by goleak, where the module requires it', async () => {
  const [action, ...others] = await offered({ [`${dir}/go.mod`]: withGoleak });
  expect(others).toEqual([]);
  expect(action.title).toMatch(/goleak/);
  const made = madeBy(action.edit?.documentChanges);
  expect(made.uri).toBe(`${dir}/leak_test.go`);
  expect(made.text).toMatch(/^package p\n/);
  expect(made.text).toContain('goleak.VerifyTestMain(m)');
});

test('by the runtime’s profile, as of Go 1.26, under a name that is free', async () => {
  const [action] = await offered({
    [`${dir}/go.mod`]: 'module p\n\ngo 1.26\n',
    [`${dir}/leak_test.go`]: 'package p\n',
  });
  const made = madeBy(action.edit?.documentChanges);
  expect(made.uri).toBe(`${dir}/goroutine_leak_test.go`);
  expect(made.text).toContain('pprof.Lookup("goroutineleak")');
});

test('not where there is nothing to check by, a TestMain, or a client that makes no files', async () => {
  const none = async (disk: Record<string, string>, capabilities = fullCapabilities) => {
    expect(await offered(disk, capabilities)).toEqual([]);
    client.dispose();
  };
  await none({ [`${dir}/go.mod`]: 'module p\n\ngo 1.25\n' });
  await none({
    [`${dir}/go.mod`]: withGoleak,
    [`${dir}/main_test.go`]: 'package p_test\n\nfunc TestMain(m *testing.M) {}\n',
  });
  const capabilities = structuredClone(fullCapabilities);
  capabilities.workspace!.workspaceEdit = { documentChanges: true };
  await none({ [`${dir}/go.mod`]: withGoleak }, capabilities);
  expect(await offered({})).toEqual([]);
});
