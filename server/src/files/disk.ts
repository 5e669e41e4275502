import { readdir, readFile, stat } from 'node:fs/promises';
import { URI, Utils } from 'vscode-uri';
import { maxFileSize } from '#protocol';
import { isPackageFolder, type WorkspaceFiles } from './workspaceFiles.ts';

/** The files of this machine, by `file:` URIs. */
export const diskFiles: WorkspaceFiles = {
  async readDirectory(uri) {
    const entries = await list(uri);
    return entries.filter((entry) => isGoFile(entry.name) && !entry.isDirectory()).map((entry) => entry.name);
  },

  async readFile(uri) {
    try {
      const path = URI.parse(uri).fsPath;
      const { size, ...status } = await stat(path).then((s) => ({ size: s.size, isFile: s.isFile() }));
      if (!status.isFile || size > maxFileSize) return null;
      return new TextDecoder().decode(await readFile(path));
    } catch {
      return null;
    }
  },

  async findGoFiles(folder, limit, cancelled = () => false) {
    const found: string[] = [];
    const pending = [folder];
    for (let next = pending.pop(); next && found.length < limit && !cancelled(); next = pending.pop()) {
      const base = URI.parse(next);
      const folders: string[] = [];
      for (const entry of await list(next)) {
        const uri = Utils.joinPath(base, entry.name).toString();
        if (entry.isDirectory()) {
          if (isPackageFolder(entry.name)) folders.push(uri);
        } else if (isGoFile(entry.name) && found.length < limit) found.push(uri);
      }
      pending.push(...folders.reverse());
    }
    return found;
  },
};

/** Whether the go command would look at a file of this name. */
export const isGoFile = (name: string) => name.endsWith('.go') && !/^[._]/.test(name);

/** Entries of a folder by name. Links to folders are not followed, so a walk ends. */
async function list(uri: string) {
  try {
    const entries = await readdir(URI.parse(uri).fsPath, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
