import * as vscode from 'vscode';
import { importPathOf } from './matchSource.ts';

/** Where Go is installed by default, on Linux, macOS and Windows. */
const usual = [
  '/usr/local/go',
  '/usr/lib/go',
  '/usr/lib/golang',
  '/opt/homebrew/opt/go/libexec',
  'C:/Program Files/Go',
];

let roots: Promise<{ standard: vscode.Uri[]; modules: vscode.Uri[] }> | undefined;

/**
 * The file that an import path names among those of Go itself and of the module cache, where this machine has them. A
 * module's version is part of its path there; of Go itself it is the version that is installed.
 */
export async function fileOfGo(file: string): Promise<vscode.Uri | undefined> {
  const path = importPathOf(file);
  if (!path || path.split('/').includes('..')) return undefined;
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder && folder.uri.scheme !== 'file' && folder.uri.scheme !== 'vscode-remote') return undefined;
  roots ??= findRoots(folder?.uri ?? vscode.Uri.file('/'));
  const { standard, modules } = await roots;
  const isModule = /^[^/]*\.[^/]*\/.*@v/.test(path);
  const inCache = path.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
  for (const root of isModule ? modules : standard) {
    const uri = vscode.Uri.joinPath(root, isModule ? inCache : path);
    if (await exists(uri, vscode.FileType.File)) return uri;
  }
  return undefined;
}

async function findRoots(base: vscode.Uri): Promise<{ standard: vscode.Uri[]; modules: vscode.Uri[] }> {
  // A browser has no environment.
  const env = globalThis.process?.env ?? {};
  const separator = env.PATH?.includes(';') ? ';' : ':';
  const listed = (list: string | undefined) => list?.split(separator).filter(Boolean) ?? [];
  const configured = vscode.workspace.getConfiguration().get('go.goroot');
  const beside = listed(env.PATH)
    .map((path) => path.replaceAll('\\', '/').replace(/\/$/, ''))
    .filter((path) => path.endsWith('/bin'))
    .map((path) => path.slice(0, -'/bin'.length));
  const home = env.HOME ?? env.USERPROFILE;
  const gopaths = env.GOPATH ? listed(env.GOPATH) : home ? [`${home}/go`] : [];
  const caches = env.GOMODCACHE ? [env.GOMODCACHE] : gopaths.map((path) => `${path}/pkg/mod`);
  const goroots = [configured, env.GOROOT, ...beside, ...usual]
    .filter((path): path is string => typeof path === 'string' && path !== '')
    .map((path) => `${path}/src`);
  const existing = async (paths: readonly string[], probe: string) => {
    const uris = [...new Set(paths)].map((path) => asUri(base, path));
    const has = await Promise.all(
      uris.map((uri) => exists(vscode.Uri.joinPath(uri, probe), vscode.FileType.Directory)),
    );
    return uris.filter((_, i) => has[i]);
  };
  return { standard: await existing(goroots, 'runtime'), modules: await existing(caches, 'cache') };
}

function asUri(base: vscode.Uri, path: string): vscode.Uri {
  const plain = path.replaceAll('\\', '/');
  return base.with({ path: plain.startsWith('/') ? plain : `/${plain}` });
}

const exists = (uri: vscode.Uri, kind: vscode.FileType): Thenable<boolean> =>
  vscode.workspace.fs.stat(uri).then(
    ({ type }) => (type & kind) !== 0,
    () => false,
  );
