import path from 'node:path';
import { buildAll } from '../build.mjs';
import { inRoot, root } from '../lib/paths.mjs';
import { run } from '../lib/processes.mjs';
import { misplacedIn } from './bundles.mjs';
import { failed, passed } from './outcome.mjs';

/**
 * One check that is a Node program of the dependencies.
 * @param {string} name
 * @param {string} script in the repository
 * @param {string[]} args
 */
async function check(name, script, ...args) {
  const { code, output } = await run(process.execPath, [inRoot(script), ...args], {
    cwd: root,
    timeout: 300_000,
  });
  return [code === 0 ? passed(name) : failed(name, output.trim())];
}

/** @type {import('./outcome.mjs').Stage} */
export const buildStage = {
  name: 'build',
  what: 'bundles everything into dist',
  needsBuild: false,
  async run() {
    const misplaced = misplacedIn(await buildAll());
    const name = 'each bundle builds, and holds its own side only';
    return [misplaced.length === 0 ? passed(name) : failed(name, misplaced.join('\n'))];
  },
};

/** @type {import('./outcome.mjs').Stage} */
export const typesStage = {
  name: 'types',
  what: 'the compiler over all folders, import directions included',
  needsBuild: false,
  run: () => check('tsc -b', 'node_modules/typescript/bin/tsc', '-b', '--pretty', 'false'),
};

/** @type {import('./outcome.mjs').Stage} */
export const lintStage = {
  name: 'lint',
  what: 'lint and format',
  needsBuild: false,
  run: () =>
    check(
      'biome ci',
      path.join('node_modules', '@biomejs', 'biome', 'bin', 'biome'),
      'ci',
      '--colors=off',
      '.',
    ),
};
