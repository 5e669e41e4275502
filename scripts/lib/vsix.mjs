import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { ensureNode24, withNode } from './node24.mjs';
import { inRoot, root } from './paths.mjs';
import { mustRun } from './processes.mjs';
import { namesInZip } from './zip.mjs';

/** What the .vsix may weigh: people fetch it over slow lines, and the browser loads it each time. */
const maxBytes = 1_000_000;

/** Files without which it cannot work; paths in the archive. */
const needed = [
  'dist/client/node.js',
  'dist/client/browser.js',
  'dist/server/node.js',
  'dist/server/browser.js',
  'dist/server/cli.js',
  'dist/server/tree-sitter-go.wasm',
  'dist/server/web-tree-sitter.wasm',
  'dist/webview/main.js',
  'dist/webview/worker.js',
  'package.json',
].map((file) => `extension/${file}`);

/** What has no place in it: sources, tests, source maps, what builds it. */
const unwanted = /\.(map|ts|mts|tsbuildinfo|go|golden)$|\/(node_modules|test|scripts|src|out)\//;

/**
 * Builds for production and packages the extension.
 * @returns {Promise<{ file: string, bytes: number, names: string[] }>} the .vsix, its size and the files in it
 */
export async function packageExtension() {
  const { name, version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const file = inRoot(`${name}-${version}.vsix`);
  const node = await ensureNode24();
  const args = [inRoot('node_modules/@vscode/vsce/vsce'), 'package', '--no-dependencies', '--out', file];
  await mustRun('Could not package the extension.', node, args, {
    cwd: root,
    env: withNode(node),
    timeout: 300_000,
  });
  const zip = await readFile(file);
  return { file, bytes: zip.length, names: namesInZip(zip) };
}

/**
 * What is wrong with a package; one line each.
 * @param {{ bytes: number, names: string[] }} contents
 */
export function flawsOf({ bytes, names }) {
  const flaws = names.filter((name) => unwanted.test(name)).map((name) => `${name} should not be in it`);
  flaws.push(...needed.filter((name) => !names.includes(name)).map((name) => `${name} is missing`));
  if (bytes > maxBytes) flaws.push(`it has ${bytes} bytes, and may have ${maxBytes}`);
  return flaws;
}
