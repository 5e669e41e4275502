import * as vscode from 'vscode';
import type { FramePlace } from '#protocol';
import { baseName, bestMatches, isClear, segmentsOf } from './matchSource.ts';

/** A search for a file name stops here: more can't be told apart by a person either. */
const searchLimit = 500;

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
    const uri = (await locate(place.file)) ?? (await ask(place.file));
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
  const found = await vscode.workspace.findFiles(`**/${escapeGlob(baseName(file))}`, undefined, searchLimit);
  const byPath = new Map(found.map((uri) => [uri.path, uri]));
  const matches = bestMatches(file, [...byPath.keys()]);
  const [best] = matches;
  if (!best) return undefined;
  if (matches.length === 1 && isClear(file, best)) return byPath.get(best.path);
  // Not clear: a person says which.
  const items = matches.map(({ path }) => ({
    label: vscode.workspace.asRelativePath(byPath.get(path)!),
    uri: byPath.get(path)!,
  }));
  const choice = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Which file is {0} of the profile?', file),
  });
  if (choice) located.set(file, choice.uri);
  return choice?.uri;
}

/** The file of that very path, where the workspace is on a disk that has it. */
async function existing(file: string): Promise<vscode.Uri | undefined> {
  const isAbsolute = file.startsWith('/') || /^[A-Za-z]:[\\/]/.test(file);
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!isAbsolute || (folder && folder.uri.scheme !== 'file' && folder.uri.scheme !== 'vscode-remote'))
    return undefined;
  const path = file.replaceAll('\\', '/');
  const uri = (folder?.uri ?? vscode.Uri.file('/')).with({ path: path.startsWith('/') ? path : `/${path}` });
  return vscode.workspace.fs.stat(uri).then(
    ({ type }) => (type & vscode.FileType.File ? uri : undefined),
    () => undefined,
  );
}

async function ask(file: string): Promise<vscode.Uri | undefined> {
  if (located.has(file)) return undefined;
  const locateFile = vscode.l10n.t('Locate File…');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} is not in this workspace.', segmentsOf(file).join('/')),
    locateFile,
  );
  if (choice !== locateFile) return undefined;
  const [uri] = (await vscode.window.showOpenDialog({ title: file, openLabel: vscode.l10n.t('Open') })) ?? [];
  if (uri) located.set(file, uri);
  return uri;
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

const escapeGlob = (name: string): string => name.replace(/[[\]{}*?!]/g, '?');
