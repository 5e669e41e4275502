/**
 * From a typed character to diagnostics: Unpark beside gopls, in a file of about 3 000 lines of a package of 200 files.
 *
 * Usage: npm run build && node test/bench/edit.ts [edits]   (Node 24, Go; default: 200 edits, 40 with gopls)
 *
 * A character is typed into a name, `wg`, in the middle of the large file and taken back, over and over; so each edit
 * gives or takes a diagnostic with both. Clocked is what a client waits for, over standard input and output: from
 * sending the change until the diagnostics of that version have arrived, the one in question among them or no more. Unpark is asked for them (pull diagnostics).
 * gopls is measured three ways, and the fastest counts: published, with `diagnosticsDelay` as it is (the first
 * publication for the version counts) and without any, and asked for, with `pullDiagnostics`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver/node';
import { writeGoPackage } from './goPackage.ts';
import { goTool } from './goTool.ts';
import { LspProcess } from './lspProcess.ts';

const gopls = 'golang.org/x/tools/gopls@v0.23.0';
const edits = Number(process.argv[2] ?? 200);
const warmUp = 10;

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const dir = mkdtempSync(path.join(os.tmpdir(), 'unpark-bench-'));
const { file, text } = writeGoPackage(dir);
const uri = pathToFileURL(file).href;
const lines = text.split('\n');
const line = lines.findIndex((l, i) => i > lines.length / 2 && l.includes('defer wg.Done()'));
const at = { line, character: lines[line].indexOf('wg') + 2 };
const behind = { line, character: at.character + 1 };

/** What the character makes each server say. */
const told = /never calls wg\.Done|undefined: wgx/;

/** Types the character and takes it back; the milliseconds of each edit. */
async function measure(server: LspProcess, count: number, pulls: boolean): Promise<number[]> {
  const spent: number[] = [];
  for (let i = 0; i < count + warmUp; i++) {
    const isTyped = i % 2 === 0;
    const since = performance.now();
    const version = await server.change({ start: at, end: isTyped ? at : behind }, isTyped ? 'x' : '');
    const isRight = (diagnostics: Diagnostic[]) =>
      diagnostics.some(({ message }) => told.test(`${message}`)) === isTyped;
    if (!pulls) await server.publication(version, isRight);
    else if (!isRight(await server.pull()))
      throw new Error(`edit ${i}: the diagnostics are not those of the text`);
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
    const spent = await measure(server, command === process.execPath ? edits : Math.min(edits, 40), pulls);
    const row = { name, p50: percentile(spent, 0.5), p95: percentile(spent, 0.95) };
    console.log(
      `${name.padEnd(44)} p50 ${row.p50.toFixed(1).padStart(8)} ms   p95 ${row.p95.toFixed(1).padStart(8)} ms`,
    );
    return row;
  } finally {
    server.stop();
  }
}

try {
  console.log(`${lines.length} lines in ${path.basename(file)}, 200 files`);
  const program = goTool(gopls);
  const cli = path.join(root, 'dist/server/cli.js');
  const ours = await run('Unpark, asked for', process.execPath, [cli, 'lsp', '--stdio'], {}, true);
  const name = path.basename(gopls);
  const peers = [
    await run(`${name}, published`, program, [], {}, false),
    await run(`${name}, published, diagnosticsDelay 0`, program, [], { diagnosticsDelay: '0s' }, false),
    await run(`${name}, asked for`, program, [], { pullDiagnostics: true }, true),
  ];
  const best = peers.reduce((a, b) => (b.p50 < a.p50 ? b : a));
  console.log(
    `Unpark is ${(best.p50 / ours.p50).toFixed(1)} times as fast at p50, ${(best.p95 / ours.p95).toFixed(1)} at p95`,
  );
} finally {
  rmSync(dir, { recursive: true, force: true });
}
