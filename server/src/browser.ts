/** The language server as a web worker. It reads nothing by itself: its parser is within, files come from the client. */
import grammar from 'tree-sitter-go/tree-sitter-go.wasm';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';
import runtime from 'web-tree-sitter/web-tree-sitter.wasm';
import { createEngine } from './engine.ts';
import { ruleIds } from './lsp/ruleIds.ts';
import { startServer } from './lsp/server.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const connection = createConnection(
  ProposedFeatures.all,
  new BrowserMessageReader(scope),
  new BrowserMessageWriter(scope),
);
startServer(connection, {
  files: (client) => client,
  engine: (files) => createEngine({ runtime, grammar }, files),
  ruleIds,
});
