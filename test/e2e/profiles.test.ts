import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chooseFile, openFile, reload, runCommand, webview } from '../../scripts/lib/drive.mjs';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { copied, saveAs } from './harness/handOver.ts';
import { type Editor, openEditor, pictures } from './harness/workspace.ts';

/** A heap profile of the workspace's leak/main.go as text; `main.ask` allocates most, and does so at line 11. */
function heap(folder: string): string {
  const main = (address: number, name: string, line: number) =>
    `#\t0x${address}\tmain.${name}+0x1\t${folder}/leak/main.go:${line}\n`;
  const root = '#\t0x30\truntime.main+0x1\t/usr/local/go/src/runtime/proc.go:290\n';
  const library =
    '#\t0x12\texample.com/lib/buf.(*Buffer).Grow+0x1\t/go/pkg/mod/example.com/lib@v1.2.3/buf.go:7\n';
  return [
    'heap profile: 6: 7000 [6: 7000] @ heapprofile\n',
    `3: 3000 [3: 3000] @ 0x10 0x20 0x21 0x30\n${main(10, 'ask', 11)}${main(20, 'first', 17)}${main(21, 'main', 24)}${root}`,
    `1: 1000 [1: 1000] @ 0x12 0x10 0x20 0x21 0x30\n${library}${main(10, 'ask', 11)}${main(20, 'first', 17)}${main(21, 'main', 24)}${root}`,
    `1: 500 [1: 500] @ 0x11 0x22 0x30\n${main(11, 'first', 15)}${main(22, 'main', 24)}${root}`,
    `1: 2500 [1: 2500] @ 0x40 0x22 0x30\n#\t0x40\truntime.mallocgc+0x1\t/usr/local/go/src/runtime/malloc.go:9\n${main(22, 'main', 28)}${root}`,
  ].join('');
}

