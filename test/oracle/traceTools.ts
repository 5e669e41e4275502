import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { toolsFolder } from '../bench/goTool.ts';

/** The reader of execution traces that Go's team keeps, at the version that judges ours. */
const [judge, version] = ['golang.org/x/exp', 'v0.0.0-20261014143641-f0251eb4aa3e'];

/** The program of `test/oracle/trace/NAME/main.go`, built where it is not yet, or was another. */
export function traceProgram(name: 'dump' | 'busy'): string {
  const source = inRoot('test/oracle/trace', name, 'main.go');
  const dir = path.join(toolsFolder(), `trace-${name}@${version}`);
  const program = path.join(dir, process.platform === 'win32' ? `${name}.exe` : name);
  const copy = path.join(dir, 'main.go');
  if (existsSync(program) && existsSync(copy) && readFileSync(copy).equals(readFileSync(source)))
    return program;
  mkdirSync(dir, { recursive: true });
  const needs = name === 'dump' ? `\nrequire ${judge} ${version}\n` : '';
  writeFileSync(path.join(dir, 'go.mod'), `module trace\n\ngo 1.23\n${needs}`);
  execFileSync('go', ['build', '-mod=mod', '-o', program, source], { cwd: dir, stdio: 'pipe' });
  cpSync(source, copy);
  return program;
}

/** A trace of so many bytes, or a little more, of all that a program does; recorded once. */
function recordedTrace(bytes = 100e6): string {
  const megabytes = Math.round(bytes / 1e6);
  const trace = path.join(toolsFolder(), `busy-${megabytes}.trace`);
  if (existsSync(trace)) return trace;
  console.log(`Recording a trace of ${megabytes} MB …`);
  const fresh = `${trace}.new`;
  execFileSync(traceProgram('busy'), ['-out', fresh, '-for', '10m', '-bytes', String(bytes)], {
    stdio: 'inherit',
  });
  renameSync(fresh, trace);
  return trace;
}

/** Files of traces: those that are named, and recorded ones for sizes, as «500MB». */
export const namedTraces = (named: readonly string[]): string[] =>
  named.length === 0
    ? [recordedTrace()]
    : named.map((name) => (/^\d+MB$/.test(name) ? recordedTrace(Number.parseInt(name, 10) * 1e6) : name));

/** What Go's reader says of traces: the lines of each, the last of which is «SUCCESS» or «FAILURE message». */
export function judged(files: readonly string[]): string[][] {
  const printed = execFileSync(traceProgram('dump'), files, { encoding: 'utf8', maxBuffer: 1 << 30 });
  const result: string[][] = [[]];
  for (const line of printed.trimEnd().split('\n')) {
    result.at(-1)!.push(line);
    if (/^(?:SUCCESS|FAILURE)/.test(line)) result.push([]);
  }
  return result.slice(0, -1);
}

/** `go tool trace` as it serves a trace. */
export interface TraceServer {
  url: string;
  child: ChildProcess;
}

/**
 * Starts `go tool trace`. Who called ends the child.
 *
 * @throws Error with what it says where it ends before it serves, or the signal's reason
 */
export async function serveTrace(file: string, signal?: AbortSignal): Promise<TraceServer> {
  const program = execFileSync('go', ['tool', '-n', 'trace'], { encoding: 'utf8' }).trim();
  // It wants to show the page itself.
  const child = spawn(program, ['-http=127.0.0.1:0', file], { env: { ...process.env, BROWSER: 'true' } });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (data) => {
      said += data;
      const [found] = /http:\/\/\S+/.exec(said) ?? [];
      if (found) resolve(found);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => reject(new Error(`${said}It ended by ${signal ?? code}.`)));
    signal?.addEventListener('abort', () => {
      child.kill();
      reject(signal.reason);
    });
  });
  return { url, child };
}
