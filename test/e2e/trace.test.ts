import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
    expect(await suspect.textContent()).toContain('main.subscribe.func1');
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
    expect(await view.getByTestId('interval').textContent()).toContain('suspected leak');
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
    expect(await table.getByRole('columnheader').first().getAttribute('aria-sort')).toBe('descending');
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
