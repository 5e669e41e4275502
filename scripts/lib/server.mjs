import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mustRun, start, stop } from './processes.mjs';
import { Advice } from './say.mjs';

/** Settings for a workbench that starts quietly and shows nothing but what it is asked to. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

/**
 * @typedef {object} ServerOptions
 * @property {string} node Node.js 24 or later
 * @property {string} server the folder that `ensureServer` gave
 * @property {string} data folder for settings, logs and installed extensions; made if missing
 * @property {boolean} [testing] obey the payload in the workbench's URL (an extension under development, its tests)
 * @property {Record<string, unknown>} [settings] user settings, over the quiet ones, for a new data folder
 * @property {NodeJS.ProcessEnv} [env] added to the environment, which extensions see too
 */

/** @typedef {{ url: string, log: () => string, ended: Promise<unknown>, stop: () => Promise<void> }} RunningServer */

/**
 * Starts VS Code's server on a free port of this machine, which no other machine reaches.
 * @param {ServerOptions} options
 * @returns {Promise<RunningServer>}
 */
export async function startServer({ node, server, data, testing = false, settings = {}, env = {} }) {
  const userSettings = path.join(data, 'data/User/settings.json');
  await mkdir(path.dirname(userSettings), { recursive: true });
  if (!existsSync(userSettings))
    await writeFile(userSettings, JSON.stringify({ ...quietSettings, ...settings }, null, 2));

  const args = [...common(server, data), '--host', '127.0.0.1', '--port', '0', '--without-connection-token'];
  args.push('--telemetry-level', 'off', '--disable-workspace-trust', '--disable-getting-started-override');
  if (testing) args.push('--enable-smoke-test-driver');
  const child = start(node, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });

  let log = '';
  const port = await new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ why) =>
      reject(new Advice(`VS Code's server ${why}:\n${log.slice(-4000)}`));
    const timer = setTimeout(() => fail('did not start within 60 s'), 60_000);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        log += text;
        const bound = /Server bound to \S+?:(\d+)/.exec(log);
        if (!bound || !log.includes('Extension host agent listening')) return;
        clearTimeout(timer);
        resolve(bound[1]);
      });
    }
    child.once('error', (error) => fail(`could not be started (${error.message})`));
    child.once('exit', (code) => fail(`ended with ${code}`));
  }).catch(async (error) => {
    await stop(child);
    throw error;
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return { url: `http://127.0.0.1:${port}`, log: () => log, ended, stop: () => stop(child) };
}

/**
 * Installs a .vsix into a server's data folder.
 * @param {Pick<ServerOptions, 'node' | 'server' | 'data'>} options
 * @param {string} vsix
 */
export async function installExtension({ node, server, data }, vsix) {
  const args = [...common(server, data), '--install-extension', vsix, '--force'];
  const output = await mustRun(`Could not install ${vsix} into VS Code.`, node, args, { timeout: 120_000 });
  if (!/successfully installed/i.test(output))
    throw new Advice(`VS Code did not install ${vsix}:\n${output}`);
}

/** @param {string} server @param {string} data */
const common = (server, data) => [
  path.join(server, 'out/server-main.js'),
  '--accept-server-license-terms',
  '--server-data-dir',
  data,
];
