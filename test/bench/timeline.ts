/**
 * How smooth the timeline of an execution trace is: the page in Chromium, a trace of millions of intervals, panned and
 * zoomed by a wheel event a frame. Prints how long it takes until the timeline is drawn first, and until all of it is
 * there, on the clock and in processor's time of the page with its workers; then the time between two frames and what
 * of it is spent on the page's thread.
 *
 * Usage: node test/bench/timeline.ts [FILE|SIZE…]   (after npm run build; Node 24, Go, Chromium)
 *
 * Without a file, a trace of 100 MB is recorded once, and kept in the user's cache folder; for a size, as 500MB, one
 * of that size.
 */
import { statSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { namedTraces } from '../oracle/traceTools.ts';
import { openViewerPage } from './viewerPage.ts';

const frames = 240;
for (const file of namedTraces(process.argv.slice(2))) await show(file);

async function show(file: string): Promise<void> {
  console.log(`${file}: ${(statSync(file).size / 1e6).toFixed(0)} MB`);
  const { page, close } = await openViewerPage(file, { viewport: { width: 1600, height: 1000 } });
  try {
    const session = await page.context().browser()!.newBrowserCDPSession();
    const cpu = async (): Promise<string> => {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      const pages = processInfo.filter(({ type }) => type === 'renderer');
      return `${Math.max(...pages.map(({ cpuTime }) => cpuTime)).toFixed(2)} s of processors' time`;
    };
    const seconds = (ms: number) => `${(ms / 1e3).toFixed(2)} s`;
    const drawn = await page.evaluate(firstDrawn);
    console.log(`first drawn ${seconds(drawn)} after the page was asked for, ${await cpu()}`);
    await page.getByTestId('reading').waitFor({ state: 'detached', timeout: 600_000 });
    console.log(
      `all is there after ${seconds(await page.evaluate(() => performance.now()))}, ${await cpu()}`,
    );
    await measure(page, 'zoom in', { ctrlKey: true, deltaY: -12 });
    await measure(page, 'pan', { deltaX: 40 });
    await measure(page, 'zoom out', { ctrlKey: true, deltaY: 12 });
    await measure(page, 'pan all of it', { deltaX: -25 });
  } finally {
    await close();
  }
}

/** In the page: goes to the timeline as soon as there is one. @returns when it was drawn, in milliseconds */
function firstDrawn(): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      const tab = document.querySelector<HTMLElement>('[data-testid=tab-timeline]');
      if (document.querySelector('.lanes[data-drawn=true]')) return resolve(performance.now());
      if (tab?.getAttribute('aria-selected') !== 'true') tab?.click();
      requestAnimationFrame(look);
    };
    look();
  });
}

/** A wheel event a frame. The processor's time is that of the page's thread alone, whatever else the machine does. */
async function measure(page: Page, name: string, wheel: object): Promise<void> {
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
  return `median ${at(0.5)} ms, 95 % ${at(0.95)} ms, 99 % ${at(0.99)} ms`;
}
