import * as vscode from 'vscode';

type Entry = { modified: number } & ({ kind: 'file'; bytes: Uint8Array } | { kind: 'folder' });

/** A file system in memory, for a workspace in a browser without a server. */
class MemoryFiles implements vscode.FileSystemProvider {
  private readonly entries = new Map<string, Entry>([['/', { kind: 'folder', modified: 0 }]]);
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const entry = this.entry(uri);
    const size = entry.kind === 'file' ? entry.bytes.length : 0;
    return { type: typeOf(entry), ctime: 0, mtime: entry.modified, size };
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    const prefix = uri.path.endsWith('/') ? uri.path : `${uri.path}/`;
    return [...this.entries]
      .filter(
        ([path]) => path.startsWith(prefix) && path !== prefix && !path.slice(prefix.length).includes('/'),
      )
      .map(([path, entry]) => [path.slice(prefix.length), typeOf(entry)]);
  }

  createDirectory(uri: vscode.Uri): void {
    for (let path = uri.path; path.length > 1; path = path.slice(0, path.lastIndexOf('/'))) {
      if (!this.entries.has(path)) this.entries.set(path, { kind: 'folder', modified: Date.now() });
    }
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const entry = this.entry(uri);
    if (entry.kind !== 'file') throw vscode.FileSystemError.FileIsADirectory(uri);
    return entry.bytes;
  }

  writeFile(uri: vscode.Uri, bytes: Uint8Array): void {
    const type = this.entries.has(uri.path) ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
    this.createDirectory(vscode.Uri.joinPath(uri, '..'));
    this.entries.set(uri.path, { kind: 'file', bytes, modified: Date.now() });
    this.changed.fire([{ type, uri }]);
  }

  delete(uri: vscode.Uri): void {
    this.entries.delete(uri.path);
    this.changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  }

  rename(from: vscode.Uri, to: vscode.Uri): void {
    this.writeFile(to, this.readFile(from));
    this.delete(from);
  }

  private entry(uri: vscode.Uri): Entry {
    const entry = this.entries.get(uri.path);
    if (!entry) throw vscode.FileSystemError.FileNotFound(uri);
    return entry;
  }
}

const typeOf = ({ kind }: Entry) => (kind === 'file' ? vscode.FileType.File : vscode.FileType.Directory);

/** Fills the file system with what lies beside this extension in files.json: path → base64. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const listing = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(context.extensionUri, 'files.json'));
  const files: Record<string, string> = JSON.parse(new TextDecoder().decode(listing));
  const memory = new MemoryFiles();
  for (const [path, base64] of Object.entries(files)) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    memory.writeFile(vscode.Uri.from({ scheme: 'memory', path }), bytes);
  }
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider('memory', memory));
}
