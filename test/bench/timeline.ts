/**
 * How smooth the timeline of an execution trace is: the page in Chromium, a trace of millions of intervals, panned and
 * zoomed by a wheel event a frame. Prints how long it takes until the timeline is drawn first, the time between two
 * frames and what of it is spent on the page's thread.
 *
 * Usage: node test/bench/timeline.ts [file]   (after npm run build; Node 24, Go, Chromium)
 *
 * Without a file, a trace is recorded once, and kept in the user's cache folder.
 */
import { statSync } from 'node:fs';
import { recordedTrace } from '../oracle/traceTools.ts';
import { openViewerPage } from './viewerPage.ts';

const frames = 240;
const [file = recordedTrace()] = process.argv.slice(2);
console.log(`${file}: ${(statSync(file).size / 1e6).toFixed(0)} MB`);
const opened = performance.now();
const since = () => ((performance.now() - opened) / 1e3).toFixed(2);
const { page, close } = await openViewerPage(file, { viewport: { width: 1600, height: 1000 } });
try {
  await page.getByTestId('tab-timeline').click({ timeout: 600_000 });
  await page.locator('.lanes[data-drawn=true]').waitFor();
  console.log(`first drawn after ${since()} s, with the browser's start`);
  await page.getByTestId('reading').waitFor({ state: 'detached', timeout: 600_000 });
  console.log(`all of it is there after ${since()} s`);
  await measure('zoom in', { ctrlKey: true, deltaY: -12 });
  await measure('pan', { deltaX: 40 });
  await measure('zoom out', { ctrlKey: true, deltaY: 12 });
  await measure('pan all of it', { deltaX: -25 });
} finally {
  await close();
}

/** A wheel event a frame. The processor's time is that of the page's thread alone, whatever else the machine does. */
async function measure(name: string, wheel: object): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0) * 1e3;
  };
  const between: number[] = [];
  const cpu: number[] = [];
  let last = 0;
  for (let n = 0; n <= frames; n++) {
    const before = await spent();
    const begin = await page.evaluate(frame, wheel);
    if (n > 0) {
      cpu.push((await spent()) - before);
      between.push(begin - last);
    }
    last = begin;
  }
  await session.detach();
  console.log(
    `${name.padEnd(14)} processor's time a frame ${numbers(cpu)};   from frame to frame ${numbers(between)}`,
  );
}

/** In the page: one event, and all that its frame does. @returns when the frame began, in milliseconds */
async function frame(wheel: object): Promise<number> {
  const lanes = document.querySelector('.lanes') as HTMLElement;
  const { left, top, width, height } = lanes.getBoundingClientRect();
  const place = { clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true };
  lanes.dispatchEvent(new WheelEvent('wheel', { ...place, ...wheel }));
  const begin = await new Promise<number>((resolve) => {
    requestAnimationFrame(resolve);
  });
  // A message comes after all that the frame does.
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(0);
  });
  return begin;
}

function numbers(values: number[]): string {
  const sorted = values.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(1).padStart(5);
  return `median ${at(0.5)} ms, 95 % ${at(0.95)} ms, most ${at(1)} ms`;
}
