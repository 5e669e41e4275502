import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeAssets } from '../assets.ts';
import { createEngine } from '../engine.ts';
import { diskFiles } from '../files/disk.ts';
import { routedFiles } from '../files/routed.ts';
import { moduleCache } from '../modules/cache.ts';
import { describeError } from './log.ts';
import { ruleIds } from './ruleIds.ts';
import { startServer } from './server.ts';

/**
 * Serves on the transport that the command line names (`--node-ipc`, `--stdio`, `--socket=…`, `--pipe=…`), or else
 * on standard input and output. The process ends with the client.
 */
export function serve(): void {
  const named = process.argv.some((arg) => /^--(node-ipc|stdio|socket|pipe)\b/.test(arg));
  const connection = named
    ? createConnection(ProposedFeatures.all)
    : createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  process.on('unhandledRejection', (error) => connection.console.error(`Unhandled: ${describeError(error)}`));
  startServer(connection, {
    files: (client) => routedFiles(diskFiles, client),
    engine: async (files) => createEngine(await nodeAssets(), files, moduleCache()),
    ruleIds,
  });
}
