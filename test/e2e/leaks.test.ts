import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chooseFile, clickTo, openFile, runCommand, webview } from '../../scripts/lib/drive.mjs';
import { copied, saveAs } from './harness/handOver.ts';
import { type Editor, openEditor, pictures } from './harness/workspace.ts';

/** A dump of goroutines that wait at lines of the workspace's leak/main.go: `counts` of them, line by line. */
function dump(folder: string, counts: Record<number, number>): string {
  let id = 2;
  const goroutine = (line: number) => `goroutine ${id++} [chan send, ${line} minutes]:
main.ask(0xc000012345)
	${folder}/leak/main.go:${line} +0x59
net/http.HandlerFunc.ServeHTTP(...)
	/usr/local/go/src/net/http/server.go:2220
net/http.(*conn).serve(0xc000123456)
	/usr/local/go/src/net/http/server.go:2100 +0x5d
main.first.func1()
	${folder}/leak/main.go:17 +0x10
sync.(*WaitGroup).Go.func1()
	/usr/local/go/src/sync/waitgroup.go:239 +0x4a
created by sync.(*WaitGroup).Go in goroutine 1
	/usr/local/go/src/sync/waitgroup.go:237 +0x73

`;
  const idle = `goroutine 1 [IO wait, 3 minutes]:
internal/poll.runtime_pollWait(0x1, 0x72)
	/usr/local/go/src/runtime/netpoll.go:351 +0x85
net/http.(*Server).Serve(0xc0001)
	/usr/local/go/src/net/http/server.go:3330 +0x30c
main.main()
	${folder}/leak/main.go:22 +0x1bb

`;
  const lines = Object.entries(counts).flatMap(([line, count]) =>
    Array.from({ length: count }, () => goroutine(Number(line))),
  );
  return idle + lines.join('');
}

