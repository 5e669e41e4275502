import { Duplex } from 'node:stream';
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  ConfigurationRequest,
  createConnection,
  createProtocolConnection,
  DiagnosticRefreshRequest,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  type FullDocumentDiagnosticReport,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  LogMessageNotification,
  ProposedFeatures,
  type ProtocolConnection,
  type Range,
  RegistrationRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { WorkspaceFiles } from '../files/workspaceFiles.ts';
import { ruleIds } from '../lsp/ruleIds.ts';
import { startServer } from '../lsp/server.ts';
import { memoryFiles, testEngine } from './engine.ts';

/** What VS Code can do, as far as it matters to the server. */
export const fullCapabilities: ClientCapabilities = {
  textDocument: {
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
    diagnostic: { relatedInformation: true, codeDescriptionSupport: true },
  },
  workspace: {
    configuration: true,
    diagnostics: { refreshSupport: true },
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true, resourceOperations: ['create'] },
    workspaceFolders: true,
  },
};

interface Options {
  /** Files on disk by URI; may change while the server runs. */
  disk: Record<string, string>;
  folders?: string[];
  capabilities?: ClientCapabilities;
  /** What `workspace/configuration` answers. */
  settings?: unknown;
  initializationOptions?: unknown;
  /** Takes the place of the disk's own reading. */
  files?: Partial<WorkspaceFiles>;
}

/** For tests: a client that talks to a real server over streams in memory. */
export class TestClient {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  /** What the server logged. */
  readonly log: string[];
  settings: unknown;
  /** How often the server asked to be pulled anew. */
  refreshes = 0;
  /** Methods that the server registered for. */
  readonly registered: string[];
  private readonly versions = new Map<string, number>();

  private constructor(
    connection: ProtocolConnection,
    initialized: InitializeResult,
    log: string[],
    registered: string[],
    settings: unknown,
  ) {
    this.connection = connection;
    this.initialized = initialized;
    this.log = log;
    this.registered = registered;
    this.settings = settings;
  }

  static async start(options: Options): Promise<TestClient> {
    const { disk, folders = [], capabilities = fullCapabilities } = options;
    const [here, there] = pair();
    const server = createConnection(
      ProposedFeatures.all,
      new StreamMessageReader(there),
      new StreamMessageWriter(there),
    );
    const files: WorkspaceFiles = {
      readDirectory: (uri) => memoryFiles(disk).readDirectory(uri),
      readFile: (uri) => memoryFiles(disk).readFile(uri),
      findGoFiles: async (folder) => Object.keys(disk).filter((uri) => uri.startsWith(`${folder}/`)),
      ...options.files,
    };
    startServer(server, { files: () => files, engine: testEngine, ruleIds });
    const connection = createProtocolConnection(new StreamMessageReader(here), new StreamMessageWriter(here));
    const log: string[] = [];
    const registered: string[] = [];
    connection.onNotification(LogMessageNotification.type, ({ message }) => void log.push(message));
    connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
      registered.push(...registrations.map(({ method }) => method));
    });
    let client: TestClient | undefined;
    connection.onRequest(ConfigurationRequest.type, ({ items }) =>
      items.map(() => (client ? client.settings : options.settings) ?? null),
    );
    connection.onRequest(DiagnosticRefreshRequest.type, () => {
      if (client) client.refreshes++;
    });
    connection.listen();
    const initialized = await connection.sendRequest(InitializeRequest.type, {
      processId: null,
      rootUri: null,
      capabilities,
      initializationOptions: options.initializationOptions,
      workspaceFolders: folders.map((uri) => ({ uri, name: uri })),
    });
    client = new TestClient(connection, initialized, log, registered, options.settings);
    await connection.sendNotification(InitializedNotification.type, {});
    return client;
  }

  open(uri: string, text: string): Promise<void> {
    this.versions.set(uri, 1);
    return this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'go', version: 1, text },
    });
  }

  /** Replaces a range of an open document. */
  change(uri: string, range: Range, text: string): Promise<void> {
    const version = this.versions.get(uri)! + 1;
    this.versions.set(uri, version);
    return this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: [{ range, text }],
    });
  }

  close(uri: string): Promise<void> {
    return this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }

  pull(uri: string, previousResultId?: string) {
    return this.connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri },
      ...(previousResultId !== undefined && { previousResultId }),
    });
  }

  /** Pulls a document's diagnostics, all of them. */
  async diagnostics(uri: string) {
    return ((await this.pull(uri)) as FullDocumentDiagnosticReport).items;
  }

  /** Rules found in a document. */
  async rules(uri: string): Promise<unknown[]> {
    return (await this.diagnostics(uri)).map(({ code }) => code);
  }

  async codeActions(uri: string, range: Range, only?: string[], triggerKind?: 1 | 2) {
    const actions = await this.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range,
      context: { diagnostics: [], ...(only && { only }), ...(triggerKind && { triggerKind }) },
    });
    return (actions ?? []).filter((action): action is CodeAction => 'kind' in action);
  }

  dispose(): void {
    this.connection.dispose();
  }
}

/** Two ends of a line: what is written into one is read from the other. */
function pair(): [Duplex, Duplex] {
  const end = (other: () => Duplex) =>
    new Duplex({
      read() {},
      write(chunk, _encoding, done) {
        other().push(chunk);
        done();
      },
    });
  const ends: [Duplex, Duplex] = [end(() => ends[1]), end(() => ends[0])];
  return ends;
}
