import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mustRun, onPath } from './processes.mjs';
import { Advice } from './say.mjs';

const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];

/**
 * @param {string[]} args
 * @param {string} cwd
 * @param {string} why begins the error's message
 */
export function npm(args, cwd, why) {
  const command = onPath('npm');
  if (!command) throw new Advice(`${why} npm was not found on PATH: install Node.js, which brings it.`);
  return mustRun(
    `${why} Check that the npm registry can be reached, then try again.`,
    command,
    [...args, ...quiet],
    { cwd },
  );
}

/**
 * Installs one package into a folder of its own, apart from the project's dependencies.
 * @param {string} folder made if missing
 * @param {string} spec `name@version`
 * @param {string[]} flags
 */
export async function installInto(folder, spec, flags) {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  await npm(['install', '--save-exact', ...flags, spec], folder, `Could not install ${spec}.`);
}