describe('the leaks page', () => {
  let editor: Editor;
  let view: FrameLocator;
  const group = () => view.getByTestId('group');
  const place = (name: string, text: string) => writeFile(path.join(editor.folder, name), text);

  beforeAll(async () => {
    editor = await openEditor();
    view = webview(editor.page);
    const { folder } = editor;
    await place('goroutines-a.txt', dump(folder, { 11: 2, 12: 1, 30: 3 }));
    await place('goroutines-b.txt', dump(folder, { 11: 5, 12: 1 }));
    await place('goroutines-c.txt', dump(folder, { 11: 9, 12: 1, 14: 4 }));
    const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [at + 100, 1]));
    await place('many-goroutine.txt', dump(folder, many));
  });

  afterAll(() => editor?.close());

  beforeEach(async () => {
    await editor.page.keyboard.press('Escape');
    await runCommand(editor.page, 'View: Close All Editors');
  });

  async function openDump(name: string): Promise<void> {
    await openFile(editor.page, name);
    await group().first().waitFor();
  }

  const toTab = (name: string) =>
    clickTo(
      editor.page.locator('.tab', { hasText: name }),
      editor.page.locator('.tab.active', { hasText: name }),
    );

  it('filters', async () => {
    await openDump('goroutines-a.txt');
    await group().nth(3).waitFor();
    await view.getByTestId('busy').check();
    await view.getByTestId('found').getByText('3 of 4 groups').waitFor();
    await view.getByTestId('busy').uncheck();
    await view.getByTestId('state').selectOption('IO wait');
    await view.getByTestId('found').getByText('1 of 4 groups').waitFor();
    await expect.poll(() => group().textContent()).toContain('main.main');
    await view.getByRole('button', { name: 'Clear Filters' }).click();
    await view.getByTestId('minutes').fill('12');
    await view.getByTestId('found').getByText('2 of 4 groups').waitFor();
    await view.getByTestId('search').fill('main.go:30');
    await view.getByTestId('found').getByText('1 of 4 groups').waitFor();
    await editor.page.screenshot({ path: path.join(pictures, 'leaks-filtered.png') });
  });

  it('keeps the filters while it is hidden', async () => {
    const { page } = editor;
    await openDump('goroutines-a.txt');
    await view.getByTestId('search').fill('main.go:12');
    await view.getByTestId('found').getByText('1 of 4 groups').waitFor();
    await openFile(page, 'leak/main.go');
    await toTab('goroutines-a.txt');
    await view.getByTestId('found').getByText('1 of 4 groups').waitFor();
    await expect.poll(() => view.getByTestId('search').inputValue()).toBe('main.go:12');
  });

  it('counts together what is alike in less', async () => {
    await openDump('goroutines-a.txt');
    await view.getByTestId('likeness').selectOption({ label: 'the same function' });
    await group().filter({ hasText: '6 ×' }).first().waitFor();
    await expect.poll(() => group().count()).toBe(2);
    // The first is open: its three stacks stand below.
    await expect.poll(() => view.getByTestId('subgroup').count()).toBe(3);
    await view.getByTestId('likeness').selectOption({ label: 'who started them' });
    await group().filter({ hasText: 'main.first' }).first().waitFor();
    await editor.page.screenshot({ path: path.join(pictures, 'leaks-starter.png') });
  });

  it('folds what is not the program’s own, and opens it', async () => {
    await openDump('goroutines-a.txt');
    const fold = view.getByTestId('fold').first();
    await fold.waitFor();
    await expect.poll(() => fold.textContent()).toContain('2 calls');
    const before = await view.getByTestId('frame').count();
    await fold.click();
    await view.getByTestId('frame').filter({ hasText: 'ServeHTTP' }).waitFor();
    await expect.poll(() => view.getByTestId('frame').count()).toBe(before + 2);
    const starter = view.getByTestId('frame').filter({ hasText: 'called by' });
    await expect.poll(() => starter.textContent()).toContain('main.first');
  });

  it('shows a frame’s line of source where the mouse rests', async () => {
    await openDump('goroutines-b.txt');
    await view.getByTestId('frame').filter({ hasText: 'main.ask' }).first().hover();
    await view.getByTestId('source').getByText('answers <- n').waitFor();
    await editor.page.screenshot({ path: path.join(pictures, 'leaks-source.png') });
  });

  it('is used by keys alone', async () => {
    const { page } = editor;
    await openDump('goroutines-b.txt');
    const tree = view.getByRole('tree');
    await tree.focus();
    await page.keyboard.press('Control+KeyF');
    await page.keyboard.type('nowhere');
    await view.getByTestId('found').getByText('0 of 3 groups').waitFor();
    await view.getByTestId('search').fill('');
    await tree.focus();
    await page.keyboard.press('ArrowLeft'); // closes the first
    await view.getByTestId('frame').first().waitFor({ state: 'detached' });
    await page.keyboard.press('ArrowRight'); // opens it
    await view.getByTestId('frame').first().waitFor();
    await page.keyboard.press('ArrowRight'); // to its first frame
    const id = await tree.getAttribute('aria-activedescendant');
    const active = view.locator(`[id="${id}"]`);
    await expect.poll(() => active.getAttribute('aria-level')).toBe('2');
    await expect.poll(() => active.getAttribute('aria-label')).toContain('main.ask, main.go:11, your code');
    await view.getByTestId('source').getByText('answers <- n').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.tab.active', { hasText: 'main.go' }).waitFor();
    await page.locator('.statusbar-item', { hasText: /Ln 11, Col/ }).waitFor();
  });

  it('draws only what is in sight of thousands of groups', async () => {
    const { page } = editor;
    await openDump('many-goroutine.txt');
    await expect.poll(() => group().count()).toBeLessThan(100);
    await view.getByRole('tree').focus();
    await page.keyboard.press('End');
    await group().filter({ hasText: 'IO wait' }).waitFor();
    await expect.poll(() => group().count()).toBeLessThan(100);
    await expect.poll(() => group().last().getAttribute('aria-posinset')).toBe('3001');
    await page.waitForTimeout(500); // where one has scrolled to is kept after some rest
    await openFile(page, 'leak/main.go');
    await toTab('many-goroutine.txt');
    await group().filter({ hasText: 'IO wait' }).waitFor();
  });

  it('copies and exports what it shows', async () => {
    const { page, folder } = editor;
    await openDump('goroutines-a.txt');
    await view.getByTestId('state').selectOption('chan send');
    const markdown = await copied(page, view.getByTestId('copy'), '# Goroutines of goroutines-a.txt');
    expect(markdown).toContain('created by sync.(*WaitGroup).Go');
    expect(markdown).not.toContain('IO wait');

    const saved = path.join(folder, 'report.json');
    await view.getByTestId('json').click();
    const report = JSON.parse(await saveAs(page, 'goroutines-a.txt.json', saved));
    expect(report.goroutines).toBe(7);
    expect(report.groups.map(({ count }: { count: number }) => count).sort()).toEqual([1, 2, 3]);

    const html = path.join(folder, 'report.html');
    await view.getByTestId('html').click();
    await saveAs(page, 'goroutines-a.txt.html', html);
    const browser = await page.context().newPage();
    await browser.goto(`file://${html}`);
    await expect.poll(() => browser.locator('details').count()).toBe(3);
    await expect.poll(() => browser.locator('details[open] pre').first().textContent()).toContain('main.ask');
    await browser.screenshot({ path: path.join(pictures, 'report.png') });
    await browser.close();
  });

  it('compares snapshots that are selected in the explorer, and others that are added', async () => {
    const { page, folder } = editor;
    await runCommand(page, 'View: Show Explorer');
    const file = (name: string) => page.locator('.explorer-folders-view .monaco-list-row', { hasText: name });
    await runCommand(page, 'Refresh Explorer');
    await file('goroutines-a.txt').click();
    // The explorer selects what has opened, once it has.
    await page.locator('.tab.active', { hasText: 'goroutines-a.txt' }).waitFor();
    await page.waitForTimeout(1_500);
    await file('goroutines-b.txt').click({ modifiers: ['Control'] });
    await file('goroutines-b.txt').click({ button: 'right' });
    const entry = page.getByRole('menuitem', { name: 'Compare Snapshots' });
    await entry.waitFor();
    // A menu that has just opened takes a click for the end of the one that opened it.
    await expect
      .poll(async () => {
        if (await entry.isVisible()) await entry.click();
        return entry.isVisible();
      })
      .toBe(false);
    await view.getByTestId('files').locator('li').nth(1).waitFor();
    const grown = group().filter({ hasText: 'main.go:11' });
    await grown.waitFor();
    await expect.poll(() => grown.getAttribute('aria-label')).toContain('more, 2 → 5');
    await expect
      .poll(() => group().filter({ hasText: 'main.go:30' }).getAttribute('aria-label'))
      .toContain('gone');
    await view.locator('unpark-plot canvas').waitFor();

    await view.getByTestId('add').click();
    await chooseFile(page, path.join(folder, 'goroutines-c.txt'));
    await view.getByTestId('files').locator('li').nth(2).waitFor();
    await expect.poll(() => grown.getAttribute('aria-label')).toContain('more each time, 2 → 5 → 9');
    await expect.poll(() => group().first().textContent()).toContain('main.go:11');
    await expect
      .poll(() => group().filter({ hasText: 'main.go:14' }).getAttribute('aria-label'))
      .toContain('new');
    await page.screenshot({ path: path.join(pictures, 'compare.png') });

    // A page that was hidden is made anew, with the same snapshots.
    await openFile(page, 'leak/main.go');
    await toTab('goroutines-a.txt');
    await view.getByTestId('files').locator('li').nth(2).waitFor();
    await view.getByRole('button', { name: 'Remove goroutines-b.txt' }).click();
    await view.getByTestId('files').locator('li').nth(2).waitFor({ state: 'detached' });
  });
});
