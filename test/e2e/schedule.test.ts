import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  clickTo,
  goTo,
  openFile,
  pick,
  reload,
  runCommand,
  takeCodeAction,
  webview,
} from '../../scripts/lib/drive.mjs';
import { type Editor, openEditor, pictures } from './harness/workspace.ts';

describe('how a finding comes about', () => {
  let editor: Editor;

  beforeAll(async () => {
    editor = await openEditor();
  });

  afterAll(() => editor?.close());

  const steps = () => webview(editor.page).getByTestId('step');
  /** Waits until a line of the editor is the one that is marked: what happens there stands behind it. */
  const marked = (text: string) =>
    editor.page.locator('.view-line:has([class*="ced-"])', { hasText: text }).waitFor();

  it('is drawn beside the code, from the menu at the finding', async () => {
    const { page } = editor;
    await openFile(page, 'fetching/fetching.go');
    await page.locator('.squiggly-warning').first().waitFor();
    await goTo(page, 8, 3);
    await takeCodeAction(page, 'Show how this happens', steps().first());
    await steps().first().waitFor();
    await expect
      .poll(() => steps().locator('.text > span:not(.codicon):not(.code)').allTextContents())
      .toEqual([
        'fetch starts the goroutine',
        'fetch takes the time-out case and returns',
        'the goroutine sends on result: nobody will ever receive (fetch has returned)',
      ]);
    const lanes = await webview(page).getByTestId('lane').locator('.name').allTextContents();
    expect(lanes).toEqual(['fetch', 'the goroutine']);
    await expect.poll(() => webview(page).locator('svg[data-testid="drawing"] .waiting').count()).toBe(1);
  });

  it('leads to the code, by click and by keyboard', async () => {
    const { page } = editor;
    await steps().nth(1).click();
    await marked('case <-time.After(time.Second):');
    await steps().nth(1).press('ArrowDown');
    await marked('result <- load()');
    await expect.poll(() => steps().nth(2).getAttribute('aria-current')).toBe('step');
    await page.screenshot({ path: path.join(pictures, 'schedule.png') });
    await steps().nth(2).press('Home');
    await marked('go func() {');
    await steps().nth(0).press('Enter');
    await page.locator('.statusbar-item', { hasText: /^Ln 7, / }).waitFor();
  });

  it('says so when the finding has gone, and is back when it is', async () => {
    const { page } = editor;
    await goTo(page, 6, 28);
    await page.keyboard.type(', 1');
    await page.locator('.view-line', { hasText: 'make(chan int, 1)' }).waitFor();
    await webview(page).getByTestId('stale').waitFor();
    await page.screenshot({ path: path.join(pictures, 'schedule-stale.png') });
    await goTo(page, 6, 28);
    for (let i = 0; i < 3; i++) await page.keyboard.press('Delete');
    await webview(page).getByTestId('stale').waitFor({ state: 'detached' });
    await goTo(page, 1, 1);
    await page.keyboard.press('Enter');
    await webview(page).getByText('fetching.go:9').waitFor();
    await page.keyboard.press('Backspace');
    await webview(page).getByText('fetching.go:8').waitFor();
    await runCommand(page, 'File: Save');
  });

  it('is back when the window is loaded anew, and opens from the palette', { timeout: 180_000 }, async () => {
    const { page } = editor;
    await reload(page);
    await steps().nth(2).waitFor({ timeout: 90_000 });
    await clickTo(
      page.locator('.tab', { hasText: 'How This Happens' }).first(),
      page.locator('.tab.active', { hasText: 'How This Happens' }).first(),
    );
    await runCommand(page, 'View: Close Editor');
    await openFile(page, 'fetching/fetching.go');
    await page.locator('.squiggly-warning').first().waitFor();
    await goTo(page, 1, 1);
    await runCommand(page, 'Unpark: Show How This Happens');
    await pick(page, 'line 8');
    await steps().nth(2).waitFor();
    await expect.poll(() => steps().count()).toBe(3);
  });

  it.each([
    ['Default Light Modern', 'light'],
    ['Default High Contrast', 'contrast'],
    ['Default Dark Modern', 'dark'],
  ])('follows the theme %s', async (theme, name) => {
    const { page, folder } = editor;
    await mkdir(path.join(folder, '.vscode'), { recursive: true });
    const settings = JSON.stringify({ 'workbench.colorTheme': theme });
    await writeFile(path.join(folder, '.vscode/settings.json'), settings);
    const kind = { light: 'vscode-light', contrast: 'vscode-high-contrast', dark: 'vscode-dark' }[name];
    await expect
      .poll(() => webview(page).locator('body').getAttribute('class'), { timeout: 15_000 })
      .toContain(kind);
    await steps().nth(2).click();
    await marked('result <- load()');
    await page.screenshot({ path: path.join(pictures, `schedule-${name}.png`) });
  });
});
