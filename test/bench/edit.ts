/**
 * From a typed character to diagnostics: Unpark beside gopls, in a file of about 3 000 lines of a package of 200 files.
 *
 * Usage: npm run build && node test/bench/edit.ts [edits]   (Node 24, Go; default: 200 edits, 40 with gopls)
 *
 * Letter after letter is typed into the name in a `defer wg.Done()` in the middle of the large file: no text comes
 * twice, as gopls keeps on disk what it has found in any. Clocked is what a client waits for, over standard input and
 * output: from sending the change until the diagnostics of that version have arrived, and tell of it. Unpark is asked
 * for them (pull diagnostics). gopls is measured three ways: asked for them (`pullDiagnostics`), published all at once
 * (`diagnosticsDelay` 0), and the first that it publishes by default, the compiler's errors, before its own analyses.
 *
 * Then letters are typed into a text that the same function hands to a channel: what is sent is another value each
 * time, so that the model checker explores all anew that comes to the function. First of all it is told what the model
 * checker costs in the package from scratch.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver/node';
import { writeGoPackage } from './goPackage.ts';
import { goTool } from './goTool.ts';
import { LspProcess } from './lspProcess.ts';
import { exploreAll } from './scopes.ts';

const gopls = 'golang.org/x/tools/gopls@v0.23.0';
const edits = Number(process.argv[2] ?? 200);
const warmUp = 10;

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const dir = mkdtempSync(path.join(os.tmpdir(), 'unpark-bench-'));
const { file, text } = writeGoPackage(dir);
const uri = pathToFileURL(file).href;
const lines = text.split('\n');
const line = lines.findIndex((l, i) => i > lines.length / 2 && l.includes('defer wg.Done()'));
const start = lines[line].indexOf('wg');

/** Types letter after letter; the milliseconds of each edit. */
async function measure(server: LspProcess, count: number, pulls: boolean): Promise<number[]> {
  const spent: number[] = [];
  let name = `wg${Date.now().toString(36)}`; // like no other run's: see above
  const end = { line, character: start + 'wg'.length };
  await server.change({ start: end, end }, name.slice('wg'.length));
  for (let i = 0; i < count + warmUp; i++) {
    const letter = String.fromCharCode(97 + (i % 26));
    const here = { line, character: start + name.length };
    name += letter;
    const isTold = (diagnostics: Diagnostic[]) =>
      diagnostics.some(({ message }) =>
        [`undefined: ${name}`, 'never calls wg.Done()'].some((text) => `${message}`.includes(text)),
      );
    const since = performance.now();
    const version = await server.change({ start: here, end: here }, letter);
    if (!pulls) await server.publication(version, isTold);
    else if (!isTold(await server.pull())) throw new Error(`Not told of ${name}`);
    if (i >= warmUp) spent.push(performance.now() - since);
  }
  return spent.sort((a, b) => a - b);
}

/** Types into a text that is sent; the milliseconds of each edit. */
async function measureModel(server: LspProcess, count: number): Promise<number[]> {
  const spent: number[] = [];
  const at = lines.findIndex((l, i) => i > line && l.includes('failed <- fmt.Errorf("'));
  const from = lines[at].indexOf('("') + 2;
  for (let i = 0; i < count + warmUp; i++) {
    const here = { line: at, character: from + i };
    const since = performance.now();
    await server.change({ start: here, end: here }, String.fromCharCode(97 + (i % 26)));
    await server.pull();
    if (i >= warmUp) spent.push(performance.now() - since);
  }
  return spent.sort((a, b) => a - b);
}

const percentile = (sorted: readonly number[], p: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];

interface Row {
  name: string;
  p50: number;
  p95: number;
}

function rowOf(name: string, spent: readonly number[]): Row {
  const row = { name, p50: percentile(spent, 0.5), p95: percentile(spent, 0.95) };
  const [p50, p95] = [row.p50, row.p95].map((ms) => ms.toFixed(1).padStart(8));
  console.log(`${name.padEnd(44)} p50 ${p50} ms   p95 ${p95} ms`);
  return row;
}

async function run(
  name: string,
  command: string,
  args: string[],
  settings: object,
  pulls: boolean,
): Promise<Row> {
  const server = await LspProcess.start(command, args, dir, settings, pulls);
  try {
    await server.open(uri, text);
    if (pulls) await server.pull();
    else await server.quiet(5_000);
    const isOurs = command === process.execPath;
    const row = rowOf(name, await measure(server, isOurs ? edits : Math.min(edits, 40), pulls));
    if (isOurs) rowOf(`${name}, and explored anew`, await measureModel(server, edits));
    return row;
  } finally {
    server.stop();
  }
}

try {
  console.log(`${lines.length} lines in ${path.basename(file)}, 200 files`);
  console.log(`The model checker, from scratch: ${await exploreAll(dir)}`);
  const program = goTool(gopls);
  const cli = path.join(root, 'dist/server/cli.js');
  const ours = await run('Unpark, asked for', process.execPath, [cli, 'lsp', '--stdio'], {}, true);
  const name = path.basename(gopls);
  const peers = [
    await run(`${name}, asked for`, program, [], { pullDiagnostics: true }, true),
    await run(`${name}, published at once`, program, [], { diagnosticsDelay: '0s' }, false),
    await run(`${name}, compiler's errors only`, program, [], {}, false),
  ];
  for (const peer of peers) {
    const times = [peer.p50 / ours.p50, peer.p95 / ours.p95].map((n) => n.toFixed(1));
    console.log(`${peer.name}: takes ${times[0]} times as long at p50, ${times[1]} at p95`);
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
