import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';

const execute = promisify(execFile);

/** Imports that the layout forbids: the folder that holds them, and what they name. */
const forbidden = [
  ['webview', '../../server/src/only.ts'],
  ['webview', '../../client/src/only.ts'],
  ['server', '../../client/src/only.ts'],
  ['server', '../../webview/src/only.ts'],
  ['profile', '../../server/src/only.ts'],
  ['profile', '../../protocol/src/only.ts'],
  ['protocol', '../../profile/src/only.ts'],
  ['client', '../../server/src/only.ts'],
  ['profile', 'node:fs'],
] as const;

/** And some that it allows, so that the test shows that it can tell. */
const allowed = [
  ['server', '../../profile/src/only.ts'],
  ['client', '../../protocol/src/only.ts'],
  ['webview', '../../profile/src/only.ts'],
  ['client', 'vscode'],
] as const;

const folders = ['protocol', 'profile', 'server', 'client', 'webview'];

/** A throw-away project with the real tsconfig files and one file a folder. */
let scratch: string;

async function compile(folder: string, specifier: string): Promise<string> {
  await writeFile(
    path.join(scratch, folder, 'src/importer.ts'),
    `import * as it from '${specifier}';\nexport const used = it;\n`,
  );
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  try {
    await execute(process.execPath, [tsc, '-b', folder, '--pretty', 'false'], { cwd: scratch });
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    await rm(path.join(scratch, folder, 'src/importer.ts'));
  }
}

beforeAll(async () => {
  scratch = await mkdtemp(path.join(os.tmpdir(), 'unpark-imports-'));
  await symlink(path.join(root, 'node_modules'), path.join(scratch, 'node_modules'), 'junction');
  await writeFile(path.join(scratch, 'package.json'), '{ "type": "module" }');
  await cp(path.join(root, 'tsconfig.base.json'), path.join(scratch, 'tsconfig.base.json'));
  for (const folder of folders) {
    await mkdir(path.join(scratch, folder, 'src'), { recursive: true });
    await cp(path.join(root, folder, 'tsconfig.json'), path.join(scratch, folder, 'tsconfig.json'));
    await writeFile(path.join(scratch, folder, 'src/only.ts'), `export const name = '${folder}';\n`);
  }
});

afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('the compiler', () => {
  it.each(forbidden)('refuses that %s imports %s', async (folder, specifier) => {
    const output = await compile(folder, specifier);
    expect(output).toMatch(/importer\.ts|TS6307|TS6059/);
    expect(output).toMatch(/error TS/);
  });

  it.each(allowed)('lets %s import %s', async (folder, specifier) => {
    expect(await compile(folder, specifier)).toBe('');
  });
});

describe('the linter', () => {
  const lint = async (folder: string) => {
    const file = path.join(scratch, folder, 'src/importer.ts');
    await writeFile(file, "import * as vscode from 'vscode';\n\nexport const version = vscode.version;\n");
    const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
    const args = [biome, 'lint', '--vcs-enabled=false', file];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: scratch, encoding: 'utf8' });
    await rm(file);
    return { status, output: stdout + stderr };
  };

  beforeAll(() => cp(path.join(root, 'biome.json'), path.join(scratch, 'biome.json')));

  it.each(['server', 'profile', 'webview', 'protocol'])('refuses vscode in %s', async (folder) => {
    const { status, output } = await lint(folder);
    expect(output).toContain('noRestrictedImports');
    expect(status).toBe(1);
  });

  it('lets client import it', async () => {
    expect(await lint('client')).toMatchObject({ status: 0 });
  });
});
