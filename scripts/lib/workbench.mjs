import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromiumFlags } from './chromium.mjs';

/**
 * The workbench's URL for a folder.
 * @param {string} url of the server
 * @param {string} folder absolute
 * @param {{ extension?: string, tests?: string }} [development] an extension to load from its folder, and the module with its tests
 */
export function workbenchUrl(url, folder, { extension, tests } = {}) {
  const remote = (/** @type {string} */ file) =>
    `vscode-remote://${new URL(url).host}${pathToFileURL(file).pathname}`;
  const target = new URL(url);
  target.searchParams.set('folder', decodeURIComponent(pathToFileURL(folder).pathname));
  if (extension) {
    const payload = [
      ['extensionDevelopmentPath', remote(extension)],
      ...(tests ? [['extensionTestsPath', remote(tests)]] : []),
      ['enableProposedApi', ''],
      ['skipWelcome', 'true'],
    ];
    target.searchParams.set('payload', JSON.stringify(payload));
  }
  return target.href;
}

/**
 * @typedef {object} Workbench
 * @property {import('playwright-core').Page} page
 * @property {() => string} console what the page logged
 * @property {() => Promise<void>} close
 */

/**
 * Opens a workbench in a Chromium of its own, without a window.
 * @param {string} chromium
 * @param {string} url
 * @param {{ width: number, height: number }} [viewport]
 * @returns {Promise<Workbench>}
 */
export async function openWorkbench(chromium, url, viewport = { width: 1280, height: 800 }) {
  const playwright = await import('playwright-core');
  const profile = await mkdtemp(path.join(os.tmpdir(), 'unpark-chromium-'));
  await allowThirdParties(profile);
  // Webviews need a service worker, which a private window refuses.
  const context = await playwright.chromium.launchPersistentContext(profile, {
    executablePath: chromium,
    args: chromiumFlags,
    headless: true,
    viewport,
    reducedMotion: 'reduce',
  });
  const close = async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    let log = '';
    page.on('console', (message) => {
      log += `${message.type()}: ${message.text()}\n`;
    });
    await page.goto(url, { waitUntil: 'domcontentloaded' });
    await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    return { page, console: () => log, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Webviews of VS Code for the Web are of another site than its page: a browser that lets no third party store anything
 * refuses their service worker, and they stay blank.
 * @param {string} profile
 */
async function allowThirdParties(profile) {
  await mkdir(path.join(profile, 'Default'), { recursive: true });
  const preferences = { profile: { block_third_party_cookies: false, cookie_controls_mode: 0 } };
  await writeFile(path.join(profile, 'Default/Preferences'), JSON.stringify(preferences));
}
