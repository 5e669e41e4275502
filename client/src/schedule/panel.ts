import * as vscode from 'vscode';
import type { ScheduledFinding, SchedulePageState, ScheduleToHost, ScheduleToPage } from '#protocol';
import type { Server } from '../server.ts';
import { pageHtml } from '../viewer/page.ts';
import { StepMarker } from './marker.ts';
import { shifted } from './shifted.ts';

export const viewType = 'unpark.schedule';

/** Milliseconds of rest after an edit before the server is asked anew. */
const settleMs = 400;

/** The panel that draws how a finding comes about: one for all, beside the code. */
export class SchedulePanel
  implements vscode.WebviewPanelSerializer<Partial<SchedulePageState>>, vscode.Disposable
{
  private readonly assets: vscode.Uri;
  private readonly server: Server;
  private readonly log: vscode.LogOutputChannel;
  private readonly marker = new StepMarker();
  private readonly subscriptions: vscode.Disposable[];
  private panel: vscode.WebviewPanel | undefined;
  /** What is shown; its range moves with edits. */
  private shown: { uri: string; finding: ScheduledFinding; isStale: boolean } | undefined;
  private settling: ReturnType<typeof setTimeout> | undefined;

  constructor(extension: vscode.Uri, server: Server, log: vscode.LogOutputChannel) {
    this.assets = vscode.Uri.joinPath(extension, 'dist', 'webview');
    this.server = server;
    this.log = log;
    this.subscriptions = [
      this.marker,
      vscode.workspace.onDidChangeTextDocument((event) => this.follow(event)),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some((uri) => uri.toString() === this.shown?.uri)) this.askSoon();
      }),
    ];
  }

  /** Shows a finding, in the panel that is open or in a new one. */
  show(uri: string, finding: ScheduledFinding): void {
    this.shown = { uri: vscode.Uri.parse(uri, true).toString(), finding, isStale: false };
    this.marker.clear();
    if (this.panel) {
      this.panel.reveal(undefined, true);
      this.post();
      return;
    }
    const title = vscode.l10n.t('How This Happens');
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.adopt(vscode.window.createWebviewPanel(viewType, title, column, this.options()));
  }

  /** Brings back what was shown before the window was loaded anew. */
  async deserializeWebviewPanel(
    panel: vscode.WebviewPanel,
    state: Partial<SchedulePageState> | undefined,
  ): Promise<void> {
    panel.webview.options = this.options();
    this.adopt(panel);
    const { uri, rule, range } = state ?? {};
    if (typeof uri !== 'string' || typeof rule !== 'string' || !range) return this.post();
    try {
      // The server starts with the first Go document.
      await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
      const [finding] = await this.server.schedules({ uri, rule, range });
      if (finding && !this.shown) this.shown = { uri, finding, isStale: false };
    } catch (error) {
      this.log.warn(`${uri}: ${String(error)}`);
    }
    this.post();
  }

  dispose(): void {
    clearTimeout(this.settling);
    this.panel?.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private options(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [this.assets] };
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel?.dispose();
    this.panel = panel;
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = undefined;
      this.shown = undefined;
      this.marker.clear();
    });
    panel.webview.onDidReceiveMessage((message: ScheduleToHost) =>
      this.serve(message).catch((error) => this.log.error(`The page of a schedule: ${String(error)}`)),
    );
    panel.webview.html = pageHtml(panel.webview, this.assets, 'schedule', 'unpark-schedule');
  }

  private async serve(message: ScheduleToHost): Promise<void> {
    if (message.type === 'ready') return this.post();
    if (message.type !== 'reveal') return;
    const step = this.shown?.finding.schedule.steps[message.step];
    // Only what the server has named is opened.
    const place = [step?.place, step?.received].find((known) => known && isSame(known, message.place));
    if (step && place)
      await this.marker.reveal(place, step, message.step + 1, message.focus, this.panel?.viewColumn);
  }

  private post(): void {
    const l10n = vscode.l10n.bundle;
    const message: ScheduleToPage = this.shown
      ? { type: 'show', ...this.shown, l10n }
      : { type: 'gone', l10n };
    void this.panel?.webview.postMessage(message);
  }

  private follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const { shown } = this;
    if (!shown || !this.panel || document.languageId !== 'go' || contentChanges.length === 0) return;
    this.marker.clear();
    if (document.uri.toString() === shown.uri)
      for (const change of contentChanges)
        shown.finding = { ...shown.finding, range: shifted(shown.finding.range, change) };
    this.askSoon();
  }

  private askSoon(): void {
    if (!this.shown || !this.panel) return;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.ask().catch((error) =>
        this.log.error(`The schedule could not be brought up to date: ${String(error)}`),
      );
    }, settleMs);
  }

  /** Shows what the server says now of the same place. */
  private async ask(): Promise<void> {
    const before = this.shown;
    if (!before) return;
    const { uri, finding } = before;
    const found = await this.server.schedules({ uri, rule: finding.rule, range: finding.range });
    if (this.shown !== before || before.finding !== finding) return;
    const now = found[0];
    if (JSON.stringify([now ?? finding, !now]) === JSON.stringify([finding, before.isStale])) return;
    this.shown = { uri, finding: now ?? finding, isStale: !now };
    this.post();
  }
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
