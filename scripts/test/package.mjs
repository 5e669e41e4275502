import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inRoot } from '../lib/paths.mjs';
import { say } from '../lib/say.mjs';
import { flawsOf, packageExtension } from '../lib/vsix.mjs';
import { runSuite } from './integration.mjs';
import { failed, passed } from './outcome.mjs';
import { withEditor } from './provided.mjs';

/** @type {import('./outcome.mjs').Stage} */
export const packageStage = {
  name: 'package',
  what: 'the .vsix: its size and contents, and the extension that it installs',
  needsBuild: false,
  async run() {
    const { file, ...contents } = await packageExtension();
    say(`   ${path.basename(file)}: ${contents.names.length} files, ${contents.bytes} bytes`);
    const flaws = flawsOf(contents);
    const check = 'the .vsix is small enough and holds what it should';
    const installed = await withEditor('package', async () =>
      runSuite({ name: 'installed', workspace: 'go' }, { extension: await carrier(), vsix: file }),
    );
    return [flaws.length === 0 ? passed(check) : failed(check, flaws.join('\n')), ...installed];
  },
};

/** VS Code runs tests only beside an extension under development: this one is empty. */
async function carrier() {
  const folder = inRoot('out/carrier');
  await mkdir(folder, { recursive: true });
  const manifest = {
    name: 'carrier',
    publisher: 'unpark-test',
    version: '0.0.0',
    engines: { vscode: '^1.96.0' },
  };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}
