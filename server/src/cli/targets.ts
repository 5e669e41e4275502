import { stat } from 'node:fs/promises';
import path from 'node:path';
import { URI } from 'vscode-uri';
import { diskFiles } from '../files/disk.ts';
import type { Io } from './io.ts';

/** Arguments that can't be used; the message says why. */
export class UsageError extends Error {}

/** More files than any one module has; a guard against a walk over a whole disk. */
const fileLimit = 200_000;

/**
 * The Go files that arguments name, as URIs in order: files as they are, folders with all below them (vendor,
 * testdata and hidden folders apart), `dir/...` like `dir`. No argument means the current folder.
 *
 * @throws UsageError for a path that does not exist or is no Go file.
 */
export async function goFiles(args: readonly string[], io: Io): Promise<string[]> {
  const found = new Set<string>();
  for (const arg of args.length ? args : ['.']) {
    const target = path.resolve(io.cwd, arg.replace(/(?:^|[\\/])\.\.\.$/, '') || '.');
    const status = await stat(target).catch(() => null);
    if (!status) throw new UsageError(`${arg}: no such file or folder`);
    const uri = URI.file(target).toString();
    if (status.isDirectory()) for (const file of await diskFiles.findGoFiles(uri, fileLimit)) found.add(file);
    else if (target.endsWith('.go')) found.add(uri);
    else throw new UsageError(`${arg}: not a Go file`);
  }
  return [...found];
}

/** A file's path as a person would name it from the current folder. */
export function displayPath(uri: string, io: Io): string {
  const absolute = URI.parse(uri).fsPath;
  const relative = path.relative(io.cwd, absolute);
  return relative.startsWith('..') || path.isAbsolute(relative) ? absolute : relative;
}
