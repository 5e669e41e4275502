import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** What the scripts install for themselves; git ignores it, and deleting it only costs a download. */
export const cache = path.join(root, '.vscode-test');

/** A path in the repository. @param {string[]} parts */
export const inRoot = (...parts) => path.join(root, ...parts);
