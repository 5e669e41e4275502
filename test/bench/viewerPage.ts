import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { chromium, type Page } from 'playwright-core';
import { chromiumFlags, ensureChromium } from '../../scripts/lib/chromium.mjs';
import { inRoot } from '../../scripts/lib/paths.mjs';

const types: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };

/** The host's side of the page: it says which file to show, and keeps what the page asks for. */
const host = (file: string, size: number) => `
  window.asked = [];
  let state;
  window.acquireVsCodeApi = () => ({
    postMessage(message) {
      window.asked.push(message);
      if (message.type !== 'ready') return;
      window.postMessage({
        type: 'load', id: 'file', isMain: true, name: ${JSON.stringify(file)}, uri: '/file', size: ${size}, modified: 0,
        plot: '/plot.js', bookmarks: [], l10n: undefined,
      });
    },
    getState: () => state,
    setState: (next) => { state = next; },
  });`;

/** The viewer's page, as it is in `dist`, on a file in a Chromium without an editor around it. */
export async function openViewerPage(
  file: string,
  { style = '', viewport = { width: 1280, height: 800 } } = {},
): Promise<{ page: Page; close: () => Promise<void> }> {
  const { size } = await stat(file);
  const html = `<!DOCTYPE html><html><head><meta charset="utf-8">
    <link rel="stylesheet" href="/codicon.css"><link rel="stylesheet" href="/main.css"><style>${style}</style></head>
    <body class="vscode-dark"><unpark-viewer></unpark-viewer><script>${host(path.basename(file), size)}</script>
    <script nonce="own" src="/main.js"></script></body></html>`;
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    if (pathname === '/') return response.setHeader('content-type', 'text/html').end(html);
    const served = pathname === '/file' ? file : inRoot('dist/webview', path.basename(pathname));
    response.setHeader('content-type', types[path.extname(served)] ?? 'application/octet-stream');
    await pipeline(createReadStream(served), response).catch(() => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumFlags });
  const page = await browser.newPage({ viewport });
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const close = async () => {
    await browser.close();
    server.close();
  };
  return { page, close };
}
