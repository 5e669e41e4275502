import * as vscode from 'vscode';
import type { FramePlace } from '#protocol';
import {
  baseName,
  bestMatches,
  insideModule,
  isClear,
  isLocalPath,
  moduleOf,
  segmentsOf,
} from './matchSource.ts';

/** A search for a file name stops here: more can't be told apart by a person either. */
const searchLimit = 500;

const skipped = '**/{node_modules,.git}/**';

/** Files that a person pointed out, by the path in the profile, as long as the window lives. */
const located = new Map<string, vscode.Uri>();

/** Opens the source of a stack frame at its line, or says why that can't be. */
export async function openFrame(
  place: FramePlace,
  column: vscode.ViewColumn | undefined,
  log: vscode.LogOutputChannel,
): Promise<void> {
  if (typeof place?.file !== 'string' || !place.file) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The profile does not say where this function is.'),
    );
    return;
  }
  try {
    const uri = await locate(place.file);
    if (uri) await show(uri, place.line, column);
  } catch (error) {
    log.error(`${place.file}: ${String(error)}`);
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} can’t be opened: {1}', place.file, String(error)));
  }
}

async function locate(file: string): Promise<vscode.Uri | undefined> {
  const known = located.get(file);
  if (known) return known;
  const absolute = await existing(file);
  if (absolute) return absolute;
  const inModules = await filesInModules(file);
  if (inModules.length === 1) return inModules[0];
  const found = inModules.length > 0 ? inModules : await filesNamed(baseName(file));
  const byPath = new Map(found.map((uri) => [uri.path, uri]));
  const matches = bestMatches(file, [...byPath.keys()]);
  if (matches.length === 1 && isClear(file, matches[0])) return byPath.get(matches[0].path);
  const choices = inModules.length > 0 ? inModules : matches.map(({ path }) => byPath.get(path)!);
  const choice = choices.length > 0 ? await choose(file, choices) : await ask(file);
  if (choice) located.set(file, choice);
  return choice;
}

/** It is not clear which file is meant: a person says it. */
async function choose(file: string, choices: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
  const items = choices
    .map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
  const elsewhere = { label: vscode.l10n.t('Locate File…'), uri: undefined };
  const choice = await vscode.window.showQuickPick([...items, elsewhere], {
    placeHolder: vscode.l10n.t('Which file is {0} of the profile?', file),
  });
  return choice === elsewhere ? browse(file) : choice?.uri;
}

/** The files of the workspace's modules that an import path names. */
async function filesInModules(file: string): Promise<vscode.Uri[]> {
  if (isLocalPath(file) && !file.includes('@v')) return [];
  const goMods = await vscode.workspace.findFiles('**/go.mod', skipped, searchLimit);
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
  const found = await vscode.workspace.findFiles(pattern, skipped, searchLimit);
  return found.filter((uri) => uri.path.endsWith(`/${name}`));
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

async function ask(file: string): Promise<vscode.Uri | undefined> {
  const locateFile = vscode.l10n.t('Locate File…');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} is not in this workspace.', segmentsOf(file).join('/')),
    locateFile,
  );
  return choice === locateFile ? browse(file) : undefined;
}

async function browse(file: string): Promise<vscode.Uri | undefined> {
  const uris = await vscode.window.showOpenDialog({ title: file, openLabel: vscode.l10n.t('Open') });
  return uris?.[0];
}

async function show(uri: vscode.Uri, line: number, column: vscode.ViewColumn | undefined): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const at = Math.min(Math.max(Math.trunc(line) - 1 || 0, 0), document.lineCount - 1);
  const start = new vscode.Position(at, document.lineAt(at).firstNonWhitespaceCharacterIndex);
  await vscode.window.showTextDocument(document, {
    ...(column === undefined ? {} : { viewColumn: column }),
    selection: new vscode.Range(start, start),
  });
}
