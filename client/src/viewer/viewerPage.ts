import * as vscode from 'vscode';
import type { Heat, ToHost, ToPage } from '#protocol';
import type { EvidenceStore } from '../evidence.ts';
import type { HeatView } from '../heat/index.ts';
import type { BookmarkStore } from './bookmarks.ts';
import { copyText, saveText } from './handOver.ts';
import { onSourcesChanged } from './locate.ts';
import { locateSource, openFrame } from './openFrame.ts';
import { pageHtml } from './page.ts';
import { sendBytes } from './sendBytes.ts';
import { sourceLine, sourceLines } from './sourceText.ts';

/** A program that is writing a file changes it many times. */
const settleMs = 300;

/** One viewer: a page on a file, and on others that it is compared with. */
export class ViewerPage implements vscode.Disposable {
  readonly uri: vscode.Uri;
  private readonly panel: vscode.WebviewPanel;
  private readonly assets: vscode.Uri;
  private readonly log: vscode.LogOutputChannel;
  private readonly evidence: EvidenceStore;
  private readonly heat: HeatView;
  private readonly bookmarks: BookmarkStore;
  /** Snapshots beside the file, by URI. */
  private readonly added = new Map<string, vscode.Uri>();
  /** The page is there. VS Code throws it away while it is hidden. */
  private isReady = false;
  /** What the page is to search for once it is there. */
  private wanted: string | null = null;
  private isHeatWanted = false;
  /** The editor that the page stands before only until it has told that. */
  private behind: vscode.TextEditor | undefined;
  private isDisposed = false;
  private settling: ReturnType<typeof setTimeout> | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    uri: vscode.Uri,
    panel: vscode.WebviewPanel,
    extension: vscode.Uri,
    log: vscode.LogOutputChannel,
    evidence: EvidenceStore,
    heat: HeatView,
    bookmarks: BookmarkStore,
  ) {
    this.uri = uri;
    this.panel = panel;
    this.assets = vscode.Uri.joinPath(extension, 'dist', 'webview');
    this.log = log;
    this.evidence = evidence;
    this.heat = heat;
    this.bookmarks = bookmarks;
    const { webview } = panel;
    const folder = vscode.Uri.joinPath(uri, '..');
    webview.options = { enableScripts: true, localResourceRoots: [this.assets, folder] };
    // The name may hold signs that a pattern gives a meaning to: watch the folder, and compare.
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*'));
    const reload = (changed: vscode.Uri) => this.reload(changed);
    this.subscriptions = [
      watcher,
      evidence.onDidChange(() => this.tellElsewhere()),
      watcher.onDidChange(reload),
      watcher.onDidCreate(reload),
      heat.onDidChange(() => this.tellHeat()),
      onSourcesChanged(() => {
        if (this.isReady) void this.post({ type: 'sourcesChanged' });
      }),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.isReady = false;
      }),
      webview.onDidReceiveMessage((message: ToHost) =>
        this.serve(message).catch((error) => this.log.error(`The viewer's page: ${String(error)}`)),
      ),
    ];
    webview.html = pageHtml(webview, this.assets);
  }

  /** Shows more snapshots beside the file. */
  async add(uris: readonly vscode.Uri[]): Promise<void> {
    for (const uri of uris) {
      const id = uri.toString();
      if (id === this.uri.toString() || this.added.has(id)) continue;
      this.added.set(id, uri);
      // Before the page is ready, it loads all at once then.
      if (this.isReady) await this.load(uri);
    }
  }

  reveal(): void {
    this.panel.reveal();
  }

  /** Whether the file with this URI is one of those that are shown. */
  shows(uri: string): boolean {
    return uri === this.uri.toString() || this.added.has(uri);
  }

  /** Shows only groups with some words. */
  search(text: string): void {
    if (this.isReady) void this.post({ type: 'search', text });
    else this.wanted = text;
  }

  /** Shows in the editors what the profile says of lines, where it is one. A hidden page has to be made anew for it. */
  showHeat(): void {
    if (this.isReady) {
      void this.post({ type: 'sendHeat' });
      return;
    }
    this.isHeatWanted = true;
    this.behind = vscode.window.activeTextEditor;
    this.reveal();
  }

  dispose(): void {
    this.isDisposed = true;
    this.evidence.delete(this);
    clearTimeout(this.settling);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private reload(changed: vscode.Uri): void {
    const uri = [this.uri, ...this.added.values()].find((file) => file.toString() === changed.toString());
    if (!uri || !this.isReady) return;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => void this.load(uri), settleMs);
  }

  private post(message: ToPage): Thenable<boolean> {
    return this.panel.webview.postMessage(message);
  }

  private async load(uri: vscode.Uri): Promise<void> {
    const { webview } = this.panel;
    const asset = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(this.assets, name)).toString();
    const { size, mtime } = await vscode.workspace.fs.stat(uri).then(
      (status) => status,
      () => ({ size: 0, mtime: 0 }),
    );
    await this.post({
      type: 'load',
      id: uri.toString(),
      isMain: uri === this.uri,
      name: uri.path.slice(uri.path.lastIndexOf('/') + 1),
      // The page may have an older version of the file in its cache.
      uri: webview
        .asWebviewUri(uri)
        .with({ query: `${Date.now()}` })
        .toString(),
      size,
      modified: mtime,
      plot: asset('plot.js'),
      bookmarks: this.bookmarks.of(uri.toString()),
      l10n: vscode.l10n.bundle,
    });
  }

  private async serve(message: ToHost): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.ready(message.added);
      case 'openFrame': {
        const column = message.beside ? vscode.ViewColumn.Beside : this.panel.viewColumn;
        return openFrame(message.place, column, this.log);
      }
      case 'openAsText':
        await vscode.commands.executeCommand('vscode.openWith', this.uri, 'default', this.panel.viewColumn);
        return;
      case 'sendBytes': {
        const uri = message.id === this.uri.toString() ? this.uri : this.added.get(message.id);
        if (uri) await sendBytes(uri, this.panel.webview);
        return;
      }
      case 'sourceLine': {
        const { request, place } = message;
        await this.post({ type: 'sourceLine', request, text: await sourceLine(place) });
        return;
      }
      case 'sourceText': {
        const { request, file, ranges } = message;
        await this.post({ type: 'sourceText', request, ...(await sourceLines(file, ranges)) });
        return;
      }
      case 'locateSource':
        return locateSource(message.file, this.log);
      case 'heat':
        return this.takeHeat(message.heat);
      case 'copy':
        return copyText(message.text);
      case 'save':
        return saveText(message.name, message.text, this.uri);
      case 'report':
        this.tellElsewhere();
        return this.evidence.set(this, message, () => this.isDisposed);
      case 'keepBookmarks':
        if (this.shows(message.id)) await this.bookmarks.keep(message.id, message.bookmarks);
        return;
      case 'addSnapshot':
        return this.browse();
      case 'removeSnapshot':
        this.added.delete(message.id);
        return;
      default: {
        const text = JSON.stringify(message).slice(0, 100);
        this.log.warn(`The viewer's page sent a message that is not known: ${text}`);
      }
    }
  }

  /** What other viewers have open, so that the page can say what is in both. */
  private tellElsewhere(): void {
    if (!this.isReady) return;
    const files = this.evidence.beside(this).filter(({ id }) => !this.shows(id));
    void this.post({ type: 'elsewhere', files });
  }

  /** The page was made, perhaps anew after it was hidden: then it knows what it has shown. */
  private async ready(added: readonly string[]): Promise<void> {
    for (const id of added) {
      const uri = vscode.Uri.parse(id, true);
      if (uri.scheme === this.uri.scheme) this.added.set(id, uri);
    }
    this.isReady = true;
    for (const uri of [this.uri, ...this.added.values()]) await this.load(uri);
    if (this.wanted !== null) this.search(this.wanted);
    this.wanted = null;
    this.tellHeat();
    if (this.isHeatWanted) this.showHeat();
    this.isHeatWanted = false;
  }

  private async takeHeat(heat: Heat | null): Promise<void> {
    if (heat) this.heat.show(this, heat);
    else this.heat.hide();
    const { behind } = this;
    this.behind = undefined;
    if (behind) await vscode.window.showTextDocument(behind.document, behind.viewColumn);
  }

  private tellHeat(): void {
    if (this.isReady) void this.post({ type: 'heatShown', isShown: this.heat.shows(this) });
  }

  private async browse(): Promise<void> {
    const uris = await vscode.window.showOpenDialog({
      defaultUri: vscode.Uri.joinPath(this.uri, '..'),
      canSelectMany: true,
      openLabel: vscode.l10n.t('Add Snapshot'),
    });
    if (uris) await this.add(uris);
  }
}
