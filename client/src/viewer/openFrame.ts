import * as vscode from 'vscode';
import type { FramePlace } from '#protocol';
import { locate, remember } from './locate.ts';
import { mapFolder } from './mapFolder.ts';
import { segmentsOf } from './matchSource.ts';

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
    const uri = await locateOrAsk(place.file);
    if (uri) await show(uri, place.line, column);
  } catch (error) {
    log.error(`${place.file}: ${String(error)}`);
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} can’t be opened: {1}', place.file, String(error)));
  }
}

/** The file that a frame names; where that is not clear, the one that a person says. */
async function locateOrAsk(file: string): Promise<vscode.Uri | undefined> {
  const found = await locate(file);
  if (found.file) return found.file;
  return found.choices.length > 0 ? choose(file, found.choices) : ask(file);
}

/** Asks which file a profile's one is, where it is not known. */
export async function locateSource(file: string, log: vscode.LogOutputChannel): Promise<void> {
  if (typeof file !== 'string' || !file) return;
  const found = await locate(file);
  if (found.file) return;
  try {
    await (found.choices.length > 0 ? choose(file, found.choices) : pick(file, []));
  } catch (error) {
    log.error(`${file}: ${String(error)}`);
    void vscode.window.showErrorMessage(String(error));
  }
}

/** It is not clear which file is meant: a person says it. */
function choose(file: string, choices: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
  const items = choices.map((uri) => ({
    label: vscode.workspace.asRelativePath(uri),
    take: async () => {
      remember(file, uri);
      return uri;
    },
  }));
  items.sort((a, b) => (a.label < b.label ? -1 : 1));
  return pick(file, items);
}

interface Answer extends vscode.QuickPickItem {
  take: () => Promise<vscode.Uri | undefined>;
}

/** Some files to choose from, and the ways to find another. */
async function pick(file: string, files: readonly Answer[]): Promise<vscode.Uri | undefined> {
  const others: Answer[] = [
    { label: `$(folder) ${mapThis()}`, detail: mapDetail(), take: () => mapFolder(file) },
    { label: `$(file) ${locateThis()}`, take: () => browse(file) },
  ];
  const choice = await vscode.window.showQuickPick([...files, ...others], {
    placeHolder: vscode.l10n.t('Which file is {0} of the profile?', file),
  });
  return choice?.take();
}

async function ask(file: string): Promise<vscode.Uri | undefined> {
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} is not in this workspace.', segmentsOf(file).join('/')),
    mapThis(),
    locateThis(),
  );
  return choice === mapThis() ? mapFolder(file) : choice === locateThis() ? browse(file) : undefined;
}

const mapThis = () => vscode.l10n.t('Map This Folder…');
const mapDetail = () =>
  vscode.l10n.t('Says where the program’s folder is here, for all of its files, in the workspace’s settings');
const locateThis = () => vscode.l10n.t('Locate File…');

async function browse(file: string): Promise<vscode.Uri | undefined> {
  const [uri] = (await vscode.window.showOpenDialog({ title: file, openLabel: vscode.l10n.t('Open') })) ?? [];
  if (uri) remember(file, uri);
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
