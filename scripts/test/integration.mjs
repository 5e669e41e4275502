import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { inRoot, root } from '../lib/paths.mjs';
import { say } from '../lib/say.mjs';
import { openSession } from '../lib/session.mjs';
import { downloadDesktop, vscodeVersion } from '../lib/vscode.mjs';
import { failed, skipped } from './outcome.mjs';
import { withEditor } from './provided.mjs';

/** A suite is test/integration/<name>.ts, run in a copy of test/integration/workspaces/<workspace>. */
const suites = [
  { name: 'editor', workspace: 'go' },
  { name: 'idle', workspace: 'plain' },
];

/** How long one suite may take, from the first window on. */
const limitMs = 240_000;

/** @type {import('./outcome.mjs').Stage} */
export const integrationStage = {
  name: 'integration',
  what: 'the extension in a real VS Code',
  needsBuild: true,
  async run() {
    const desktop = await downloadDesktop();
    if (desktop) {
      say(`   in VS Code for the desktop: ${desktop}`);
      return runSuites({ extension: root, desktop });
    }
    say(`   in VS Code ${vscodeVersion}'s server, with its web workbench in Chromium`);
    return withEditor('integration', () => runSuites({ extension: root }));
  },
};

/** @param {Target} target */
async function runSuites(target) {
  const outcomes = [];
  for (const suite of suites) outcomes.push(...(await runSuite(suite, target)));
  return outcomes;
}

/**
 * @typedef {object} Target
 * @property {string} extension folder of the extension to load; an empty one beside a .vsix
 * @property {string} [desktop] VS Code's program; without it the server is taken
 * @property {string} [vsix] an extension to install first
 */

/**
 * Runs one suite and reads the results that it wrote.
 * @param {{ name: string, workspace: string }} suite
 * @param {Target} target
 * @returns {Promise<import('./outcome.mjs').Outcome[]>}
 */
export async function runSuite({ name, workspace }, { extension, desktop, vsix }) {
  const tests = await bundleSuite(name);
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'unpark-test-'));
  try {
    const folder = path.join(scratch, workspace);
    await cp(inRoot('test/integration/workspaces', workspace), folder, { recursive: true });
    const results = path.join(scratch, 'results.json');
    const env = { UNPARK_TEST_RESULTS: results };
    const log = desktop
      ? await runInDesktop(desktop, { folder, extension, tests, env, data: path.join(scratch, 'data') })
      : await runInServer(results, { folder, extension, tests, env, ...(vsix ? { vsix } : {}) });
    const text = await readFile(results, 'utf8').catch(() => undefined);
    if (!text) return [failed(name, `the suite wrote no results\n${log.slice(-6000)}`)];
    /** @type {import('./outcome.mjs').Outcome[]} */
    const outcomes = JSON.parse(text);
    return outcomes.length > 0 ? outcomes : [skipped(name, 'the suite holds no test')];
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Bundles a suite, as the extension host loads one CommonJS module. @param {string} name */
async function bundleSuite(name) {
  const outfile = inRoot('out/integration', `${name}.js`);
  await build({
    absWorkingDir: root,
    entryPoints: [`test/integration/${name}.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return outfile;
}

/**
 * @param {string} vscode
 * @param {{ folder: string, extension: string, tests: string, data: string, env: Record<string, string> }} options
 */
async function runInDesktop(vscode, { folder, extension, tests, data, env }) {
  const { runTests } = await import('@vscode/test-electron');
  try {
    await runTests({
      vscodeExecutablePath: vscode,
      extensionDevelopmentPath: extension,
      extensionTestsPath: tests,
      extensionTestsEnv: env,
      launchArgs: [folder, '--disable-extensions', '--disable-workspace-trust', `--user-data-dir=${data}`],
    });
    return '';
  } catch (error) {
    return String(error);
  }
}

/**
 * @param {string} results
 * @param {import('../lib/session.mjs').SessionOptions} options
 */
async function runInServer(results, options) {
  const session = await openSession(options);
  try {
    const end = Date.now() + limitMs;
    while (Date.now() < end && !(await readFile(results).catch(() => undefined)))
      await session.page.waitForTimeout(200);
    return session.log();
  } finally {
    await session.close();
  }
}
