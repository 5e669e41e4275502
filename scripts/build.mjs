// Bundles the extension into dist/. `--production` minifies and leaves the source maps out.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ensureCore } from './lib/core.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const production = process.argv.includes('--production');
const modules = path.join(root, 'node_modules');

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  // web-tree-sitter's ESM file reads import.meta.url, which no CommonJS or worker bundle has.
  alias: {
    'web-tree-sitter': path.join(modules, 'web-tree-sitter/web-tree-sitter.cjs'),
  },
};
const node = /** @type {const} */ ({ platform: 'node', format: 'cjs', target: 'node20' });
const browser = /** @type {const} */ ({ platform: 'browser', target: 'es2022' });

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  { ...node, entryPoints: ['client/src/node.ts'], outfile: 'dist/client/node.js', external: ['vscode'] },
  {
    ...browser,
    format: 'cjs',
    entryPoints: ['client/src/browser.ts'],
    outfile: 'dist/client/browser.js',
    external: ['vscode'],
  },
  {
    ...node,
    entryPoints: ['server/src/cli.ts'],
    outfile: 'dist/server/cli.js',
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...browser,
    format: 'iife',
    entryPoints: ['server/src/browser.ts'],
    outfile: 'dist/server/browser.js',
    external: ['fs/promises', 'module', 'url', 'path'], // named by web-tree-sitter's Node branch, never reached
  },
  { ...browser, format: 'iife', entryPoints: ['webview/src/main.ts'], outfile: 'dist/webview/main.js' },
  {
    ...browser,
    format: 'iife',
    entryPoints: ['webview/src/schedule/main.ts'],
    outfile: 'dist/webview/schedule.js',
  },
  { ...browser, format: 'iife', entryPoints: ['webview/src/worker.ts'], outfile: 'dist/webview/worker.js' },
  { ...browser, format: 'iife', entryPoints: ['webview/src/plot/plot.ts'], outfile: 'dist/webview/plot.js' },
];

/**
 * Builds every bundle.
 * @returns {Promise<import('esbuild').Metafile['outputs']>} what went into each output, and its size
 */
export async function buildAll() {
  await ensureCore();
  await rm(path.join(root, 'dist'), { recursive: true, force: true });
  await mkdir(path.join(root, 'dist/server'), { recursive: true });
  await mkdir(path.join(root, 'dist/webview'), { recursive: true });
  const results = await Promise.all(bundles.map((options) => build({ ...common, ...options })));
  // The bundles are CommonJS, whatever package.json may say of the sources.
  await writeFile(path.join(root, 'dist/package.json'), '{ "type": "commonjs" }\n');
  const assets = [
    ['web-tree-sitter/web-tree-sitter.wasm', 'dist/server/web-tree-sitter.wasm'],
    ['tree-sitter-go/tree-sitter-go.wasm', 'dist/server/tree-sitter-go.wasm'],
    ['@vscode/codicons/dist/codicon.css', 'dist/webview/codicon.css'],
    ['@vscode/codicons/dist/codicon.ttf', 'dist/webview/codicon.ttf'],
  ];
  await Promise.all(assets.map(([from, to]) => cp(path.join(modules, from), path.join(root, to))));
  return Object.assign({}, ...results.map(({ metafile }) => metafile?.outputs));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll();
