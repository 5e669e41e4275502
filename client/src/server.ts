import * as vscode from 'vscode';
import {
  type BaseLanguageClient,
  CloseAction,
  type LanguageClientOptions,
  State,
} from 'vscode-languageclient';
import {
  type EvidenceParams,
  evidenceNotification,
  type InitializationOptions,
  type SchedulesParams,
  type SchedulesResult,
  schedulesRequest,
} from '#protocol';
import type { EvidenceStore } from './evidence.ts';
import { answerFileRequests } from './files.ts';

/** Makes the client for the place that the extension runs in. */
export type ClientFactory = (
  context: vscode.ExtensionContext,
  options: LanguageClientOptions,
) => BaseLanguageClient;

/** Schemes whose documents are somebody's code; git's and other read-only copies are not. */
const schemes = ['file', 'untitled', 'vscode-remote', 'vscode-vfs'];

/** The language server, from the first Go document to the end of the window. */
export class Server implements vscode.Disposable {
  private readonly context: vscode.ExtensionContext;
  private readonly log: vscode.LogOutputChannel;
  private readonly createClient: ClientFactory;
  private readonly status: vscode.LanguageStatusItem;
  private readonly evidence: EvidenceStore;
  private readonly onEvidence: vscode.Disposable;
  private client: BaseLanguageClient | undefined;
  private starting: Promise<void> = Promise.resolve();

  constructor(
    context: vscode.ExtensionContext,
    log: vscode.LogOutputChannel,
    createClient: ClientFactory,
    evidence: EvidenceStore,
  ) {
    this.context = context;
    this.log = log;
    this.createClient = createClient;
    this.evidence = evidence;
    this.onEvidence = evidence.onDidChange(() => this.sendEvidence());
    this.status = vscode.languages.createLanguageStatusItem('unpark.server', { language: 'go' });
    this.status.name = 'Unpark';
    this.showState(State.Stopped);
  }

  /** Starts the server where the document is Go code and it does not run yet. */
  startFor(document: vscode.TextDocument): void {
    if (this.client || document.languageId !== 'go' || !this.schemes().includes(document.uri.scheme)) return;
    this.starting = this.start();
  }

  async restart(): Promise<void> {
    await this.starting;
    const { client } = this;
    this.client = undefined;
    await client?.dispose();
    this.starting = this.start();
    await this.starting;
  }

  /** How findings come about; none where the server does not run. */
  async schedules(params: SchedulesParams): Promise<SchedulesResult> {
    await this.starting;
    return this.client?.isRunning() ? this.client.sendRequest<SchedulesResult>(schedulesRequest, params) : [];
  }

  dispose(): void {
    this.status.dispose();
    this.onEvidence.dispose();
    void this.client?.dispose();
  }

  private schemes(): string[] {
    const folders = vscode.workspace.workspaceFolders ?? [];
    return [...new Set([...schemes, ...folders.map(({ uri }) => uri.scheme)])];
  }

  private async start(): Promise<void> {
    const initializationOptions: InitializationOptions = {
      readsFiles: true,
      showsRules: true,
      showsSchedules: true,
      ...(vscode.l10n.bundle ? { l10n: vscode.l10n.bundle } : {}),
    };
    const client = this.createClient(this.context, {
      documentSelector: this.schemes().map((scheme) => ({ language: 'go', scheme })),
      outputChannel: this.log,
      initializationOptions,
      diagnosticPullOptions: { onChange: true, onSave: true },
      errorHandler: {
        error: (error, message, count) => client.createDefaultErrorHandler().error(error, message, count),
        closed: () => this.crashed(handler.closed()),
      },
    });
    const handler = client.createDefaultErrorHandler();
    this.client = client;
    client.onDidChangeState(({ newState }) => {
      this.showState(newState);
      // Also after a crash: the new server knows nothing.
      if (newState === State.Running && this.evidence.all().length > 0) this.sendEvidence();
    });
    answerFileRequests(client);
    try {
      await client.start();
    } catch (error) {
      this.log.error(`The language server could not be started: ${String(error)}`);
    }
  }

  /** Tells the server what the open viewers say; one that is not running yet is told when it is. */
  private sendEvidence(): void {
    if (!this.client?.isRunning()) return;
    const params: EvidenceParams = { reports: this.evidence.all() };
    this.client
      .sendNotification(evidenceNotification, params)
      .catch((error) => this.log.error(`${evidenceNotification}: ${String(error)}`));
  }

  /** Says what became of a server that ended by itself; the default handler gives up after five crashes in a row. */
  private async crashed(
    decision: ReturnType<ReturnType<BaseLanguageClient['createDefaultErrorHandler']>['closed']>,
  ): Promise<Awaited<typeof decision>> {
    const { action } = await decision;
    const showLog = vscode.l10n.t('Show Log');
    const restart = vscode.l10n.t('Restart');
    const again = action === CloseAction.Restart;
    const message = again
      ? vscode.l10n.t('The language server of Unpark crashed and was started again.')
      : vscode.l10n.t('The language server of Unpark keeps crashing and was not started again.');
    this.log.error(message);
    void vscode.window
      .showWarningMessage(message, ...(again ? [showLog] : [restart, showLog]))
      .then((choice) => {
        if (choice === showLog) this.log.show();
        if (choice === restart) void this.restart();
      });
    return { action, handled: true };
  }

  private showState(state: State): void {
    const { status } = this;
    status.busy = state === State.Starting;
    status.severity =
      state === State.Stopped && this.client
        ? vscode.LanguageStatusSeverity.Warning
        : vscode.LanguageStatusSeverity.Information;
    status.text =
      state === State.Running
        ? vscode.l10n.t('Unpark is ready')
        : state === State.Starting
          ? vscode.l10n.t('Unpark is starting')
          : vscode.l10n.t('Unpark is not running');
    status.command =
      state === State.Stopped
        ? { title: vscode.l10n.t('Restart'), command: 'unpark.restartServer' }
        : { title: vscode.l10n.t('Show Log'), command: 'unpark.showLog' };
  }
}
