/**
 * Reads an execution trace into a complete model, with as many threads as there are processors, four at most, and
 * prints what it took. `trace.ts` bundles and starts it. As in the viewer, the trace is read while its bytes come.
 *
 * Usage: readTrace FILE
 */
import { createReadStream, statSync } from 'node:fs';
import os from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { Arriving } from '../../profile/src/arriving.ts';
import { readTrace } from '../../profile/src/executionTrace/index.ts';
import { ThreadReaders } from './partReaders.ts';

if (isMainThread) {
  const since = performance.now();
  const passed = () => (performance.now() - since) / 1e3;
  const readers = new ThreadReaders(Math.min(os.availableParallelism(), 4));
  const file = process.argv[2];
  const arriving = new Arriving(statSync(file).size);
  const stream = createReadStream(file, { highWaterMark: 1 << 20 });
  stream.on('data', (piece) => arriving.add(piece as Buffer)).on('end', () => arriving.end());
  await new Promise((resolve) => stream.once('data', resolve));
  let paint: number | undefined;
  const { events } = await readTrace(arriving.bytes, {
    readers,
    arriving,
    mayConsume: true,
    onPartial: () => {
      paint ??= passed();
    },
  });
  const seconds = passed();
  const memory = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify({ events, seconds, memory, paint: paint ?? seconds }));
}
