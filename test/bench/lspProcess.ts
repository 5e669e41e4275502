import { type ChildProcess, spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  ConfigurationRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  type FullDocumentDiagnosticReport,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type Range,
  RegistrationRequest,
  StreamMessageReader,
  StreamMessageWriter,
  WorkDoneProgressCreateRequest,
} from 'vscode-languageserver/node';

/** A language server in a process of its own, asked over its standard streams. */
export class LspProcess {
  readonly initialized: InitializeResult;
  private readonly process: ChildProcess;
  private readonly connection: ProtocolConnection;
  private version = 0;
  private uri = '';
  private published:
    | ((uri: string, version: number | undefined, diagnostics: Diagnostic[]) => void)
    | undefined;

  private constructor(process: ChildProcess, connection: ProtocolConnection, initialized: InitializeResult) {
    this.process = process;
    this.connection = connection;
    this.initialized = initialized;
    connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, version, diagnostics }) =>
      this.published?.(uri, version, diagnostics),
    );
  }

  static async start(
    command: string,
    args: string[],
    folder: string,
    settings: object,
    pulls: boolean,
  ): Promise<LspProcess> {
    const child = spawn(command, args, { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => settings));
    connection.onRequest(RegistrationRequest.type, () => {});
    connection.onRequest(WorkDoneProgressCreateRequest.type, () => {});
    connection.listen();
    const uri = pathToFileURL(folder).href;
    const capabilities: ClientCapabilities = {
      textDocument: {
        publishDiagnostics: { versionSupport: true },
        ...(pulls && { diagnostic: { relatedInformation: true } }),
      },
      workspace: { configuration: true, workspaceFolders: true },
    };
    const initialized = await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: uri,
      capabilities,
      initializationOptions: settings,
      workspaceFolders: [{ uri, name: 'bench' }],
    });
    await connection.sendNotification(InitializedNotification.type, {});
    return new LspProcess(child, connection, initialized);
  }

  async open(uri: string, text: string): Promise<void> {
    this.uri = uri;
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'go', version: ++this.version, text },
    });
  }

  /** Replaces a range of the open document; returns its new version. */
  async change(range: Range, text: string): Promise<number> {
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: this.uri, version: ++this.version },
      contentChanges: [{ range, text }],
    });
    return this.version;
  }

  /** The document's diagnostics, asked for. */
  async pull(): Promise<Diagnostic[]> {
    const report = await this.connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri: this.uri },
    });
    return (report as FullDocumentDiagnosticReport).items;
  }

  /** Resolves when the server publishes diagnostics of this version of the document that are what they should be. */
  publication(version: number, isRight: (diagnostics: Diagnostic[]) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.published = (uri, of, diagnostics) => {
        if (uri === this.uri && of === version && isRight(diagnostics)) resolve();
      };
    });
  }

  /** Resolves once nothing has been published for so long. */
  async quiet(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      let timer = setTimeout(resolve, milliseconds);
      this.published = () => {
        clearTimeout(timer);
        timer = setTimeout(resolve, milliseconds);
      };
    });
  }

  stop(): void {
    this.connection.dispose();
    this.process.kill();
  }
}
