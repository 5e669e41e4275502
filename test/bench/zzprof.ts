import { openViewerPage } from './viewerPage.ts';
const file = process.argv[2];
const { page, close } = await openViewerPage(file, { viewport: { width: 1600, height: 1000 } });
await page.getByTestId('tab-timeline').click({ timeout: 600_000 });
await page.locator('.lanes[data-drawn=true]').waitFor();
await page.getByTestId('reading').waitFor({ state: 'detached', timeout: 600_000 });
const s = await page.context().newCDPSession(page);
await s.send('Profiler.enable'); await s.send('Profiler.setSamplingInterval', { interval: 300 }); await s.send('Profiler.start');
for (const [wheel, n] of [[{ ctrlKey: true, deltaY: -12 }, 120], [{ deltaX: 40 }, 120], [{ ctrlKey: true, deltaY: 12 }, 120]] as const)
  await page.evaluate(async ([wheel, n]) => { const lanes = document.querySelector('.lanes') as HTMLElement; const { left, top, width, height } = lanes.getBoundingClientRect();
    for (let i = 0; i < n; i++) { lanes.dispatchEvent(new WheelEvent('wheel', { clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true, ...wheel })); await new Promise(requestAnimationFrame); } }, [wheel, n] as const);
const { profile: p } = await s.send('Profiler.stop') as any;
const self = new Map(); const by = new Map(p.nodes.map((n: any) => [n.id, n])); let tot = 0;
for (let i = 0; i < p.samples.length; i++) { const d = p.timeDeltas[i]; const n: any = by.get(p.samples[i]); const k = `${n.callFrame.functionName || '(anon)'}:${n.callFrame.columnNumber}`; if (/idle/.test(k)) continue; tot += d; self.set(k, (self.get(k) ?? 0) + d); }
console.log('busy ms', tot / 1e3);
for (const [k, v] of [...self].sort((a: any, b: any) => b[1] - a[1]).slice(0, 28)) console.log((v / 1e3).toFixed(0).padStart(7), (100 * v / tot).toFixed(1).padStart(5), '%', k);
await close();
