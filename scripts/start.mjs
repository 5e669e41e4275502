// npm start [-- folder]: a real VS Code with the extension in it, on samples/ or on the folder given.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { ensureNode24 } from './lib/node24.mjs';
import { cache, inRoot, root } from './lib/paths.mjs';
import { mustRun, run } from './lib/processes.mjs';
import { Advice, runMain, say } from './lib/say.mjs';
import { installExtension, startServer } from './lib/server.mjs';
import { ensureServer, findDesktop } from './lib/vscode.mjs';
import { packageExtension } from './lib/vsix.mjs';
import { workbenchUrl } from './lib/workbench.mjs';

await runMain(async () => {
  const folder = folderFrom(process.argv.slice(2));
  await ensureDependencies();
  const code = findDesktop();
  if (code) {
    await mustRun('Could not build the extension.', process.execPath, [inRoot('scripts/build.mjs')], {
      cwd: root,
    });
    await mustRun('Could not start VS Code.', code, [
      '--new-window',
      `--extensionDevelopmentPath=${root}`,
      folder,
    ]);
    say(`VS Code (${code}) is open on ${folder}.`);
    await printFindings(folder);
    return;
  }
  const node = await ensureNode24();
  const place = { node, server: await ensureServer(), data: path.join(cache, 'data') };
  say('Building and packaging the extension.');
  await installExtension(place, (await packageExtension()).file);
  const server = await startServer(place);
  await printFindings(folder);
  say(`\nVS Code is open on ${folder}: ${workbenchUrl(server.url, folder)}\nCtrl-C stops it.`);
  await server.ended;
  throw new Advice(`VS Code's server has ended:\n${server.log().slice(-2000)}`);
});

/**
 * The folder to open. npm runs scripts in the repository and says in INIT_CWD where the user stood.
 * @param {string[]} args
 */
function folderFrom(args) {
  if (args.length > 1) throw new Advice('Usage: npm start [-- folder]');
  const folder = args[0] ? path.resolve(process.env.INIT_CWD ?? '.', args[0]) : inRoot('samples');
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new Advice(`${folder} is no folder: name one that holds Go code.`);
  return folder;
}

/** What the command line finds there; exit code 1 says that there is something. @param {string} folder */
async function printFindings(folder) {
  say(`\nunpark check ${folder}`);
  const { code, output } = await run(process.execPath, [inRoot('dist/server/cli.js'), 'check', folder]);
  say(output.trimEnd());
  if (code !== 0 && code !== 1) throw new Advice(`unpark check ended with ${code}.`);
}
