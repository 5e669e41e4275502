import * as vscode from 'vscode';
import { fileOfGo } from './goRoots.ts';
import { mappedFile, onMappingsChanged } from './mapFolder.ts';
import {
  baseName,
  bestMatches,
  insideModule,
  isClear,
  isLocalPath,
  moduleOf,
  segmentsOf,
} from './matchSource.ts';
import { findFiles } from './search.ts';

/** Longer ends of a path are not tried. */
const deepest = 12;

/** Files that a person pointed out, by the path in the profile, as long as the window lives. */
const located = new Map<string, vscode.Uri>();

/** What a frame's file is in the workspace: the one that it surely is, or all that it may be. */
export type Located = { file: vscode.Uri } | { file: null; choices: readonly vscode.Uri[] };

const changed = new vscode.EventEmitter<void>();

/** What a person said of files' places has changed. */
export const onSourcesChanged = changed.event;

/** Remembers what a person said a frame's file is. */
export function remember(file: string, uri: vscode.Uri): void {
  located.set(file, uri);
  changed.fire();
}

/** Tells `onSourcesChanged` of changes of the settings too, until it is disposed. */
export const watchMappings = (): vscode.Disposable => onMappingsChanged(() => changed.fire());

/** Looks for the file that a frame names, without asking anybody. */
export async function locate(file: string): Promise<Located> {
  const known = located.get(file) ?? (await mappedFile(file)) ?? (await existing(file));
  if (known) return { file: known };
  const inModules = await filesInModules(file);
  if (inModules.length > 0)
    return inModules.length === 1 ? { file: inModules[0] } : { file: null, choices: inModules };
  const ofGo = await fileOfGo(file);
  if (ofGo) return { file: ofGo };
  const named = await filesNamed(baseName(file));
  const found = named.length > 0 ? named : await filesBelowFolders(file);
  const byPath = new Map(found.map((uri) => [uri.path, uri]));
  const matches = bestMatches(file, [...byPath.keys()]);
  const choices = matches.map(({ path }) => byPath.get(path)!);
  return matches.length === 1 && isClear(file, matches[0]) ? { file: choices[0] } : { file: null, choices };
}

/** The files of the workspace's modules that an import path names. */
async function filesInModules(file: string): Promise<vscode.Uri[]> {
  if (isLocalPath(file) && !file.includes('@v')) return [];
  const goMods = await findFiles('**/go.mod');
  const found = await Promise.all(
    goMods.map(async (goMod) => {
      const module = moduleOf(new TextDecoder().decode(await vscode.workspace.fs.readFile(goMod)));
      const inside = module && insideModule(file, module);
      return inside ? asFile(vscode.Uri.joinPath(goMod, '..', inside)) : undefined;
    }),
  );
  return found.filter((uri) => uri !== undefined);
}

/** The workspace's files of a name. Signs that a pattern gives a meaning to match any other, and are compared after. */
async function filesNamed(name: string): Promise<vscode.Uri[]> {
  if (!name) return [];
  const pattern = `**/${name.replace(/[[\]{}*?!,]/g, '?')}`;
  const found = await findFiles(pattern);
  return found.filter((uri) => uri.path.endsWith(`/${name}`));
}

/**
 * In each folder of the workspace the file that the longest end of a path names. In a browser there may be nobody who
 * can search for files.
 */
async function filesBelowFolders(file: string): Promise<vscode.Uri[]> {
  const segments = segmentsOf(file).slice(-deepest);
  if (segments.includes('..')) return [];
  const folders = vscode.workspace.workspaceFolders ?? [];
  const found = await Promise.all(
    folders.map(async ({ uri: folder }) => {
      for (let at = 0; at < segments.length; at++) {
        const uri = await asFile(vscode.Uri.joinPath(folder, ...segments.slice(at)));
        if (uri) return uri;
      }
      return undefined;
    }),
  );
  return found.filter((uri) => uri !== undefined);
}

/** The file of that very path, where the workspace is on a disk that has it. */
async function existing(file: string): Promise<vscode.Uri | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!isLocalPath(file) || (folder && folder.uri.scheme !== 'file' && folder.uri.scheme !== 'vscode-remote'))
    return undefined;
  const path = file.replaceAll('\\', '/');
  const uri = (folder?.uri ?? vscode.Uri.file('/')).with({ path: path.startsWith('/') ? path : `/${path}` });
  return asFile(uri);
}

const asFile = (uri: vscode.Uri): Thenable<vscode.Uri | undefined> =>
  vscode.workspace.fs.stat(uri).then(
    ({ type }) => (type & vscode.FileType.File ? uri : undefined),
    () => undefined,
  );
