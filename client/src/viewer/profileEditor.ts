import * as vscode from 'vscode';
import type { EvidenceStore } from '../evidence.ts';
import type { HeatView } from '../heat/index.ts';
import type { BookmarkStore } from './bookmarks.ts';
import { ViewerPage } from './viewerPage.ts';

/** For files that are surely profiles. */
export const viewType = 'unpark.profile';
/** For any file that somebody wants to see as one. */
export const viewTypeForAny = 'unpark.profileAny';

interface ProfileDocument extends vscode.CustomDocument {
  readonly uri: vscode.Uri;
}

/** Shows profiles in webviews. The page fetches and parses the file by itself; here only its requests are served. */
export class ProfileEditorProvider implements vscode.CustomReadonlyEditorProvider<ProfileDocument> {
  private readonly extension: vscode.Uri;
  private readonly log: vscode.LogOutputChannel;
  private readonly evidence: EvidenceStore;
  private readonly heat: HeatView;
  private readonly bookmarks: BookmarkStore;
  /** The open pages, the one that was shown last at the end. */
  private readonly pages: ViewerPage[] = [];
  /** Snapshots for pages that are still to be opened, by the URI of their file. */
  private readonly waiting = new Map<string, readonly vscode.Uri[]>();

  constructor(
    extension: vscode.Uri,
    log: vscode.LogOutputChannel,
    evidence: EvidenceStore,
    heat: HeatView,
    bookmarks: BookmarkStore,
  ) {
    this.extension = extension;
    this.log = log;
    this.evidence = evidence;
    this.heat = heat;
    this.bookmarks = bookmarks;
  }

  openCustomDocument(uri: vscode.Uri): ProfileDocument {
    return { uri, dispose: () => {} };
  }

  async resolveCustomEditor({ uri }: ProfileDocument, panel: vscode.WebviewPanel): Promise<void> {
    const { extension, log, evidence, heat, bookmarks } = this;
    const page = new ViewerPage(uri, panel, extension, log, evidence, heat, bookmarks);
    this.pages.push(page);
    panel.onDidChangeViewState(() => {
      if (!panel.active) return;
      this.forget(page);
      this.pages.push(page);
    });
    panel.onDidDispose(() => {
      this.forget(page);
      page.dispose();
    });
    const others = this.waiting.get(uri.toString());
    this.waiting.delete(uri.toString());
    if (others) await page.add(others);
  }

  /** Shows a file with others beside it, in the page that is open on it or in a new one. */
  async compare(uri: vscode.Uri, others: readonly vscode.Uri[]): Promise<void> {
    const key = uri.toString();
    const page = this.pages.findLast((open) => open.uri.toString() === key);
    if (page) {
      page.reveal();
      return page.add(others);
    }
    this.waiting.set(key, others);
    await vscode.commands.executeCommand('vscode.openWith', uri, viewTypeForAny);
  }

  /** Shows a file that has evidence, with the groups that a place is in. Arguments as `showEvidenceCommand` has them. */
  search(uri: unknown, text: unknown): void {
    const page = this.pages.findLast((open) => open.shows(String(uri)));
    if (!page || typeof text !== 'string') return;
    page.reveal();
    page.search(text);
  }

  /** Shows in the editors what the profile that was looked at last says of lines. */
  showHeat(): void {
    const page = this.pages.at(-1);
    if (page) page.showHeat();
    else void vscode.window.showInformationMessage(vscode.l10n.t('Open a profile first.'));
  }

  private forget(page: ViewerPage): void {
    const at = this.pages.indexOf(page);
    if (at >= 0) this.pages.splice(at, 1);
  }
}
