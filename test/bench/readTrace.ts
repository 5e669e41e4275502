/**
 * Reads an execution trace into a complete model, with as many threads as there are processors, four at most, and
 * prints what it took. `trace.ts` bundles and starts it. As in the viewer, the trace is read while its bytes come.
 *
 * Usage: readTrace FILE
 */
import { open } from 'node:fs/promises';
import os from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { Arriving } from '../../profile/src/arriving.ts';
import { readTrace } from '../../profile/src/executionTrace/index.ts';
import { ThreadReaders } from './partReaders.ts';

if (isMainThread) {
  const since = performance.now();
  const passed = () => (performance.now() - since) / 1e3;
  const readers = new ThreadReaders(Math.min(os.availableParallelism(), 4));
  const file = await open(process.argv[2]);
  const arriving = new Arriving((await file.stat()).size);
  const piece = Buffer.allocUnsafeSlow(16 << 20);
  const arrive = async () => {
    const { bytesRead } = await file.read(piece);
    if (bytesRead === 0) arriving.end();
    else arriving.add(piece.subarray(0, bytesRead));
    return bytesRead > 0;
  };
  await arrive();
  const arrival = (async () => {
    while (await arrive());
  })();
  let paint: number | undefined;
  const { events } = await readTrace(arriving.bytes, {
    readers,
    arriving,
    mayConsume: true,
    onPartial: () => {
      paint ??= passed();
    },
  });
  await arrival;
  const seconds = passed();
  const memory = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify({ events, seconds, memory, paint: paint ?? seconds }));
}
