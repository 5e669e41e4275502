import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseFile, openFile, reload, runCommand, webview } from '../../scripts/lib/drive.mjs';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { copied, saveAs } from './harness/handOver.ts';
import { type Editor, openEditor, pictures } from './harness/workspace.ts';

/** A report as the race detector prints it, twice, of leak/main.go. */
const race = (folder: string) =>
  `==================
WARNING: DATA RACE
Write at 0x00c00001c0a8 by goroutine 8:
  main.ask()
      ${folder}/leak/main.go:11 +0x44

Previous read at 0x00c00001c0a8 by goroutine 7:
  main.first()
      ${folder}/leak/main.go:17 +0x3a

Goroutine 8 (running) created at:
  main.main()
      ${folder}/leak/main.go:22 +0x5c

Goroutine 7 (finished) created at:
  main.main()
      ${folder}/leak/main.go:23 +0x50
==================
`.repeat(2);

const sched = [
  [0, 3, 0, 0],
  [250, 0, 1, 2],
  [500, 0, 4, 3],
  [750, 0, 9, 5],
  [1000, 2, 0, 0],
]
  .map(
    ([ms, idle, global, local]) =>
      `SCHED ${ms}ms: gomaxprocs=4 idleprocs=${idle} threads=9 spinningthreads=0 needspinning=0 idlethreads=3 runqueue=${global} [${local} 0 0 0]`,
  )
  .join('\n');

const metrics = `# HELP go_goroutines Number of goroutines that currently exist.
# TYPE go_goroutines gauge
go_goroutines{job="a"} 12 1700000000000
go_goroutines{job="a"} 40 1700000010000
go_goroutines{job="a"} 90 1700000020000
# HELP go_threads Number of OS threads created.
# TYPE go_threads gauge
go_threads 9
`;

/** A tar of files (POSIX ustar). */
function tar(files: Record<string, Uint8Array>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, bytes]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write('0ustar\0', 156);
    header.write('00', 263);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

