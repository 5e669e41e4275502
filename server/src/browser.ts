/** The language server as a web worker. It reads nothing by itself: all files come from the client, its parser first. */
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';
import { createEngine, type ParserAssets } from './engine.ts';
import { ruleIds } from './lsp/ruleIds.ts';
import { startServer } from './lsp/server.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;

// Later messages are the connection's.
scope.onmessage = ({ data }: MessageEvent<ParserAssets>) => {
  const connection = createConnection(
    ProposedFeatures.all,
    new BrowserMessageReader(scope),
    new BrowserMessageWriter(scope),
  );
  startServer(connection, {
    files: (client) => client,
    engine: (files) => createEngine(data, files),
    ruleIds,
  });
};
