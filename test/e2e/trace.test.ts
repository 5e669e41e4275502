import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requestTrace } from '../../profile/src/testing/requestTrace.ts';
import { openFile, runCommand, webview } from '../../scripts/lib/drive.mjs';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { type Editor, openEditor, pictures } from './harness/workspace.ts';

const themes = [
  'Default Dark Modern',
  'Default Light Modern',
  'Default High Contrast',
  'Default High Contrast Light',
];

describe('the page of an execution trace', () => {
  let editor: Editor;
  let view: FrameLocator;
  const picture = (name: string) => editor.page.screenshot({ path: path.join(pictures, `${name}.png`) });
  const lanes = () => view.getByTestId('lanes');
  const tab = (name: string) => view.getByTestId(`tab-${name}`);

  beforeAll(async () => {
    editor = await openEditor();
    view = webview(editor.page);
    const place = (from: string, to: string) => cp(inRoot(from), path.join(editor.folder, to));
    await place('test/data/leak/execution.trace', 'execution.trace');
    await place('test/data/leak-absolute/goroutineleak.pb.gz', 'goroutineleak.pb.gz');
    await writeFile(path.join(editor.folder, 'requests.trace'), requestTrace());
    await cp(inRoot('samples/leak'), path.join(editor.folder, 'leaking'), { recursive: true });
    await mkdir(path.join(editor.folder, '.vscode'), { recursive: true });
  });

  afterAll(() => editor?.close());

  beforeEach(async () => {
    await editor.page.keyboard.press('Escape');
    await runCommand(editor.page, 'View: Close All Editors');
    await openFile(editor.page, 'execution.trace');
    await tab('suspects').waitFor();
  });

  async function openTimeline(): Promise<void> {
    await tab('timeline').click();
    await view.locator('.lanes[data-drawn=true]').waitFor();
  }

  /** How many colours a part of the picture has: a canvas that nothing was drawn on has one. */
  const colours = (): Promise<number> =>
    view.locator('canvas.picture').evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { width, height } = canvas;
      const data = canvas.getContext('2d')?.getImageData(width / 2, 0, width / 2, height).data ?? [];
      const found = new Set<number>();
      for (let at = 0; at < data.length; at += 4)
        if (data[at + 3] === 255) found.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
      return found.size;
    });

  it('begins with the goroutine that leaks, and opens its go statement', async () => {
    const { page } = editor;
    const suspect = view.getByTestId('group').first();
    await suspect.waitFor();
    await expect.poll(() => suspect.textContent()).toContain('main.subscribe.func1');
    await picture('trace-suspects');
    await view.getByTestId('frame').filter({ hasText: 'created by' }).first().click();
    await page.locator('.tab.active', { hasText: 'leaks.go' }).waitFor();
    await page.locator('.statusbar-item', { hasText: /Ln 85, Col/ }).waitFor();
  });

  it('draws the timeline, zooms, and tells of what is selected', async () => {
    const { page } = editor;
    await openTimeline();
    await expect.poll(colours).toBeGreaterThan(2);
    await lanes().focus();
    for (const key of ['w', 'w', 'd', 'a', '0']) await page.keyboard.press(key);
    // The processors' header, two processors, the threads', the first group's, its first goroutine.
    for (let n = 0; n < 5; n++) await page.keyboard.press('ArrowDown');
    await expect.poll(() => view.getByTestId('said').textContent()).toMatch(/goroutine \d+/);
    await page.keyboard.press('Enter');
    await view.getByTestId('headline').getByText('waiting').waitFor();
    await expect.poll(() => view.getByTestId('interval').textContent()).toContain('suspected leak');
    const creation = view.getByTestId('creation').getByTestId('frame').first();
    const place = /leaks\.go:(\d+)/.exec((await creation.textContent()) ?? '');
    await page.keyboard.press('ArrowLeft');
    await view.getByTestId('headline').getByText('running').waitFor();
    await creation.click();
    await page.locator('.tab.active', { hasText: 'leaks.go' }).waitFor();
    await page.locator('.statusbar-item', { hasText: new RegExp(`Ln ${place?.[1]}, Col`) }).waitFor();
  });

  it('selects what is clicked on', async () => {
    await openTimeline();
    // Where the first processor is busy: the axis and a header stand above it.
    const y = 38 + 24 + 9;
    const busy = () =>
      view.locator('canvas.picture').evaluate((element, y) => {
        const canvas = element as HTMLCanvasElement;
        const scale = canvas.width / canvas.clientWidth;
        const row = canvas.getContext('2d')?.getImageData(0, y * scale, canvas.width, 1).data ?? [];
        for (let x = 192; x < canvas.clientWidth; x++)
          if (row[Math.floor(x * scale) * 4 + 3] === 255) return x;
        return -1;
      }, y);
    await expect.poll(busy).toBeGreaterThan(0);
    await lanes().click({ position: { x: await busy(), y } });
    await view
      .getByTestId('headline')
      .getByText(/running|system call/)
      .waitFor();
  });

  it('tells what is in a range: totals, a flame graph and the goroutines', async () => {
    const { page } = editor;
    await openTimeline();
    await lanes().focus();
    await page.keyboard.press('r');
    const facts = view.getByTestId('totals');
    await facts.getByText('77').waitFor();
    await facts.getByText('chan receive').waitFor();
    await picture('trace-range');
    const range = view.locator('unpark-range');
    await range.getByTestId('tab-profile').click();
    await expect
      .poll(() => range.getByTestId('flame').getAttribute('data-frames').then(Number))
      .toBeGreaterThan(5);
    await picture('trace-range-flame');
    await range.getByTestId('profile-form').selectOption('top');
    await range.getByRole('grid').getByText('main.').first().waitFor();
    // A drag in the axis selects less: what the tab shows follows.
    await range.getByTestId('tab-goroutines').click();
    await range.getByTestId('goroutines-found').getByText('77').waitFor();
    const box = await lanes().boundingBox();
    if (!box) throw new Error('no lanes');
    await page.mouse.move(box.x + 200, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + 205, box.y + 10);
    await page.mouse.move(box.x + 215, box.y + 10);
    await page.mouse.up();
    await expect
      .poll(() =>
        range
          .getByTestId('goroutines-found')
          .textContent()
          .then((text) => Number.parseFloat(text ?? '')),
      )
      .toBeLessThan(77);
    await expect.poll(() => view.getByTestId('range').textContent()).toMatch(/Range from .* to /);
    await range.getByTestId('range-to').fill('100');
    await range.getByTestId('range-to').press('Enter');
    await view.getByTestId('range').getByText('to 100 ms').waitFor();
    await range.getByTestId('tab-totals').click();
    await range.getByTestId('copy-markdown').click();
    await page.locator('.statusbar-item', { hasText: 'Copied' }).waitFor();
    await lanes().focus();
    await page.keyboard.press('Escape');
    await range.waitFor({ state: 'detached' });
  });

  it('finds goroutines, and follows who woke them', async () => {
    const { page } = editor;
    await openTimeline();
    await lanes().focus();
    await page.keyboard.press('/');
    await page.keyboard.type('main.collect');
    await view.getByTestId('hits').getByText('1 of 12').waitFor();
    await page.keyboard.press('Enter');
    await view.getByTestId('hits').getByText('2 of 12').waitFor();
    await view.getByTestId('interval').getByText('main.collect.func1').waitFor();
    // Back to where it was created: its creator made it runnable.
    await lanes().focus();
    while (await view.getByRole('button', { name: 'Previous interval' }).isEnabled()) {
      const before = await view.getByTestId('headline').textContent();
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => view.getByTestId('headline').textContent()).not.toBe(before);
    }
    // All of its life as a table, for whoever can't see lanes.
    await view.getByTestId('life').click();
    const life = view.getByRole('grid', { name: 'What the goroutine did' });
    await life.getByText('waiting: chan receive').waitFor();
    await picture('trace-life');
    await view.getByTestId('life').click();
    await lanes().focus();
    const wakes = view.getByTestId('wakes');
    await wakes.getByText('goroutine 1', { exact: true }).waitFor();
    await picture('trace-wakes');
    await page.keyboard.press('[');
    await view.getByTestId('interval').getByText('main.main').waitFor();
    await expect.poll(() => wakes.getByTestId('wake').count()).toBeGreaterThan(1);
    await picture('trace-wakes-out');
  });

  it('keeps bookmarks when the trace is opened again', async () => {
    const { page } = editor;
    await openTimeline();
    await lanes().focus();
    for (let n = 0; n < 5; n++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await view.getByTestId('headline').waitFor();
    await page.keyboard.press('b');
    const bookmarks = view.getByTestId('bookmarks').getByRole('listitem');
    await bookmarks.first().waitFor();
    await runCommand(page, 'View: Close All Editors');
    await openFile(page, 'execution.trace');
    await openTimeline();
    await bookmarks.getByText('waiting: chan send').click();
    await view.getByTestId('headline').getByText('chan send').waitFor();
    await bookmarks.getByRole('button', { name: 'Remove' }).click();
    await view.getByTestId('bookmarks').waitFor({ state: 'detached' });
  });

  it('judges by the threshold that is set', async () => {
    const suspected = view.getByTestId('suspected');
    await suspected.getByText('59 goroutines').waitFor();
    await view.getByTestId('threshold').fill('80');
    await view.getByTestId('threshold').press('Enter');
    await expect
      .poll(() => suspected.textContent().then((text) => Number.parseFloat(text ?? '')))
      .toBeLessThan(59);
    await view.getByTestId('threshold-unit').selectOption('seconds');
    // What nothing can ever wake needs no time for that.
    await suspected.getByText('7 goroutines').waitFor();
    await expect
      .poll(() => view.getByTestId('group').first().textContent())
      .toContain('main.subscribe.func1');
  });

  it('is as it was left when it is shown again', async () => {
    const { page } = editor;
    await view.getByTestId('threshold').fill('80');
    await view.getByTestId('threshold').press('Enter');
    await openTimeline();
    await view.getByTestId('find').fill('main.collect');
    await view.getByTestId('headline').waitFor();
    await lanes().focus();
    for (const key of ['f', 'm']) await page.keyboard.press(key);
    const range = await view.getByTestId('range').textContent();
    await page.waitForTimeout(600);
    await runCommand(page, 'View: Keep Editor');
    await openFile(page, 'go.mod');
    await openFile(page, 'execution.trace');
    await view.locator('.lanes[data-drawn=true]').waitFor();
    await expect.poll(() => view.getByTestId('range').textContent()).toBe(range);
    await lanes().focus();
    await page.keyboard.press('Escape');
    await view.getByTestId('interval').getByText('main.collect.func1').waitFor();
    await tab('suspects').click();
    await expect.poll(() => view.getByTestId('threshold').inputValue()).toBe('80');
  });

  it('says what is stuck in another open file too, on the same stack', async () => {
    const { page } = editor;
    await runCommand(page, 'View: Close All Editors');
    await openFile(page, 'goroutineleak.pb.gz');
    await view.getByTestId('group').first().waitFor();
    await runCommand(page, 'View: Keep Editor');
    await openFile(page, 'execution.trace');
    await view.getByTestId('in-both').first().waitFor();
    await expect.poll(() => view.getByTestId('group').first().textContent()).toContain('goroutineleak.pb.gz');
    await picture('trace-in-both');
  });

  it('has tasks as a tree, with how long they took', async () => {
    const { page } = editor;
    await runCommand(page, 'View: Close All Editors');
    await openFile(page, 'requests.trace');
    await tab('tasks').click();
    const tree = view.getByRole('treegrid');
    await tree.getByText('request').first().waitFor();
    await tree.focus();
    await page.keyboard.press('ArrowRight');
    await view.getByTestId('row').nth(3).waitFor();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    await tree.getByText('outer').waitFor();
    await expect.poll(() => view.getByTestId('row').nth(2).getAttribute('aria-level')).toBe('2');
    await expect.poll(() => view.getByTestId('row').nth(2).getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('Home');
    await view.getByTestId('distribution').getByText('100 ns').first().waitFor();
    await picture('trace-tasks');
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await view.getByTestId('interval').getByText('goroutine 1').waitFor();
  });

  it('shows functions, profiles and plots', async () => {
    const { page } = editor;
    await tab('functions').click();
    await view.getByRole('grid').getByText('main.fetchOrGiveUp.func1').click();
    await picture('trace-functions');
    await view.getByTestId('function-profile').click();
    await expect
      .poll(() => view.getByTestId('flame').getAttribute('data-frames').then(Number))
      .toBeGreaterThan(1);
    for (const kind of ['network', 'syscall', 'scheduler', 'synchronization']) {
      await view.getByTestId('profile-kind').selectOption(kind);
      await view.getByTestId('profile-total').getByText('in total').waitFor();
    }
    await picture('trace-profiles');
    await tab('plots').click();
    await expect.poll(() => view.locator('.u-wrap').count()).toBe(3);
    await page.waitForTimeout(300);
    await picture('trace-plots');
    await view.getByTestId('plot-table').selectOption('utilization');
    await view.getByRole('grid').getByText('10 µs', { exact: true }).first().waitFor();
    await view.getByTestId('plot-table').selectOption('phases');
    await view.getByRole('grid').getByText('world stopped').first().waitFor();
  });

  it('sorts and filters its goroutines, and shows one in the timeline', async () => {
    const { page } = editor;
    await tab('goroutines').click();
    const table = view.getByRole('grid');
    const cells = (at: number) =>
      view.getByTestId('row').locator(`[role=gridcell]:nth-child(${at})`).allTextContents();
    await view.getByTestId('goroutines-found').getByText('77').waitFor();
    await view.getByTestId('sort-id').click();
    const ids = async () => (await cells(1)).map(Number);
    await expect.poll(async () => (await ids())[0]).toBe(1);
    const sorted = await ids();
    expect(sorted).toEqual([...sorted].sort((a, b) => a - b));
    await view.getByTestId('sort-id').click();
    await expect.poll(async () => (await ids())[0]).toBeGreaterThan(70);
    await expect
      .poll(() => table.getByRole('columnheader').first().getAttribute('aria-sort'))
      .toBe('descending');
    await view.getByTestId('goroutine-search').fill('main.collect');
    await view.getByTestId('goroutines-found').getByText('12 goroutines').waitFor();
    await expect
      .poll(async () => (await cells(2)).map((text) => text.trim()))
      .toEqual(Array(12).fill('main.collect.func1'));
    const chosen = (await cells(1))[1].trim();
    await table.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await view.getByTestId('interval').getByText(`goroutine ${chosen}`).waitFor();
    await view.getByTestId('headline').getByText('chan receive').waitFor();
  });

  it('is painted anew when the theme changes while it is open', async () => {
    const { folder } = editor;
    const settings = path.join(folder, '.vscode/settings.json');
    const before = await readFile(settings, 'utf8').catch(() => '{}');
    const setTheme = (theme: string) =>
      writeFile(settings, JSON.stringify({ ...JSON.parse(before), 'workbench.colorTheme': theme }));
    /** Which of the theme's colours, as they are now, the lanes are painted with. */
    const painted = (): Promise<Record<string, string>> =>
      view.locator('canvas.picture').evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        // Those of the theme before stay until others have come from the worker.
        if (!canvas.closest('.lanes[data-drawn=true]')) return {};
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        const pixels = new Uint32Array(data.buffer);
        const seen = new Set(pixels);
        const style = getComputedStyle(document.body);
        const found: Record<string, string> = {};
        // Orange is the same in dark and light.
        for (const name of ['red', 'green', 'blue', 'yellow', 'purple']) {
          const colour = style.getPropertyValue(`--vscode-charts-${name}`).trim();
          const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
          if (seen.has(((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0)) found[name] = colour;
        }
        return found;
      });
    const minimap = () =>
      view.locator('canvas.minimap').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    try {
      await setTheme(themes[0]);
      await openTimeline();
      // Until then it may be in a light theme, as those below are.
      await view.locator('body.vscode-dark').waitFor();
      await view.locator('.lanes[data-drawn=true]').waitFor();
      let first: Record<string, string> = {};
      // More lanes come bit by bit.
      await expect
        .poll(async () => {
          const known = Object.keys(first).join();
          first = await painted();
          return known !== '' && Object.keys(first).join() === known;
        })
        .toBe(true);
      const pictures = new Set([await minimap()]);
      for (const [theme, kind] of [
        ['Default Light Modern', 'vscode-light'],
        ['Default High Contrast Light', 'vscode-high-contrast-light'],
      ]) {
        await setTheme(theme);
        await view.locator(`body.${kind}`).waitFor();
        await expect.poll(async () => Object.keys(await painted())).toEqual(Object.keys(first));
        await expect.poll(async () => pictures.has(await minimap())).toBe(false);
        pictures.add(await minimap());
      }
      // All of them are others in this theme: what was painted before would not be found.
      const last = await painted();
      expect(Object.keys(last)).toEqual(Object.keys(first));
      for (const [name, colour] of Object.entries(last))
        expect([name, colour]).not.toEqual([name, first[name]]);
    } finally {
      await writeFile(settings, before);
    }
  });

  it.each(themes)('can be looked at in %s', async (theme) => {
    const { page, folder } = editor;
    const settings = path.join(folder, '.vscode/settings.json');
    const before = await readFile(settings, 'utf8').catch(() => '{}');
    await runCommand(page, 'View: Close All Editors');
    await writeFile(settings, JSON.stringify({ ...JSON.parse(before), 'workbench.colorTheme': theme }));
    await openFile(page, 'execution.trace');
    const kind = theme.includes('High') ? 'high-contrast' : theme.includes('Light') ? 'vscode-light' : 'dark';
    await view.locator(`body[class*=${kind}]`).waitFor();
    const name = theme.replace('Default ', '').replaceAll(' ', '-').toLowerCase();
    await view.getByTestId('group').first().waitFor();
    await tab('goroutines').click();
    await view.getByTestId('row').nth(5).waitFor();
    await picture(`trace-goroutines-${name}`);
    await view.getByRole('grid').focus();
    await page.keyboard.press('Enter');
    await view.getByTestId('headline').waitFor();
    await view.locator('.lanes[data-drawn=true]').waitFor();
    await expect.poll(colours).toBeGreaterThan(2);
    await picture(`trace-timeline-${name}`);
  });
});
