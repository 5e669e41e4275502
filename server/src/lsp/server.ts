import * as l10n from '@vscode/l10n';
import {
  type CancellationToken,
  CodeLensRefreshRequest,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import {
  type EvidenceParams,
  evidenceNotification,
  type InitializationOptions,
  type SchedulesParams,
  type SchedulesResult,
  schedulesRequest,
} from '#protocol';
import type { Engine } from '../engine.ts';
import type { FileSystem } from '../fileSystem.ts';
import { noFiles, remoteFiles } from '../files/remote.ts';
import type { WorkspaceFiles } from '../files/workspaceFiles.ts';
import { codeActionKinds, codeActions } from './codeActions.ts';
import { codeLenses } from './codeLens.ts';
import { documentDiagnostics, emptyReport } from './documentDiagnostics.ts';
import { clientFeatures } from './features.ts';
import { guardNotification, guardRequest } from './guard.ts';
import { describeError, type Log } from './log.ts';
import { PushDiagnostics } from './pushDiagnostics.ts';
import { schedules } from './schedules.ts';
import { Session } from './session.ts';
import { readSettings } from './settings.ts';
import { canonicalUri } from './uris.ts';
import { WorkspaceDiagnostics } from './workspaceDiagnostics.ts';

/** What the place that the server runs in provides. */
export interface Host {
  /** The files there are, given those that only the client can reach. */
  files(client: WorkspaceFiles): WorkspaceFiles;
  engine(files: FileSystem): Promise<Engine>;
  /** Ids that `unpark.rules` may name. */
  ruleIds: ReadonlySet<string>;
}

/** A session and the parts that only the handlers below use. */
interface Running {
  session: Session;
  workspace: WorkspaceDiagnostics;
  push: PushDiagnostics | undefined;
}

/** Answers the language server protocol on a connection until it closes. */
export function startServer(connection: Connection, host: Host): void {
  const log: Log = connection.console;
  let running: Running | undefined;

  /** Registers each kind of handler so that it has the session, and its exceptions end in the log. */
  const use = (): Running => {
    if (!running) throw new ResponseError(LSPErrorCodes.RequestFailed, 'The server is not running');
    return running;
  };
  const request = <P, R, Rest extends unknown[]>(
    name: string,
    empty: () => R,
    handler: (running: Running, params: P, token: CancellationToken, ...rest: Rest) => Promise<R>,
  ) =>
    guardRequest(log, name, empty, async (params: P, token: CancellationToken, ...rest: Rest) =>
      handler(use(), params, token, ...rest),
    );
  const notification = <P>(name: string, handler: (running: Running, params: P) => void) =>
    guardNotification(log, name, (params: P) => handler(use(), params));
  const changed = ({ session, push }: Running) => {
    session.changes.bump();
    push?.schedule();
  };

  connection.onInitialize(async (params) => {
    const now = await initialize(connection, host, params, log);
    now.session.engine.onDeepened(() => {
      changed(now);
      refresh(connection, now.session);
    });
    running = now;
    return initializeResult;
  });
  connection.onInitialized(
    notification('initialized', (now) => {
      subscribe(connection, host, now, () => changed(now));
    }),
  );
  connection.onShutdown(() => {
    running?.push?.dispose();
    running?.session.engine.dispose();
    running = undefined;
  });

  connection.onDidOpenTextDocument(
    notification('textDocument/didOpen', (now, { textDocument }) => {
      now.session.engine.open(now.session.documents.set(textDocument), textDocument.text);
      changed(now);
    }),
  );
  connection.onDidChangeTextDocument(
    notification('textDocument/didChange', (now, { textDocument, contentChanges }) => {
      now.session.engine.change(now.session.documents.set(textDocument), contentChanges);
      changed(now);
    }),
  );
  connection.onDidCloseTextDocument(
    notification('textDocument/didClose', (now, { textDocument }) => {
      const uri = now.session.documents.delete(textDocument);
      now.session.engine.close(uri);
      changed(now);
      void now.push?.clear(uri, textDocument.uri);
    }),
  );
  connection.onDidChangeWatchedFiles(
    notification('workspace/didChangeWatchedFiles', (now, { changes }) => {
      now.session.engine.invalidate(changes.map(({ uri }) => canonicalUri(uri)));
      if (changes.some(({ type }) => type !== FileChangeType.Changed)) now.workspace.forgetListing();
      changed(now);
      refresh(connection, now.session);
    }),
  );

  connection.onNotification(
    evidenceNotification,
    notification(evidenceNotification, (now, params: EvidenceParams) => {
      now.session.evidence.set(params);
      changed(now);
      refresh(connection, now.session);
      refreshLenses(connection, now.session);
    }),
  );

  connection.languages.diagnostics.on(
    request('textDocument/diagnostic', emptyReport, ({ session }, params, token) =>
      documentDiagnostics(session, params, token),
    ),
  );
  connection.languages.diagnostics.onWorkspace(
    request(
      'workspace/diagnostic',
      () => ({ items: [] }),
      ({ workspace }, params, token, _workDone, partial) => workspace.pull(params, token, partial),
    ),
  );
  connection.onCodeAction(
    request(
      'textDocument/codeAction',
      () => [],
      ({ session }, params, token) => codeActions(session, params, token),
    ),
  );
  connection.onRequest(
    schedulesRequest,
    request(
      schedulesRequest,
      (): SchedulesResult => [],
      ({ session }, params: SchedulesParams, token) => schedules(session, params, token),
    ),
  );
  connection.onCodeLens(
    request(
      'textDocument/codeLens',
      () => [],
      async ({ session }, params) => codeLenses(session, params),
    ),
  );
  connection.listen();
}

const initializeResult: InitializeResult = {
  serverInfo: { name: 'unpark' },
  capabilities: {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    diagnosticProvider: { identifier: 'unpark', interFileDependencies: true, workspaceDiagnostics: true },
    codeLensProvider: {},
    codeActionProvider: { codeActionKinds: [...codeActionKinds] },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  },
};

async function initialize(
  connection: Connection,
  host: Host,
  params: InitializeParams,
  log: Log,
): Promise<Running> {
  const options = (params.initializationOptions ?? {}) as InitializationOptions;
  if (options.l10n) l10n.config({ contents: options.l10n });
  const files = host.files(options.readsFiles ? remoteFiles(connection) : noFiles);
  const session = new Session({
    engine: await host.engine(files),
    files,
    client: clientFeatures(params, options),
    log,
    folders: (params.workspaceFolders ?? []).map(({ uri }) => canonicalUri(uri)),
  });
  configure(session, host, options.settings);
  const push = session.client.pullDiagnostics ? undefined : new PushDiagnostics(session, connection);
  return { session, workspace: new WorkspaceDiagnostics(session), push };
}

/** Asks the client to tell what changes outside of documents. */
function subscribe(
  connection: Connection,
  host: Host,
  { session, workspace }: Running,
  changed: () => void,
): void {
  const { client } = session;
  const logged = (what: string, done: Promise<unknown>) =>
    void done.catch((error) => session.log.error(`${what}: ${describeError(error)}`));
  const load = async () => {
    configure(session, host, await connection.workspace.getConfiguration('unpark'));
    changed();
  };
  if (client.configuration) {
    session.settled = load().catch((error) =>
      session.log.error(`workspace/configuration: ${describeError(error)}`),
    );
  }
  connection.onDidChangeConfiguration(
    guardNotification(session.log, 'workspace/didChangeConfiguration', ({ settings }) => {
      const done = client.configuration
        ? load()
        : Promise.resolve(configure(session, host, settings?.unpark));
      logged(
        'workspace/configuration',
        done.then(changed).then(() => refresh(connection, session)),
      );
    }),
  );
  if (client.watchConfiguration)
    logged(
      'client/registerCapability',
      connection.client.register(DidChangeConfigurationNotification.type, { section: 'unpark' }),
    );
  if (client.watchFiles)
    logged(
      'client/registerCapability',
      connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: ['*.go', 'go.mod', 'go.work', 'vendor/modules.txt'].map((name) => ({
          globPattern: `**/${name}`,
        })),
      }),
    );
  if (client.workspaceFolders)
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = new Set(removed.map(({ uri }) => canonicalUri(uri)));
      const left = session.folders.filter((uri) => !gone.has(uri));
      session.folders = [...left, ...added.map(({ uri }) => canonicalUri(uri))];
      workspace.forgetListing();
      changed();
    });
}

function configure(session: Session, host: Host, raw: unknown): void {
  session.settings = readSettings(raw, host.ruleIds, (message) => session.log.warn(message));
  session.engine.configure(session.settings);
}

/** Has the client pull anew what it shows. */
function refresh(connection: Connection, session: Session): void {
  if (!session.client.refreshDiagnostics) return;
  connection.languages.diagnostics
    .refresh()
    .catch((error) => session.log.error(`workspace/diagnostic/refresh: ${describeError(error)}`));
}

/** Has the client ask anew for its code lenses. */
function refreshLenses(connection: Connection, session: Session): void {
  if (!session.client.refreshCodeLenses) return;
  connection
    .sendRequest(CodeLensRefreshRequest.type)
    .catch((error) => session.log.error(`workspace/codeLens/refresh: ${describeError(error)}`));
}
