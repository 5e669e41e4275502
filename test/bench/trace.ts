/**
 * The time and memory to read an execution trace into a complete model, beside Go's own reader, which only goes
 * through the events.
 *
 * Usage: node test/bench/trace.ts [file…]   (Node 24, Go)
 *
 * Without a file, a trace of about 100 MB is recorded once, and kept in the user's cache folder.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readTrace } from '../../profile/src/executionTrace/index.ts';
import { recordedTrace, traceProgram } from '../oracle/traceTools.ts';

const rounds = 3;
const self = fileURLToPath(import.meta.url);
const [first, file] = process.argv.slice(2);
if (first === '--read') await read(file);
else for (const trace of process.argv.length > 2 ? process.argv.slice(2) : [recordedTrace()]) compare(trace);

interface Cost {
  events: number;
  seconds: number;
  /** Bytes: the most that the process had. */
  memory: number;
}

/** In a process of its own, so that its memory is its own. */
async function read(trace: string): Promise<void> {
  const bytes = readFileSync(trace);
  const since = performance.now();
  const { events } = await readTrace(bytes);
  const seconds = (performance.now() - since) / 1e3;
  const cost: Cost = { events, seconds, memory: process.resourceUsage().maxRSS * 1024 };
  console.log(JSON.stringify(cost));
}

function compare(trace: string): void {
  const { size } = statSync(trace);
  console.log(`${trace}: ${(size / 1e6).toFixed(0)} MB`);
  const ours = best(() =>
    JSON.parse(
      execFileSync(process.execPath, ['--no-warnings', self, '--read', trace], { encoding: 'utf8' }),
    ),
  );
  const theirs = best(() => {
    const [events, seconds, memory] = execFileSync(traceProgram('dump'), ['-count', trace], {
      encoding: 'utf8',
    })
      .split(/\s/)
      .map(Number);
    return { events, seconds, memory };
  });
  row('unpark, complete model', ours, size);
  row('x/exp/trace, events only', theirs, size);
}

function best(measure: () => Cost): Cost {
  let quickest = measure();
  for (let round = 1; round < rounds; round++) {
    const cost = measure();
    if (cost.seconds < quickest.seconds) quickest = cost;
  }
  return quickest;
}

function row(name: string, { events, seconds, memory }: Cost, size: number): void {
  console.log(
    `${name.padEnd(26)} ${events.toLocaleString()} events ${seconds.toFixed(2).padStart(6)} s ` +
      `${(events / seconds / 1e6).toFixed(1).padStart(6)} M events/s ${(memory / 1e6).toFixed(0).padStart(6)} MB, ` +
      `${(memory / size).toFixed(1)} × the file`,
  );
}
