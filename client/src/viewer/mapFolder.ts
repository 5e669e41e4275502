import * as vscode from 'vscode';
import { mappedPath, type PathMappings, splitPath } from './pathMappings.ts';

const setting = 'unpark.pathMappings';

/** Longer ends of a path are not tried. */
const deepest = 30;

const isFile = (uri: vscode.Uri): Thenable<boolean> =>
  vscode.workspace.fs.stat(uri).then(
    ({ type }) => (type & vscode.FileType.File) !== 0,
    () => false,
  );

const mappings = (): PathMappings => {
  const value: unknown = vscode.workspace.getConfiguration().get(setting);
  return value && typeof value === 'object' ? (value as PathMappings) : {};
};

/** The file that a frame names by the setting, where it is there. */
export async function mappedFile(file: string): Promise<vscode.Uri | undefined> {
  const mapped = mappedPath(file, mappings());
  const folder = mapped && typeof mapped.place === 'string' ? placeOf(mapped.place) : undefined;
  if (!mapped || !folder) return undefined;
  const uri = vscode.Uri.joinPath(folder, ...mapped.rest);
  return (await isFile(uri)) ? uri : undefined;
}

/** Calls back when the setting has changed. */
export const onMappingsChanged = (listener: () => void): vscode.Disposable =>
  vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(setting)) listener();
  });

/**
 * Asks for the folder that holds a frame's file, or one above it, and keeps what that says of the other files of the
 * program in the workspace's settings.
 *
 * @returns the frame's file
 */
export async function mapFolder(file: string): Promise<vscode.Uri | undefined> {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      ...(first && { defaultUri: first.uri }),
      openLabel: vscode.l10n.t('Map Folder'),
      title: vscode.l10n.t('The folder that holds {0}, or one above it', file),
    })) ?? [];
  if (!folder) return undefined;
  const found = await longestEnd(file, folder);
  if (!found) {
    const other = vscode.l10n.t('Choose Another Folder…');
    const choice = await vscode.window.showWarningMessage(
      vscode.l10n.t('{0} is not in {1}.', file, vscode.workspace.asRelativePath(folder)),
      other,
    );
    return choice === other ? mapFolder(file) : undefined;
  }
  const target = first ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await vscode.workspace
    .getConfiguration()
    .update(setting, { ...mappings(), [found.folder]: nameOf(folder) }, target);
  return found.uri;
}

/** The longest end of a path that a folder has; what stands before it is what that folder is on the other machine. */
async function longestEnd(
  file: string,
  folder: vscode.Uri,
): Promise<{ folder: string; uri: vscode.Uri } | undefined> {
  const all = file.replaceAll('\\', '/').split('/').filter(Boolean);
  if (all.includes('..')) return undefined;
  for (let segments = Math.min(all.length, deepest); segments > 0; segments--) {
    const { folder: other, rest } = splitPath(file, segments);
    const uri = vscode.Uri.joinPath(folder, ...rest);
    if (await isFile(uri)) return { folder: other, uri };
  }
  return undefined;
}

/** A folder as the setting names it: by its workspace folder where it is in one, so that it holds for others too. */
function nameOf(folder: vscode.Uri): string {
  const own = vscode.workspace.getWorkspaceFolder(folder);
  if (!own)
    return folder.scheme === 'file' || folder.scheme === 'vscode-remote' ? folder.path : String(folder);
  const isOnly = vscode.workspace.workspaceFolders?.length === 1;
  const rest = folder.path.slice(own.uri.path.replace(/\/$/, '').length);
  return `\${workspaceFolder${isOnly ? '' : `:${own.name}`}}${rest}`;
}

/** The folder that the setting names; none that would make the machine call out. */
function placeOf(place: string): vscode.Uri | undefined {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const variable = /^\$\{workspaceFolder(?::([^}]+))?\}\/?/.exec(place);
  if (variable) {
    const own = variable[1] ? folders.find(({ name }) => name === variable[1]) : folders[0];
    return own && vscode.Uri.joinPath(own.uri, place.slice(variable[0].length));
  }
  const path = place.replaceAll('\\', '/');
  if (/^(?:\/(?!\/)|[A-Za-z]:\/)/.test(path)) {
    const base = folders[0]?.uri ?? vscode.Uri.file('/');
    return base.with({ path: path.startsWith('/') ? path : `/${path}` });
  }
  if (/^[\w.+-]{2,}:\/\//.test(place)) {
    const uri = vscode.Uri.parse(place);
    return folders.some((own) => own.uri.scheme === uri.scheme && own.uri.authority === uri.authority)
      ? uri
      : undefined;
  }
  return path && !path.startsWith('/') && folders[0] ? vscode.Uri.joinPath(folders[0].uri, path) : undefined;
}
