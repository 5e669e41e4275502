/**
 * client: runs in the extension host, of Node or of a browser.
 *
 * node.ts, browser.ts   the two entries: how the server is started there
 * activate.ts           the composition root
 * server.ts             the language client's life: start, crash, restart, status
 * evidence.ts           what the open viewers say of the code, for the server
 * files.ts              files that the server asks for
 * rulePages.ts          a rule's page in the Markdown preview
 * heat/                 what a profile says of lines, in the editors
 * dumps/                dumps, race reports and panics as text: in editors and terminals
 * schedule/             how a finding comes about, as a diagram
 * viewer/               the profile viewer
 */
import * as vscode from 'vscode';
import { registerDumps } from './dumps/index.ts';
import { EvidenceStore } from './evidence.ts';
import { rulePages } from './rulePages.ts';
import { registerSchedules } from './schedule/index.ts';
import { type ClientFactory, Server } from './server.ts';
import { registerViewer } from './viewer/index.ts';

/** Sets everything up. The server starts with the first Go document, not before. */
export function activateWith(context: vscode.ExtensionContext, createClient: ClientFactory): void {
  const log = vscode.window.createOutputChannel('Unpark', { log: true });
  const evidence = new EvidenceStore();
  const server = new Server(context, log, createClient, evidence);
  context.subscriptions.push(
    log,
    evidence,
    server,
    rulePages(context.extensionUri),
    registerViewer(context, log, evidence),
    registerDumps(log),
    registerSchedules(context.extensionUri, server, log),
    vscode.commands.registerCommand('unpark.showLog', () => log.show()),
    vscode.commands.registerCommand('unpark.restartServer', () => server.restart()),
    vscode.workspace.onDidOpenTextDocument((document) => server.startFor(document)),
  );
  for (const document of vscode.workspace.textDocuments) server.startFor(document);
}
