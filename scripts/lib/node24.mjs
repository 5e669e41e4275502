import path from 'node:path';
import { installInto } from './npm.mjs';
import { cache } from './paths.mjs';
import { isProgram, run } from './processes.mjs';
import { Advice, say } from './say.mjs';

const version = '24.21.0';
const folder = path.join(cache, 'node24');
const binary = path.join(folder, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

/**
 * A Node.js that is new enough for the test tools and VS Code's server: the running one, or one of our own.
 * @returns {Promise<string>} path of the binary
 */
export async function ensureNode24() {
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  if (!isProgram(binary)) {
    say(
      `Installing Node.js ${version} into .vscode-test, as VS Code's server and the test tools need 24 (once).`,
    );
    // The package's own script fetches the binary for this platform.
    await installInto(folder, `node@${version}`, ['--ignore-scripts=false']);
  }
  const { code, output } = await run(binary, ['--version'], { timeout: 20_000 });
  if (code !== 0)
    throw new Advice(
      `Node.js ${version} does not run here: install Node.js 24 or later yourself, and put it first on PATH.\n${output}`,
    );
  return binary;
}

/**
 * An environment in which `node` is the given one.
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
export function withNode(node) {
  return { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}` };
}
