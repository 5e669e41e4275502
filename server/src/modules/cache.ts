import os from 'node:os';
import path from 'node:path';
import { URI } from 'vscode-uri';

/** URI of this machine's module cache (https://go.dev/ref/mod#module-cache): GOMODCACHE, or pkg/mod below GOPATH. */
export function moduleCache(env: NodeJS.ProcessEnv = process.env): string {
  const gopath = env.GOPATH?.split(path.delimiter)[0] || path.join(os.homedir(), 'go');
  return URI.file(env.GOMODCACHE || path.join(gopath, 'pkg', 'mod')).toString();
}
