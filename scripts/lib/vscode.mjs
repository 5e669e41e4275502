import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installInto, npm } from './npm.mjs';
import { cache } from './paths.mjs';
import { onPath } from './processes.mjs';
import { say } from './say.mjs';

/** The npm package that carries VS Code's server and its web workbench, and the VS Code that lies in it. */
const serverPackage = 'code-server@4.139.1';
export const vscodeVersion = '1.139.1';

const folder = path.join(cache, 'server');
const server = path.join(folder, 'node_modules/code-server/lib/vscode');
const done = path.join(folder, 'installed');

/**
 * VS Code's server, which also serves the workbench to a browser.
 * @returns {Promise<string>} the folder with out/server-main.js
 */
export async function ensureServer() {
  if (existsSync(done)) return server;
  say(
    `Installing VS Code ${vscodeVersion} (server and web workbench) into .vscode-test, to run the extension in (once, 600 MB).`,
  );
  await rm(folder, { recursive: true, force: true });
  // Without install scripts no native module is compiled: the terminal is missing, which nothing here uses.
  await installInto(folder, serverPackage, ['--ignore-scripts']);
  const flags = ['install', '--ignore-scripts', '--omit=dev'];
  await npm(flags, server, "Could not install the packages of VS Code's server.");
  await npm(
    flags,
    path.join(server, 'extensions'),
    "Could not install the packages of VS Code's own extensions.",
  );
  await writeFile(done, `${serverPackage}\n`);
  return server;
}

/** A desktop VS Code on PATH, or `undefined`. Inside a remote session `code` only opens the client's window. */
export function findDesktop() {
  const code = onPath('code') ?? onPath('code-insiders') ?? onPath('codium');
  return code && !code.includes('remote-cli') ? code : undefined;
}

/**
 * A desktop VS Code for tests, downloaded once, or `undefined` where it can't be had or shown.
 * @returns {Promise<string | undefined>} path of the program
 */
export async function downloadDesktop() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return undefined;
  try {
    const probe = 'https://update.code.visualstudio.com/api/releases/stable';
    await fetch(probe, { method: 'HEAD', signal: AbortSignal.timeout(4_000) });
  } catch {
    return undefined;
  }
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  say(`Taking VS Code ${vscodeVersion} for the desktop, to run the integration tests in (downloaded once).`);
  try {
    return await downloadAndUnzipVSCode({ version: vscodeVersion, cachePath: cache, timeout: 60_000 });
  } catch (error) {
    say(
      `The download failed (${error instanceof Error ? error.message : error}); taking the server instead.`,
    );
    return undefined;
  }
}
