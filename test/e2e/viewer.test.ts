import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseFile, openFile, runCommand, webview } from '../../scripts/lib/drive.mjs';
import { type Editor, openEditor, pictures } from './harness/workspace.ts';

describe('the viewer', () => {
  let editor: Editor;

  beforeAll(async () => {
    editor = await openEditor();
    const profile = await readFile(path.join(editor.folder, 'profiles/goroutines.pb.gz'));
    const place = (name: string, bytes: Uint8Array | string) =>
      writeFile(path.join(editor.folder, 'profiles', name), bytes);
    await place('truncated.pb.gz', profile.subarray(0, profile.length / 2));
    await place('dump-of-tuesday.txt', await readFile(path.join(editor.folder, 'profiles/goroutines.txt')));
    await place('empty.pb.gz', '');
    await place('notes.pb.gz', 'Nothing here is a profile.\n');
  });

  afterAll(() => editor?.close());

  it.each(['goroutines.pb.gz', 'goroutines.txt'])('groups the goroutines of %s', async (name) => {
    const { page } = editor;
    await openViewer(name);
    const groups = webview(page).getByTestId('group');
    await groups.first().waitFor();
    // The program leaks 4 × 2 senders; its main goroutine is the other group.
    await expect.poll(() => groups.count()).toBe(2);
    const worst = await groups.first().textContent();
    expect(worst).toMatch(/\b8\b/);
    expect(worst).toContain('main.ask');
    await expect.poll(() => webview(page).getByTestId('summary').textContent()).toMatch(/\b9\b/);
    await page.screenshot({ path: path.join(pictures, `viewer-${name}.png`) });
  });

  it('opens the source of a frame at its line', async () => {
    const { page } = editor;
    await openViewer('goroutines.txt');
    const frames = webview(page).getByTestId('frame').filter({ hasText: 'main.ask' });
    await frames.first().waitFor();
    await frames.first().click();
    await page.locator('.tab.active', { hasText: 'main.go' }).waitFor();
    await page.locator('.statusbar-item', { hasText: /Ln 11, Col/ }).waitFor();
  });

  it.each([
    ['truncated.pb.gz', /truncated|ends|incomplete|unexpected end/i],
    ['empty.pb.gz', /empty/i],
    ['notes.pb.gz', /not|no /i],
  ])('says what is wrong with %s', async (name, reason) => {
    const { page } = editor;
    await openViewer(name);
    const error = webview(page).getByTestId('error');
    await error.waitFor();
    await expect.poll(() => error.textContent()).toMatch(reason);
    await page.screenshot({ path: path.join(pictures, `error-${name}.png`) });
  });

  it('is chosen for a file of any name by the command, which asks for the file', async () => {
    const { page, folder } = editor;
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Unpark: Open Profile or Trace…');
    await page.locator('.quick-input-widget').getByText('Open Profile', { exact: true }).waitFor(); // the dialog's button
    await chooseFile(page, path.join(folder, 'profiles/dump-of-tuesday.txt'));
    await page.locator('.tab.active', { hasText: 'dump-of-tuesday.txt' }).waitFor();
    await webview(page).getByTestId('group').first().waitFor();
    await expect.poll(() => webview(page).getByTestId('group').count()).toBe(2);
  });

  /** Opens a profile from the list of files: its name says enough for the viewer to be chosen. */
  async function openViewer(name: string): Promise<void> {
    const { page } = editor;
    await runCommand(page, 'View: Close All Editors');
    await openFile(page, `profiles/${name}`);
  }
});