describe('the pages of other kinds of file', () => {
  let editor: Editor;
  let view: FrameLocator;
  const picture = (name: string) => editor.page.screenshot({ path: path.join(pictures, `${name}.png`) });

  beforeAll(async () => {
    editor = await openEditor();
    view = webview(editor.page);
    const { folder } = editor;
    const place = (name: string, content: string | Uint8Array) => writeFile(path.join(folder, name), content);
    await place('found.race', race(folder));
    await place('scheduler.log', sched);
    await place('scrape.prom', metrics);
    const trace = await readFile(inRoot('test/data/leak/execution.trace'));
    const dump = await readFile(path.join(folder, 'profiles/goroutines.txt'));
    await place(
      'bundle.tar',
      tar({ 'notes.md': Buffer.from('nothing\n'), 'run/execution.trace': trace, 'z.txt': dump }),
    );
    // Before the extension has begun, its commands are not in the palette yet.
    await openFile(editor.page, 'profiles/goroutines.txt');
    await view.getByTestId('group').first().waitFor();
  });

  afterAll(() => editor?.close());

  async function open(name: string): Promise<void> {
    const { page, folder } = editor;
    await page.keyboard.press('Escape');
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Unpark: Open Profile or Trace…');
    await page.locator('.quick-input-widget').getByText('Open Profile', { exact: true }).waitFor();
    await chooseFile(page, path.join(folder, name));
    await page.locator('.tab.active', { hasText: name }).waitFor();
  }

  it('show the two accesses of a race, with links', async () => {
    const { page } = editor;
    await open('found.race');
    const article = view.getByTestId('race');
    await article.first().waitFor();
    await expect.poll(() => article.count()).toBe(1);
    await expect
      .poll(() => article.getByRole('heading', { level: 2 }).textContent())
      .toMatch(/main\.go:11 ↔ main\.go:17\s+2 times/);
    const headings = await article.getByRole('heading', { level: 3 }).allTextContents();
    expect(headings).toEqual([
      'Write by goroutine 8',
      'Started at',
      'Read before, by goroutine 7',
      'Started at (it has ended)',
    ]);
    await picture('races');
    const markdown = await copied(page, view.getByTestId('copy'), '# Races of found.race');
    expect(markdown).toContain('## Data race: main.go:11 ↔ main.go:17 (2 times)');
    expect(markdown).toMatch(
      /\*\*Read before, by goroutine 7\*\*\s+```text\nmain\.first\n\t.*main\.go:17\n```/,
    );
    const first = article.getByTestId('frame').filter({ hasText: 'main.go:11' });
    await first.hover();
    await expect.poll(() => first.getAttribute('title')).toMatch(/^answers <- n\n.*main\.go:11$/);
    await article.getByTestId('frame').filter({ hasText: 'main.go:17' }).click();
    await page.locator('.statusbar-item', { hasText: /Ln 17, Col/ }).waitFor();
  });

  it('draw the scheduler and say where it stalls', async () => {
    await open('scheduler.log');
    await view.locator('unpark-plot canvas').nth(2).waitFor();
    await view.locator('unpark-queues canvas').waitFor();
    await view.getByTestId('stalls').getByText('250 ms to 750 ms').waitFor();
    await expect.poll(() => view.getByTestId('row').count()).toBe(5);
    await view.getByText('Longest: 5 goroutines at P0, at 750 ms').waitFor();
    await picture('schedtrace');
    const { page, folder } = editor;
    const file = path.join(folder, 'schedule.html');
    await view.getByTestId('html').click();
    const html = await saveAs(page, 'scheduler.log.html', file);
    expect(html.match(/<img src="data:image\/png;base64,/g)).toHaveLength(4);
    const report = await page.context().newPage();
    await report.goto(`file://${file}`);
    await report.getByText('0 ms: no processor idle').waitFor();
    await expect.poll(() => report.locator('tbody tr').count()).toBe(5);
    await report.screenshot({ path: path.join(pictures, 'schedtrace-report.png'), fullPage: true });
    await report.close();
  });

  it('list metrics and draw those with several times', async () => {
    await open('scrape.prom');
    await view.locator('unpark-plot canvas').waitFor();
    const rows = view.getByTestId('row');
    await rows.first().waitFor();
    await expect
      .poll(() => rows.locator('[role=gridcell]:nth-child(3)').allTextContents())
      .toEqual(expect.arrayContaining([expect.stringContaining('90'), expect.stringContaining('9')]));
    await view.getByTestId('threshold').fill('50');
    await view.getByText('It is above it now.').waitFor();
    await picture('metrics');
    await view.getByTestId('search').fill('gorout');
    await view.getByTestId('json').click();
    const json = JSON.parse(
      await saveAs(editor.page, 'scrape.prom.json', path.join(editor.folder, 'scrape.json')),
    );
    expect(json).toMatchObject({ format: 'metrics', families: [{ name: 'go_goroutines' }] });
    expect(Object.values(json.thresholds)).toEqual([50]);
  });

  it('are as they were left when the window is loaded again', async () => {
    const { page } = editor;
    await open('scrape.prom');
    await view.getByTestId('threshold').fill('60');
    await view.getByTestId('search').fill('go_');
    await view.getByTestId('sort-value').click();
    await expect
      .poll(() => view.getByTestId('sort-value').locator('..').getAttribute('aria-sort'))
      .toBe('descending');
    await reload(page);
    await view.getByTestId('threshold').waitFor({ timeout: 60_000 });
    await expect.poll(() => view.getByTestId('threshold').inputValue()).toBe('60');
    await expect.poll(() => view.getByTestId('search').inputValue()).toBe('go_');
    expect(await view.getByTestId('sort-value').locator('..').getAttribute('aria-sort')).toBe('descending');

    await open('bundle.tar');
    await view.getByTestId('row').filter({ hasText: 'z.txt' }).dblclick();
    await view.getByTestId('group').first().waitFor();
    await reload(page);
    await view.getByTestId('group').first().waitFor({ timeout: 60_000 });
    await view.getByTestId('back').click();
    await expect.poll(() => view.getByTestId('row').count()).toBe(3);
  }, 240_000);

  it('list the files of an archive and show each in their place', async () => {
    const { page } = editor;
    await open('bundle.tar');
    const table = view.getByRole('grid');
    await table.waitFor();
    await expect.poll(() => view.getByTestId('row').count()).toBe(3);
    await picture('archive');
    await table.focus();
    await page.keyboard.press('Enter');
    await view.getByTestId('entry-error').getByText('notes.md').waitFor();
    await view.getByTestId('back').click();
    await view.getByTestId('row').filter({ hasText: 'execution.trace' }).dblclick();
    await view.getByTestId('tab-timeline').click();
    await view.locator('.lanes[data-drawn=true]').waitFor();
    await picture('archive-trace');
    await view.getByTestId('back').click();
    await view.getByTestId('row').filter({ hasText: 'z.txt' }).dblclick();
    await view.getByTestId('group').first().waitFor();
    await expect.poll(() => view.getByTestId('group').count()).toBe(2);
  });
});
