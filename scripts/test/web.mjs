import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { ensureChromium } from '../lib/chromium.mjs';
import { behindLines } from '../lib/drive.mjs';
import { inRoot, root } from '../lib/paths.mjs';
import { ensureWeb, startWebHost } from '../lib/webHost.mjs';
import { openWorkbench } from '../lib/workbench.mjs';
import { failed } from './outcome.mjs';
import { withEditor } from './provided.mjs';

const limitMs = 180_000;

/** @type {import('./outcome.mjs').Stage} */
export const webStage = {
  name: 'web',
  what: 'the browser bundles in VS Code for the Web, without Node',
  needsBuild: true,
  run: () => withEditor('web', runInBrowser, ensureWeb),
};

/** @returns {Promise<import('./outcome.mjs').Outcome[]>} */
async function runInBrowser() {
  const workbench = await ensureWeb();
  const chromium = await ensureChromium();
  /** @type {import('../lib/workbench.mjs').Workbench | undefined} */
  let shown;
  const host = await startWebHost({
    look: async () => (shown ? behindLines(shown.page) : ''),
    workbench,
    extensions: { unpark: root, files: await memoryFiles() },
    workspace: 'memory:/go',
    tests: '/extensions-under-test/files/tests.js',
  });
  try {
    const page = await openWorkbench(chromium, host.url);
    shown = page;
    try {
      const results = await Promise.race([host.results, page.page.waitForTimeout(limitMs)]);
      if (results) return JSON.parse(results);
      return [
        failed(
          'web',
          `the suite posted no results within ${limitMs / 1000} s\n${page.console().slice(-6000)}`,
        ),
      ];
    } finally {
      await page.close();
    }
  } finally {
    await host.stop();
  }
}

/** An extension with the workspace's files and the tests, which run beside it. @returns {Promise<string>} its folder */
async function memoryFiles() {
  const folder = inRoot('out/web');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const manifest = {
    name: 'memory-files',
    publisher: 'unpark-test',
    version: '0.0.0',
    engines: { vscode: '^1.96.0' },
    browser: './extension.js',
    activationEvents: ['onFileSystem:memory'],
  };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(
    path.join(folder, 'files.json'),
    JSON.stringify(await filesOf('test/integration/workspaces/go', '/go')),
  );
  await build({
    absWorkingDir: root,
    entryPoints: { extension: 'test/integration/memoryFiles/extension.ts', tests: 'test/integration/web.ts' },
    outdir: folder,
    bundle: true,
    platform: 'browser',
    format: 'cjs',
    target: 'es2022',
    external: ['vscode'],
    plugins: [globalMocha],
    logLevel: 'warning',
  });
  return folder;
}

/**
 * Mocha's browser build looks for CommonJS's `module` first, and would take that of the bundle around it.
 * @type {import('esbuild').Plugin}
 */
const globalMocha = {
  name: 'global-mocha',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]mocha[/\\]mocha\.js$/ }, async ({ path: file }) => {
      const code = await readFile(file, 'utf8');
      return { contents: `(function (exports, module, define) {\n${code}\n}).call(globalThis);` };
    });
  },
};

/**
 * The files below a folder of the repository, in base64, by the path that they get.
 * @param {string} folder
 * @param {string} mount
 * @returns {Promise<Record<string, string>>}
 */
async function filesOf(folder, mount) {
  const entries = await readdir(inRoot(folder), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const name = path.relative(inRoot(folder), file).split(path.sep).join('/');
      return [`${mount}/${name}`, (await readFile(file)).toString('base64')];
    });
  return Object.fromEntries(await Promise.all(files));
}
