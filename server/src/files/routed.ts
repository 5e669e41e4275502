import type { WorkspaceFiles } from './workspaceFiles.ts';

/** `file:` URIs go to the disk, all others to the client. */
export function routedFiles(disk: WorkspaceFiles, others: WorkspaceFiles): WorkspaceFiles {
  const of = (uri: string) => (uri.startsWith('file:') ? disk : others);
  return {
    readDirectory: (uri) => of(uri).readDirectory(uri),
    readFile: (uri) => of(uri).readFile(uri),
    findGoFiles: (uri, limit, cancelled) => of(uri).findGoFiles(uri, limit, cancelled),
  };
}
