/**
 * Reads an execution trace into a complete model, with as many threads as there are processors, four at most, and
 * prints what it took. `trace.ts` bundles and starts it.
 *
 * Usage: readTrace FILE
 */
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { readTrace } from '../../profile/src/executionTrace/index.ts';
import { ThreadReaders } from './partReaders.ts';

if (isMainThread) {
  const since = performance.now();
  const passed = () => (performance.now() - since) / 1e3;
  const readers = new ThreadReaders(Math.min(os.availableParallelism(), 4));
  let paint: number | undefined;
  const { events } = await readTrace(readFileSync(process.argv[2]), {
    readers,
    mayConsume: true,
    onPartial: () => {
      paint ??= passed();
    },
  });
  const seconds = passed();
  const memory = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify({ events, seconds, memory, paint: paint ?? seconds }));
}
