import { readFileSync } from 'node:fs';
import { ensureCore } from './core.mjs';
import { npm } from './npm.mjs';
import { inRoot, root } from './paths.mjs';
import { say } from './say.mjs';

/** @typedef {Record<string, { version?: string, optional?: boolean }>} Packages */

/** @param {string} file @returns {Packages | undefined} */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Whether node_modules holds what the lock file names. npm keeps the list of what it installed in a lock file
 * of its own; optional packages are those of other platforms.
 * @param {Packages | undefined} locked
 * @param {Packages | undefined} installed
 */
export function isInstalled(locked, installed) {
  if (!locked || !installed) return false;
  return Object.entries(locked).every(
    ([name, { version, optional }]) =>
      name === '' || (optional && !installed[name]) || installed[name]?.version === version,
  );
}

/** Installs the project's dependencies where they are missing or not those of the lock file, and makes what is not kept. */
export async function ensureDependencies() {
  const isThere = isInstalled(
    packagesOf(inRoot('package-lock.json')),
    packagesOf(inRoot('node_modules/.package-lock.json')),
  );
  if (!isThere) {
    say('Installing the dependencies that package-lock.json names into node_modules (once).');
    // Not `npm ci`, which refuses a lock file without the packages of platforms that the registry at hand does not carry.
    await npm(['install', '--no-save'], root, 'Could not install the dependencies.');
  }
  await ensureCore();
}
