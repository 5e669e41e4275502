import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ensureNode24, withNode } from './node24.mjs';
import { inRoot, root } from './paths.mjs';
import { mustRun } from './processes.mjs';
import { namesInZip } from './zip.mjs';

/**
 * What the .vsix may weigh: people fetch it over slow lines, and the browser loads it each time. Beyond 1 MB are the
 * readers and pages of profiles and traces.
 */
const maxBytes = 1_300_000;

/** Files without which it cannot work, beside those that the manifest names. */
const needed = [
  'dist/server/browser.js',
  'dist/server/tree-sitter-go.wasm',
  'dist/server/web-tree-sitter.wasm',
  'dist/webview/main.js',
  'dist/webview/plot.js',
  'dist/webview/schedule.js',
  'dist/webview/worker.js',
  'package.json',
];

/**
 * Files that a manifest names.
 * @param {{ main?: string, browser?: string, icon?: string, bin?: Record<string, string>, contributes?: { grammars?: { path: string }[], snippets?: { path: string }[] } }} manifest
 * @returns {string[]} relative to the extension's folder
 */
export function namedIn({ main, browser, icon, bin = {}, contributes = {} }) {
  const files = [
    main,
    browser,
    icon,
    ...Object.values(bin),
    ...[...(contributes.grammars ?? []), ...(contributes.snippets ?? [])].map((part) => part.path),
  ];
  return files.filter((file) => file !== undefined).map((file) => path.posix.normalize(file));
}

/** What has no place in it: sources, tests, source maps, what builds it. */
const unwanted = /\.(map|ts|mts|tsbuildinfo|go|golden)$|\/(node_modules|test|scripts|src|out)\//;

/**
 * Builds for production and packages the extension.
 * @returns {Promise<{ file: string, bytes: number, names: string[], named: string[] }>} the .vsix, its size, the files in it, and those that the manifest names
 */
export async function packageExtension() {
  const manifest = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const { name, version } = manifest;
  const file = inRoot(`${name}-${version}.vsix`);
  const node = await ensureNode24();
  const args = [inRoot('node_modules/@vscode/vsce/vsce'), 'package', '--no-dependencies', '--out', file];
  await mustRun('Could not package the extension.', node, args, {
    cwd: root,
    env: withNode(node),
    timeout: 300_000,
  });
  const zip = await readFile(file);
  return { file, bytes: zip.length, names: namesInZip(zip), named: namedIn(manifest) };
}

/**
 * What is wrong with a package; one line each.
 * @param {{ bytes: number, names: string[], named: string[] }} contents
 */
export function flawsOf({ bytes, names, named }) {
  const flaws = names.filter((name) => unwanted.test(name)).map((name) => `${name} should not be in it`);
  const missing = [...needed, ...named].filter((name) => !names.includes(`extension/${name}`));
  flaws.push(...missing.map((name) => `${name} is missing`));
  if (bytes > maxBytes) flaws.push(`it has ${bytes} bytes, and may have ${maxBytes}`);
  return flaws;
}
