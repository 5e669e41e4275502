import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Where tools are kept from run to run: in the user's cache folder. */
export function toolsFolder(): string {
  const base =
    process.env.XDG_CACHE_HOME ??
    (process.platform === 'darwin'
      ? path.join(os.homedir(), 'Library/Caches')
      : process.platform === 'win32'
        ? (process.env.LOCALAPPDATA ?? os.tmpdir())
        : path.join(os.homedir(), '.cache'));
  return path.join(base, 'unpark/tools');
}

/** The program of a Go package at a version (`example.com/cmd/tool@v1.2.3`), built by `go install` where it is not yet. */
export function goTool(pkg: string): string {
  const [folder, version] = pkg.split('@');
  const name = path.basename(folder);
  const bin = path.join(toolsFolder(), `${name}@${version}`);
  const program = path.join(bin, process.platform === 'win32' ? `${name}.exe` : name);
  if (existsSync(program)) return program;
  console.log(`Building ${pkg} …`);
  mkdirSync(bin, { recursive: true });
  execFileSync('go', ['install', pkg], { stdio: 'inherit', env: { ...process.env, GOBIN: bin } });
  return program;
}
