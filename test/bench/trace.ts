/**
 * The time and memory to read an execution trace into a complete model, beside Go's own reader, which only goes
 * through the events, and `go tool trace` from its start until its page of goroutines has answered.
 *
 * Usage: node test/bench/trace.ts [FILE|SIZE…]   (Node 24, Go, `ps`)
 *
 * Without a file, a trace of 100 MB is recorded once, and kept in the user's cache folder; for a size, as 500MB, one
 * of that size.
 */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { namedTraces, serveTrace, traceProgram } from '../oracle/traceTools.ts';
import { toolsFolder } from './goTool.ts';
import { memoryOf, run } from './process.ts';

const rounds = 3;
/** What Go's own program is to be given up after. */
const longestMs = 15 * 60_000;
/** glibc keeps blocks below 32 MB that were freed; browsers' allocators do not. */
const keepNothing = { MALLOC_MMAP_THRESHOLD_: String(1 << 20) };
for (const trace of namedTraces(process.argv.slice(2))) await compare(trace);

interface Figures {
  events: number;
  seconds: number;
  /** Of all processors together. */
  cpuSeconds: number;
  /** Bytes: the most that the process had. */
  memory: number;
  /** Seconds until there was something to show. */
  paint?: number;
}

/** Bundles `readTrace.ts`, as the viewer's worker is bundled: a process of its own, so that its memory is its own. */
function bundledReader(): string {
  const outfile = path.join(toolsFolder(), 'readTrace.mjs');
  buildSync({
    entryPoints: [fileURLToPath(new URL('readTrace.ts', import.meta.url))],
    ...{ outfile, bundle: true, format: 'esm', platform: 'node', minify: true, logLevel: 'warning' },
  });
  return outfile;
}

async function compare(trace: string): Promise<void> {
  const reader = bundledReader();
  const { size } = statSync(trace);
  console.log(`${trace}: ${(size / 1e6).toFixed(0)} MB`);
  const ours: Figures[] = [];
  const theirs: Figures[] = [];
  // In turn, so that what else runs disturbs both.
  for (let round = 0; round < rounds; round++) {
    const read = await run('.', process.execPath, [reader, trace], keepNothing);
    ours.push({ ...JSON.parse(read.printed), cpuSeconds: read.cpuSeconds });
    const { printed, cpuSeconds } = await run('.', traceProgram('dump'), ['-count', trace], {});
    const [events, seconds, memory] = printed.split(/\s/).map(Number);
    theirs.push({ events, seconds, cpuSeconds, memory });
  }
  const [mine, readers] = [quickest(ours), quickest(theirs)];
  row('unpark, complete model', mine, size);
  row('x/exp/trace, events only', readers, size);
  const ratio = (one: number, other: number) => `${(one / other).toFixed(2)} ×`;
  console.log(`unpark takes ${ratio(mine.seconds, readers.seconds)} the time of x/exp/trace`);
  try {
    const tool = await goToolTrace(trace, mine.events);
    row('go tool trace, goroutines', tool, size);
    console.log(
      `unpark takes ${ratio(mine.seconds, tool.seconds)} the time of go tool trace, and ${ratio(mine.memory, tool.memory)} its memory`,
    );
  } catch (error) {
    // Large traces take more memory than there is.
    console.log(`go tool trace did not get to it. ${error instanceof Error ? error.message : error}`);
  }
}

/** Of the best run: what other programs take away is not ours. */
function quickest(runs: readonly Figures[]): Figures {
  return runs.reduce((best, one) => (one.seconds < best.seconds ? one : best));
}

/** From the start of `go tool trace` until its page of goroutines has answered. */
async function goToolTrace(trace: string, events: number): Promise<Figures> {
  const since = performance.now();
  const signal = AbortSignal.timeout(longestMs);
  const { url, child } = await serveTrace(trace, signal);
  try {
    const page = await fetch(`${url}/goroutines`, { signal });
    if (!/goroutine/i.test(await page.text())) throw new Error('It has no page of goroutines.');
    const seconds = (performance.now() - since) / 1e3;
    const time = execFileSync('ps', ['-o', 'time=', '-p', String(child.pid)], { encoding: 'utf8' });
    const cpuSeconds = time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    return { events, seconds, cpuSeconds, memory: memoryOf(child.pid!) * 2 ** 20 };
  } finally {
    child.kill();
  }
}

function row(name: string, { events, seconds, cpuSeconds, memory, paint }: Figures, size: number): void {
  console.log(
    `${name.padEnd(26)} ${events.toLocaleString()} events ${seconds.toFixed(2).padStart(6)} s ` +
      `${cpuSeconds.toFixed(1).padStart(6)} s CPU ${(events / seconds / 1e6).toFixed(1).padStart(5)} M events/s ` +
      `${(memory / 1e6).toFixed(0).padStart(6)} MB, ${(memory / size).toFixed(1)} × the file` +
      `${paint === undefined ? '' : `, something to show after ${paint.toFixed(2)} s`}`,
  );
}