describe('the page of a profile', () => {
  let editor: Editor;
  let view: FrameLocator;

  beforeAll(async () => {
    editor = await openEditor();
    view = webview(editor.page);
    const { folder } = editor;
    for (const name of ['cpu.pb.gz', 'heap.pb.gz']) {
      await cp(inRoot('test/data/leak', name), path.join(folder, 'profiles', name));
    }
    const made = heap(folder.split(path.sep).join('/'));
    const place = (name: string, text: string) => writeFile(path.join(folder, 'profiles', name), text);
    await place('made.pprof', made);
    // There, `main.ask` allocates less, and the runtime more.
    await place(
      'before.pprof',
      made
        .replace('3: 3000 [3: 3000]', '1: 1500 [1: 1500]')
        .replace('1: 2500 [1: 2500]', '1: 3000 [1: 3000]'),
    );
    await mkdir(pictures, { recursive: true });
  });

  afterAll(() => editor?.close());

  beforeEach(async () => {
    await editor.page.keyboard.press('Escape');
    await runCommand(editor.page, 'View: Close All Editors');
  });

  const summary = () => view.getByTestId('summary').textContent();
  const flame = () => view.getByTestId('flame');
  const frames = async () => Number(await flame().getAttribute('data-frames'));
  const details = () => view.getByTestId('details').textContent();
  const row = (text: string) => view.getByTestId('row').filter({ hasText: text }).first();

  async function openProfile(name: string): Promise<void> {
    await openFile(editor.page, `profiles/${name}`);
    await view.getByTestId('summary').waitFor();
  }

  /** Opens a profile and zooms, by keys, to `main.first`. */
  async function openZoomed(): Promise<void> {
    const { page } = editor;
    await openProfile('made.pprof');
    await expect.poll(frames).toBe(7);
    await flame().focus();
    for (const key of ['Home', 'ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
    await expect.poll(details).toContain('main.first');
    await page.keyboard.press('Enter');
    await expect.poll(frames).toBe(6);
  }

  it('says so where a CPU profile has no sample', async () => {
    await openProfile('cpu.pb.gz');
    await view.getByTestId('empty').waitFor();
    expect(await summary()).toContain('cpu');
  });

  it('draws a recorded heap profile, each of its sample types', async () => {
    await openProfile('heap.pb.gz');
    await expect.poll(summary).toContain('inuse_space · 512 kB');
    await expect.poll(frames).toBe(4);
    await view.getByTestId('type').selectOption('alloc_space');
    await expect.poll(summary).toContain('alloc_space · 3.94 MB');
    await expect.poll(frames).toBeGreaterThan(8);
    await view.getByTestId('search').fill('main.run');
    await expect.poll(() => view.getByTestId('found').textContent()).toContain('3.44 MB (87.3%)');
  });

  it('zooms, moves and opens the source by keys', async () => {
    const { page } = editor;
    await openZoomed();
    await page.keyboard.press('Escape');
    await expect.poll(frames).toBe(7);
    await page.keyboard.press('ArrowDown');
    await expect.poll(details).toContain('main.ask');
    await view.getByTestId('search').fill('ask');
    await expect.poll(() => view.getByTestId('found').textContent()).toContain('(57.1%)');
    await page.screenshot({ path: path.join(pictures, 'profile-flame.png') });
    await flame().focus();
    await page.keyboard.press('F12');
    await page.locator('.tab.active', { hasText: 'main.go' }).waitFor();
    await page.locator('.statusbar-item', { hasText: /Ln 11, Col/ }).waitFor();
  });

  it('zooms by the mouse, and turns round', async () => {
    await openProfile('made.pprof');
    await expect.poll(frames).toBe(7);
    await view.getByTestId('search').fill('');
    const box = await flame().boundingBox();
    if (!box) throw new Error('no flame graph');
    // The heaviest call of depth 3 is the leftmost.
    await flame().click({ position: { x: box.width / 4, y: 3 * 20 + 10 } });
    await expect.poll(details).toContain('main.first');
    await expect.poll(frames).toBe(6);
    await editor.page.keyboard.press('Backspace');
    await expect.poll(frames).toBe(7);
    await view.getByTestId('inverted').check();
    await editor.page.screenshot({ path: path.join(pictures, 'profile-inverted.png') });
    await expect.poll(frames).toBeGreaterThan(11);
    await view.getByTestId('inverted').uncheck();
  });

  it('splits by a label', async () => {
    await openProfile('made.pprof');
    await expect.poll(frames).toBe(7);
    await view.getByTestId('split').selectOption('bytes');
    await expect.poll(frames).toBeGreaterThan(9);
    await editor.page.screenshot({ path: path.join(pictures, 'profile-split.png') });
    await view.getByTestId('split').selectOption('');
    await expect.poll(frames).toBe(7);
  });

  it('sorts and filters the table, and opens a row’s source', async () => {
    const { page } = editor;
    await openProfile('made.pprof');
    await view.getByTestId('tab-top').click();
    await row('main.ask').waitFor();
    await expect.poll(() => view.getByTestId('row').first().textContent()).toContain('main.ask');
    await view.getByTestId('by-total').click();
    await expect.poll(() => view.getByTestId('row').first().textContent()).toContain('main.main');
    await page.screenshot({ path: path.join(pictures, 'profile-top.png') });
    await view.getByTestId('search').fill('first');
    await expect.poll(() => view.getByTestId('row').count()).toBe(1);
    await row('main.first').click();
    await page.keyboard.press('Enter');
    await page.locator('.statusbar-item', { hasText: /Ln 17, Col/ }).waitFor();
  });

  it('opens and closes the call tree, and goes on to callers', async () => {
    const { page } = editor;
    await openProfile('made.pprof');
    await view.getByTestId('search').fill('');
    await view.getByTestId('tab-tree').click();
    await row('main.ask').waitFor();
    await page.screenshot({ path: path.join(pictures, 'profile-tree.png') });
    await row('main.first').click();
    await expect.poll(() => row('main.ask').count()).toBe(0);
    await page.keyboard.press('ArrowRight');
    await row('main.ask').waitFor();
    await row('main.ask').click();
    await view.getByTestId('tab-neighbours').click();
    await expect.poll(() => view.getByTestId('middle').textContent()).toContain('main.ask');
    await expect.poll(() => view.getByTestId('callees').textContent()).toContain('Grow');
    await page.screenshot({ path: path.join(pictures, 'profile-neighbours.png') });
    await view.getByTestId('callers').getByText('main.first').click();
    await expect.poll(() => view.getByTestId('middle').textContent()).toContain('main.first');
    await view.getByTestId('tab-flame').click();
  });

  it('has room beside the source', async () => {
    const { page } = editor;
    await page.setViewportSize({ width: 860, height: 700 });
    await openProfile('made.pprof');
    for (const tab of ['tree', 'top', 'flame']) {
      await view.getByTestId(`tab-${tab}`).click();
      const shown = tab === 'flame' ? flame() : row('main.ask').locator('.function');
      await shown.waitFor();
      expect((await shown.boundingBox())?.width).toBeGreaterThan(60);
      await page.screenshot({ path: path.join(pictures, `profile-narrow-${tab}.png`) });
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('shows goroutines as groups and as a profile', async () => {
    await openProfile('goroutines.pb.gz');
    await view.getByTestId('group').first().waitFor();
    await view.getByTestId('profile').click();
    await expect.poll(frames).toBeGreaterThan(3);
    await view.getByTestId('goroutines').click();
    await view.getByTestId('group').first().waitFor();
  });

  it('is as it was left when the window is loaded again, compared or not', async () => {
    const { page, folder } = editor;
    await openZoomed();
    await view.getByTestId('tab-top').click();
    await view.getByTestId('by-name').click();
    await view.getByTestId('search').fill('main.');
    await view.getByTestId('compare').click();
    await chooseFile(page, path.join(folder, 'profiles/before.pprof'));
    await view.getByTestId('base').waitFor();
    await reload(page);
    await view.getByTestId('base').waitFor({ timeout: 60_000 });
    await expect.poll(() => view.getByTestId('tab-top').getAttribute('aria-selected')).toBe('true');
    await expect.poll(() => view.getByTestId('search').inputValue()).toBe('main.');
    const head = view.getByTestId('by-name').locator('..');
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('ascending');
    await view.getByTestId('base').getByRole('button').click();
    await view.getByTestId('tab-flame').click();
    await view.getByRole('button', { name: 'Reset Zoom' }).waitFor();
    await expect.poll(frames).toBe(6);
    await view.getByRole('button', { name: 'Reset Zoom' }).click();
    await view.getByTestId('search').fill('');
  }, 240_000);

  it('copies and exports its table', async () => {
    const { page, folder } = editor;
    await openProfile('made.pprof');
    await expect.poll(frames).toBe(7);
    const markdown = await copied(page, view.getByTestId('copy'), '# Profile made.pprof');
    expect(markdown).toMatch(/\| 2\.93 kB \| 42\.9% \| 3\.91 kB \| 57\.1% \| main\.ask \|/);
    await view.getByTestId('json').click();
    const saved = await saveAs(page, 'made.pprof.json', path.join(folder, 'made.json'));
    const { table } = JSON.parse(saved);
    expect(table.type).toBe('space');
    const ask = table.functions.find((row: { function: string }) => row.function === 'main.ask');
    expect(ask).toMatchObject({ cum: 4000 });
    await view.getByTestId('html').click();
    const html = path.join(folder, 'made.html');
    await saveAs(page, 'made.pprof.html', html);
    const report = await page.context().newPage();
    await report.goto(`file://${html}`);
    await report.locator('td', { hasText: 'main.ask' }).first().waitFor();
    await report.screenshot({ path: path.join(pictures, 'profile-report.png'), fullPage: true });
    await report.close();
  });

  it('compares with another profile', async () => {
    const { page, folder } = editor;
    await openProfile('made.pprof');
    await expect.poll(frames).toBe(7);
    await view.getByTestId('compare').click();
    await chooseFile(page, path.join(folder, 'profiles/before.pprof'));
    await view.getByTestId('base').waitFor();
    await expect.poll(summary).toContain('+1,000 B (16.7%) · 5.86 kB');
    await page.screenshot({ path: path.join(pictures, 'profile-difference.png') });
    await view.getByTestId('base').getByRole('button').click();
    await expect.poll(summary).toContain('6.84 kB in total');
  });

  it.each([
    ['Default Light Modern', 'light'],
    ['Default High Contrast', 'contrast'],
    ['Default Dark Modern', 'dark'],
  ])('follows the theme %s', async (theme, name) => {
    const { page, folder } = editor;
    await mkdir(path.join(folder, '.vscode'), { recursive: true });
    await writeFile(
      path.join(folder, '.vscode/settings.json'),
      JSON.stringify({ 'workbench.colorTheme': theme }),
    );
    await openProfile('made.pprof');
    const kind = { light: 'vscode-light', contrast: 'vscode-high-contrast', dark: 'vscode-dark' }[name];
    await expect.poll(() => view.locator('body').getAttribute('class')).toContain(kind);
    await view.getByTestId('search').fill('');
    await expect.poll(frames).toBe(7);
    await flame().hover({ position: { x: 200, y: 50 } });
    await view.getByRole('tooltip').waitFor();
    await page.screenshot({ path: path.join(pictures, `profile-${name}.png`) });
  });
});
