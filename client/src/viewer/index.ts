/**
 * viewer: the profile viewer's side in the extension host.
 *
 * profileEditor.ts      the custom editor: which pages there are
 * viewerPage.ts         one page: what it asks for and is told
 * page.ts               the HTML around its script
 * sendBytes.ts          a file's bytes, where the page can't fetch them
 * bookmarks.ts          those of traces, by file
 * handOver.ts           what the page gives out: to the clipboard, into a file
 * locate.ts             which file of the workspace a frame names; matchSource.ts is its pure part
 * search.ts             finds files by a pattern, where somebody can
 * openFrame.ts          opens a frame's source, and asks where it is not clear
 * pathMappings.ts       pure: folders of the machine that a program was built on
 * mapFolder.ts          asks for such a folder, and keeps it in the settings
 * goRoots.ts            the files of Go itself and of the module cache
 * sourceText.ts         lines of it
 * openProfile.ts        the command that opens a file in the viewer
 * compareSnapshots.ts   the command that opens several beside each other
 */
import * as vscode from 'vscode';
import { showEvidenceCommand } from '#protocol';
import type { EvidenceStore } from '../evidence.ts';
import { HeatView } from '../heat/index.ts';
import { BookmarkStore } from './bookmarks.ts';
import { compareSnapshots } from './compareSnapshots.ts';
import { watchMappings } from './locate.ts';
import { openProfile } from './openProfile.ts';
import { ProfileEditorProvider, viewType, viewTypeForAny } from './profileEditor.ts';

/** Registers the profile viewer: its editors and the command that opens one. */
export function registerViewer(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  evidence: EvidenceStore,
): vscode.Disposable {
  const heat = new HeatView();
  const bookmarks = new BookmarkStore(context.workspaceState);
  const provider = new ProfileEditorProvider(context.extensionUri, log, evidence, heat, bookmarks);
  // No find widget: it finds what is drawn, and the page draws what is in sight. Ctrl+F goes to the page's own search.
  const options = { supportsMultipleEditorsPerDocument: true };
  return vscode.Disposable.from(
    heat,
    watchMappings(),
    vscode.commands.registerCommand('unpark.showHeat', () => provider.showHeat()),
    // Two types for one editor: files that are surely profiles open in it, others can be reopened with it.
    vscode.window.registerCustomEditorProvider(viewType, provider, options),
    vscode.window.registerCustomEditorProvider(viewTypeForAny, provider, options),
    vscode.commands.registerCommand('unpark.openProfile', openProfile),
    vscode.commands.registerCommand(showEvidenceCommand, (uri: unknown, search: unknown) =>
      provider.search(uri, search),
    ),
    vscode.commands.registerCommand('unpark.compareSnapshots', (clicked?: unknown, selected?: unknown) =>
      compareSnapshots(provider, clicked, selected),
    ),
  );
}
