/**
 * The time and memory to read a dump of 100 000 goroutines, beside panicparse and gostackparse. The dump is one that
 * a Go program writes. Times are of the parsing alone; each round is a process of its own.
 *
 * Usage: node test/bench/goroutineDump.ts [goroutines]   (Node 24, Go on PATH)
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { groupGoroutines, open } from '../../profile/src/index.ts';
import { inRoot } from '../../scripts/lib/paths.mjs';

const rounds = 5;

/** Seconds, goroutines, and bytes of memory beyond what the process had before. */
type Measure = [seconds: number, goroutines: number, memory: number];

async function measureOurs(file: string): Promise<void> {
  const bytes = readFileSync(file);
  const before = process.memoryUsage.rss();
  const since = performance.now();
  const { snapshot } = await open(bytes);
  const read = performance.now();
  const groups = groupGoroutines(snapshot);
  const grouped = performance.now();
  const peak = process.resourceUsage().maxRSS * 1024;
  const measure: Measure = [(read - since) / 1e3, snapshot.goroutines.length, peak - before];
  console.log([...measure, snapshot.stacks.length, groups.length, (grouped - read) / 1e3].join(' '));
}

function compare(count: string): void {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'unpark-bench-'));
  try {
    const build = (name: string) => {
      const program = path.join(folder, `${name}.exe`);
      execFileSync('go', ['build', '-o', program, `./${name}`], { cwd: inRoot('test/oracle/artefacts') });
      return program;
    };
    const dump = path.join(folder, 'dump.txt');
    execFileSync(build('many'), [count, dump]);
    const judge = build('judge');
    const { size } = statSync(dump);
    console.log(`a dump of ${count} goroutines: ${(size / 1e6).toFixed(1)} MB`);
    const best = new Map<string, Measure>();
    const measure = (name: string, run: () => string) => {
      const now = run().trim().split(' ').map(Number) as Measure;
      if (now[0] < (best.get(name)?.[0] ?? Number.POSITIVE_INFINITY)) best.set(name, now);
    };
    const tell = (name: string, [seconds, goroutines, memory]: Measure) =>
      console.log(
        `${name.padEnd(14)} ${seconds.toFixed(3)} s, ${(size / seconds / 1e6).toFixed(0)} MB/s, ` +
          `${goroutines} goroutines, ${(memory / size).toFixed(1)} times the file in memory`,
      );
    const self = import.meta.filename;
    const node = () =>
      execFileSync(process.execPath, [self, '--measure', dump], { encoding: 'utf8', stdio: 'pipe' });
    const peers = ['panicparse', 'gostackparse'];
    // By turns, as other programs use the machine too.
    for (let round = 0; round < rounds; round++) {
      measure('unpark', node);
      for (const peer of peers)
        measure(peer, () => execFileSync(judge, [`time-${peer}`, dump], { encoding: 'utf8' }));
    }
    for (const [name, its] of best) tell(name, its);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [first = '100000', file] = process.argv.slice(2);
if (first === '--measure') await measureOurs(file);
else compare(first);
