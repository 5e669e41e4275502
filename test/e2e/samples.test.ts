import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openFile, reload, runCommand, webview } from '../../scripts/lib/drive.mjs';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { type Editor, openEditor, pictures } from './harness/workspace.ts';

const themes = [
  ['Default Dark Modern', 'dark', 'vscode-dark'],
  ['Default Light Modern', 'light', 'vscode-light'],
  ['Default High Contrast', 'contrast', 'vscode-high-contrast'],
] as const;

// What the samples left behind, opened as a person would: the first suspect is the goroutine that the sample leaks.
describe('what the samples left behind', () => {
  let editor: Editor;
  let view: FrameLocator;

  beforeAll(async () => {
    editor = await openEditor();
    view = webview(editor.page);
    const { folder } = editor;
    for (const name of ['leak', 'deadlock', 'service']) {
      await cp(inRoot('samples', name), path.join(folder, 'samples', name), { recursive: true });
      await cp(inRoot('test/data', name), path.join(folder, 'samples', name), { recursive: true });
    }
    await cp(inRoot('test/data/leak-absolute'), path.join(folder, 'samples/absolute'), { recursive: true });
    const crash = await readFile(inRoot('test/data/deadlock/crash.log'), 'utf8');
    await writeFile(path.join(folder, 'samples/deadlock/goroutine-crash.log'), crash);
    // The same program crashed twice, the second time with fewer goroutines.
    const shorter = crash.replace(/goroutine \d+ \[chan send\]:\n(?:.+\n)+\n/, '');
    await writeFile(path.join(folder, 'samples/deadlock/goroutines-twice.log'), `${crash}\n${shorter}`);
    await mkdir(pictures, { recursive: true });
  });

  afterAll(() => editor?.close());

  beforeEach(async () => {
    await editor.page.keyboard.press('Escape');
    await runCommand(editor.page, 'View: Close All Editors');
  });

  const group = () => view.getByTestId('group');
  const picture = (name: string) => editor.page.screenshot({ path: path.join(pictures, `${name}.png`) });

  it.each([
    ['leak/goroutines.txt', 'chan receive (nil chan)', 'main.subscribe', /Ln 86, Col/],
    ['leak/goroutine.pb.gz', 'select (no cases)', 'main.park', /Ln 125, Col/],
    ['absolute/goroutines-leaked.txt', 'chan send', 'main.fetchOrGiveUp', /Ln 47, Col/],
    ['absolute/goroutineleak.pb.gz', 'chan send', 'main.fetchOrGiveUp', /Ln 47, Col/],
    ['deadlock/goroutine-crash.log', 'chan send', 'main.squares', /Ln 18, Col/],
  ])('%s: %s in %s', async (name, state, fn, line) => {
    const { page } = editor;
    await openFile(page, `samples/${name}`);
    await group().first().waitFor();
    await expect.poll(() => group().first().textContent()).toContain(state);
    await expect.poll(() => group().first().textContent()).toContain(fn);
    await picture(`sample-${name.replace('/', '-')}`);
    await view.getByTestId('frame').filter({ hasText: fn }).first().click();
    await page.locator('.statusbar-item', { hasText: line }).waitFor();
  });

  it('says how long they have waited, why the program ended, and who started whom', async () => {
    const { page } = editor;
    await openFile(page, 'samples/leak/goroutines.txt');
    await group().first().waitFor();
    await expect.poll(() => view.getByTestId('waits').textContent()).toMatch(/1–5 min\s+5/);
    await view.getByTestId('likeness').selectOption({ label: 'who started whom' });
    const creator = view.getByTestId('creator');
    await creator.filter({ hasText: 'main.fetchOrGiveUp' }).waitFor();
    await picture('creators');
    await creator.filter({ hasText: 'main.fetchOrGiveUp' }).getByRole('button').click();
    await page.locator('.statusbar-item', { hasText: /Ln 45, Col/ }).waitFor();
    await runCommand(page, 'View: Close All Editors');
    await openFile(page, 'samples/deadlock/goroutine-crash.log');
    await view.getByTestId('why').getByText('all goroutines are asleep').waitFor();
  });

  it('puts several dumps of one file beside each other', async () => {
    await openFile(editor.page, 'samples/deadlock/goroutines-twice.log');
    await view.getByTestId('files').waitFor();
    await expect
      .poll(() => view.getByTestId('files').getByRole('listitem').allTextContents())
      .toEqual([expect.stringMatching(/· 1\s+4 goroutines/), expect.stringMatching(/· 2\s+3 goroutines/)]);
    await expect.poll(() => group().filter({ hasText: 'chan send' }).textContent()).toMatch(/3\s*2/);
    await picture('several-dumps');
  });

  it.each(themes)('in %s', async (theme, name, kind) => {
    const { page, folder } = editor;
    await mkdir(path.join(folder, '.vscode'), { recursive: true });
    const settings = { 'workbench.colorTheme': theme };
    await writeFile(path.join(folder, '.vscode/settings.json'), JSON.stringify(settings));
    await openFile(page, 'samples/leak/goroutines.txt');
    await group().first().waitFor();
    await expect.poll(() => view.locator('body').getAttribute('class')).toContain(kind);
    await picture(`leaks-${name}`);
    await view.getByTestId('frame').first().hover();
    await view.getByTestId('source').waitFor();
    await view.getByTestId('frame').first().click();
    await page.locator('.statusbar-item', { hasText: /Ln 86, Col/ }).waitFor();
    await picture(`leaks-beside-${name}`);
  });

  it('keeps what was looked at when the window is loaded again', async () => {
    const { page } = editor;
    await openFile(page, 'samples/leak/goroutines.txt');
    await group().first().waitFor();
    await view.getByTestId('search').fill('leaks.go:60');
    await view.getByTestId('found').getByText('1 of 10 groups').waitFor();
    await reload(page);
    await page.locator('.tab.active', { hasText: 'goroutines.txt' }).waitFor({ timeout: 60_000 });
    await view.getByTestId('found').getByText('1 of 10 groups').waitFor({ timeout: 60_000 });
    await expect.poll(() => view.getByTestId('search').inputValue()).toBe('leaks.go:60');
  }, 180_000);
});
