/**
 * A cold check of a folder's modules: Unpark beside staticcheck and `go vet`, with the checks that they have for the
 * same mistakes, and nothing cached. Unpark also without the rules that ask the model checker.
 *
 * Usage: npm run build && node test/bench/check.ts [folder]   (Node 24, Go, `ps`; default: GOROOT/src)
 *
 * The peers read the files that are built on this machine, Unpark all. Memory is that of the whole process tree, its
 * peak among samples.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rules } from '../../server/src/rules/index.ts';
import { goTool } from './goTool.ts';
import { type Cost, run } from './process.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const go = (dir: string, ...args: string[]) =>
  execFileSync('go', args, { cwd: dir, encoding: 'utf8', maxBuffer: 1 << 28 }).trim();
const folder = path.resolve(process.argv[2] ?? path.join(go('.', 'env', 'GOROOT'), 'src'));

/** The folders of modules at or below a folder. */
function modulesIn(dir: string): string[] {
  const entries = readdirSync(dir, { withFileTypes: true });
  const below = entries.filter(
    (e) => e.isDirectory() && !/^(?:[._].*|testdata|vendor|node_modules)$/.test(e.name),
  );
  const own = entries.some(({ name }) => name === 'go.mod') ? [dir] : [];
  return [...own, ...below.flatMap(({ name }) => modulesIn(path.join(dir, name)))];
}

/** Runs a peer in each module, with caches of its own, which are removed afterwards. */
async function peer(command: string, args: string[]): Promise<Cost> {
  const cache = mkdtempSync(path.join(os.tmpdir(), 'unpark-bench-'));
  const env = { GOCACHE: path.join(cache, 'go'), STATICCHECK_CACHE: path.join(cache, 'staticcheck') };
  const total: Cost = { seconds: 0, cpuSeconds: 0, memory: 0, said: '' };
  try {
    for (const dir of modules) {
      const cost = await run(dir, command, args, env);
      total.seconds += cost.seconds;
      total.cpuSeconds += cost.cpuSeconds;
      total.memory = Math.max(total.memory, cost.memory);
    }
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
  return total;
}

const row = (name: string, { seconds, cpuSeconds, memory }: Cost, files: number) =>
  console.log(
    `${name.padEnd(34)} ${seconds.toFixed(1).padStart(7)} s ${cpuSeconds.toFixed(1).padStart(7)} s CPU ${memory.toFixed(0).padStart(7)} MB ` +
      `${(files / seconds).toFixed(0).padStart(7)} files/s`,
  );

const modules = modulesIn(folder);
const listed = modules.flatMap((dir) =>
  go(
    dir,
    'list',
    '-e',
    '-f',
    '{{len .GoFiles}} {{len .CgoFiles}} {{len .TestGoFiles}} {{len .XTestGoFiles}}',
    './...',
  )
    .split('\n')
    .map((line) => line.split(' ').reduce((sum, n) => sum + Number(n), 0)),
);
const built = listed.reduce((sum, n) => sum + n, 0);
const staticcheck = 'honnef.co/go/tools/cmd/staticcheck@v0.8.2';
const program = goTool(staticcheck);

console.log(`${folder}: ${modules.length} modules, ${built} files that are built here`);
const check = (...args: string[]) =>
  run(folder, process.execPath, [path.join(root, 'dist/server/cli.js'), 'check', '.', ...args], {});
const byModel = rules.filter((rule) => 'asksModel' in rule).map(({ meta }) => meta.id);
const without = await check('--off', byModel.join());
row('unpark check, without the model', without, Number(/in (\d+) files?/.exec(without.said)?.[1]));
const ours = await check();
row('unpark check', ours, Number(/in (\d+) files?/.exec(ours.said)?.[1]));
console.log(
  `with the rules of the model: ${(ours.cpuSeconds / without.cpuSeconds).toFixed(2)} times as much CPU time as without`,
);
const peers: [string, Cost][] = [];
for (const [name, command, args] of [
  ['go vet', 'go', ['vet', '-waitgroup', '-copylocks', '-lostcancel', './...']],
  [path.basename(staticcheck), program, ['-checks', 'SA2000,SA2001,SA2003', './...']],
] as const) {
  const cost = await peer(command, [...args]);
  peers.push([name, cost]);
  row(name, cost, built);
}
for (const [name, { seconds, memory }] of peers)
  console.log(
    `${name}: takes ${(seconds / ours.seconds).toFixed(1)} times as long, and ${(memory / ours.memory).toFixed(1)} times as much memory`,
  );
