import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ensureNode24 } from './node24.mjs';
import { installExtension, startServer } from './server.mjs';
import { ensureServer } from './vscode.mjs';
import { openWorkbench, workbenchUrl } from './workbench.mjs';

/**
 * @typedef {object} SessionOptions
 * @property {string} folder the workspace, absolute
 * @property {string} [extension] folder of the extension under development
 * @property {string} [tests] module with the extension's tests
 * @property {string} [vsix] an extension to install first
 * @property {Record<string, unknown>} [settings] user settings
 * @property {NodeJS.ProcessEnv} [env] added to what the extension host sees
 * @property {{ width: number, height: number }} [viewport]
 */

/** @typedef {{ page: import('playwright-core').Page, log: () => string, close: () => Promise<void> }} Session */

/**
 * A real VS Code of its own: server, workbench, fresh settings. Closing it leaves nothing behind.
 * @param {SessionOptions} options
 * @returns {Promise<Session>}
 */
export async function openSession({ folder, extension, tests, vsix, settings = {}, env = {}, viewport }) {
  const place = { node: await ensureNode24(), server: await ensureServer() };
  const chromium = await ensureChromium();
  const data = await mkdtemp(path.join(os.tmpdir(), 'unpark-vscode-'));
  /** @type {(() => Promise<void>)[]} */
  const closers = [() => rm(data, { recursive: true, force: true, maxRetries: 5 })];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    if (vsix) await installExtension({ ...place, data }, vsix);
    const server = await startServer({ ...place, data, testing: Boolean(extension), settings, env });
    closers.push(server.stop);
    const url = workbenchUrl(server.url, folder, {
      ...(extension ? { extension } : {}),
      ...(tests ? { tests } : {}),
    });
    const workbench = await openWorkbench(chromium, url, viewport);
    closers.push(workbench.close);
    return { page: workbench.page, log: () => `${server.log()}\n${workbench.console()}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}
