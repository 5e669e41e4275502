import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { Advice } from './say.mjs';

const windows = process.platform === 'win32';

/** Children that still run, to be stopped with this process. @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * The full path of a program on PATH, or `undefined`.
 * @param {string} name
 */
export function onPath(name) {
  const endings = windows ? (process.env.PATHEXT ?? '.EXE;.CMD').split(';') : [''];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    if (!folder) continue;
    for (const ending of endings) {
      const file = path.join(folder, name + ending);
      if (isProgram(file)) return file;
    }
  }
  return undefined;
}

/** @param {string} file */
export function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Starts a child that lives at most as long as this process.
 * Each has a process group of its own, so that `stop` reaches its children too.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function start(command, args, options = {}) {
  // A .cmd file runs in a shell only.
  const shell = windows && /\.(cmd|bat)$/i.test(command);
  const child = spawn(shell ? `"${command}"` : command, args, { detached: !windows, shell, ...options });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

/**
 * Ends a child and what it started; resolves when it has ended.
 * @param {import('node:child_process').ChildProcess} child
 */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  signal(child, 'SIGTERM');
  const timer = setTimeout(() => signal(child, 'SIGKILL'), 3_000);
  await ended;
  clearTimeout(timer);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} name
 */
function signal(child, name) {
  if (child.pid === undefined) return;
  try {
    if (windows) spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    else process.kill(-child.pid, name);
  } catch {
    // It has ended already.
  }
}

for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.once(name, () => process.exit(name === 'SIGINT' ? 130 : 143));
}
process.once('exit', () => {
  for (const child of running) signal(child, 'SIGTERM');
});

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [timeout] milliseconds, after which it is ended and counts as failed
 * @property {boolean} [show] let it write to the terminal; nothing is captured then
 */

/**
 * Runs a program to its end. Never rejects because of what the program did.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} standard output and error in one text; code -1 where it couldn't start or took too long
 */
export async function run(command, args, { cwd, env, timeout = 600_000, show = false } = {}) {
  const child = start(command, args, {
    ...(cwd ? { cwd } : {}),
    ...(env ? { env } : {}),
    stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void stop(child);
  }, timeout);
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      output += `${error.message}\n`;
      resolve(-1);
    });
    child.once('close', (exitCode) => resolve(exitCode ?? -1));
  });
  clearTimeout(timer);
  running.delete(child);
  return late ? { code: -1, output: `${output}\nended after ${timeout / 1000} s\n` } : { code, output };
}

/**
 * Runs a program that has to succeed.
 * @param {string} why what the failure means and what to do about it; begins the error's message
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 */
export async function mustRun(why, command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0)
    throw new Advice(
      `${why}\n${path.basename(command)} ${args.join(' ')} ended with ${code}:\n${excerpt(output.trim())}`,
    );
  return output;
}

/** The beginning and the end of a long text: programs tell their trouble in the one or the other. @param {string} text */
const excerpt = (text) => (text.length <= 4000 ? text : `${text.slice(0, 2000)}\n[…]\n${text.slice(-2000)}`);
