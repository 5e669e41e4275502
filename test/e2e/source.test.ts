import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { behindLines, chooseFolder, openFile, pick, runCommand, webview } from '../../scripts/lib/drive.mjs';
import { type Editor, openEditor, pictures } from './harness/workspace.ts';

/** A heap profile as text: two lines of `main.ask`, and one of a file in the folder that the program was built in. */
function heap(folder: string): string {
  const main = (address: number, name: string, line: number) =>
    `#\t0x${address}\tmain.${name}+0x1\t${folder}/leak/main.go:${line}\n`;
  return [
    'heap profile: 4: 9000 [4: 9000] @ heapprofile\n',
    `3: 6000 [3: 6000] @ 0x10 0x20\n${main(10, 'ask', 11)}${main(20, 'first', 17)}`,
    `1: 1000 [1: 1000] @ 0x11 0x20\n${main(11, 'ask', 12)}${main(20, 'first', 17)}`,
    '1: 2000 [1: 2000] @ 0x30\n#\t0x30\texample.com/away/queue.Put+0x1\t/app/queue/put.go:4\n',
  ].join('');
}

describe('a profile and its source', () => {
  let editor: Editor;
  let view: FrameLocator;
  let elsewhere: string;

  beforeAll(async () => {
    editor = await openEditor();
    view = webview(editor.page);
    const { folder } = editor;
    await writeFile(path.join(folder, 'profiles/made.pprof'), heap(folder.split(path.sep).join('/')));
    elsewhere = path.join(path.dirname(folder), 'elsewhere');
    await mkdir(path.join(elsewhere, 'queue'), { recursive: true });
    await writeFile(
      path.join(elsewhere, 'queue/put.go'),
      'package queue\n\nfunc Put() []byte {\n\treturn make([]byte, 2000)\n}\n',
    );
    await mkdir(pictures, { recursive: true });
  });

  afterAll(() => editor?.close());

  beforeEach(async () => {
    await editor.page.keyboard.press('Escape');
    await runCommand(editor.page, 'View: Close All Editors');
  });

  const row = (text: string) => view.getByTestId('row').filter({ hasText: text }).first();
  const behind = () => behindLines(editor.page);

  async function openProfile(tab: string): Promise<void> {
    await openFile(editor.page, 'profiles/made.pprof');
    await view.getByTestId(`tab-${tab}`).click();
  }

  it('shows the lines of the heaviest function, each with what it weighs', async () => {
    const { page } = editor;
    await openProfile('source');
    await row('answers <- n').waitFor();
    await expect.poll(() => row('answers <- n').textContent()).toMatch(/5\.86 kB\s+5\.86 kB\s+66\.7%\s+11/);
    await expect.poll(() => view.getByTestId('row').first().textContent()).toContain('func ask(');
    await page.screenshot({ path: path.join(pictures, 'profile-source.png') });
    await row('answers <- n').click();
    await page.locator('.tab.active', { hasText: 'main.go' }).waitFor();
    await page.locator('.statusbar-item', { hasText: /Ln 11, Col/ }).waitFor();
  });

  it('says what a file that is not there weighs, and finds it once its folder is mapped', async () => {
    const { page, folder } = editor;
    await openProfile('top');
    await row('Put').click();
    await view.getByTestId('tab-source').click();
    await view.getByTestId('source-missing').waitFor();
    await expect.poll(() => view.getByTestId('row').count()).toBe(1);
    await page.screenshot({ path: path.join(pictures, 'profile-source-missing.png') });
    await view.getByTestId('locate').click();
    await pick(page, 'Map This Folder…');
    await page.locator('.quick-input-widget').getByText('Map Folder', { exact: true }).waitFor();
    await chooseFolder(page, elsewhere, 'queue');
    await row('return make([]byte, 2000)').waitFor();
    const settings = JSON.parse(await readFile(path.join(folder, '.vscode/settings.json'), 'utf8'));
    expect(settings['unpark.pathMappings']).toEqual({ '/app': elsewhere });
    await row('return make').click();
    await page.locator('.tab.active', { hasText: 'put.go' }).waitFor();
    await page.locator('.statusbar-item', { hasText: /Ln 4, Col/ }).waitFor();
  });

  it('shows in the editor what its lines weigh, until that is switched off', async () => {
    const { page } = editor;
    await openFile(page, 'leak/main.go');
    await openFile(page, 'profiles/made.pprof');
    await view.getByTestId('heat').click();
    await page.locator('.statusbar-item', { hasText: 'space' }).waitFor();
    await expect.poll(() => view.getByTestId('heat').getAttribute('aria-pressed')).toBe('true');
    await openFile(page, 'leak/main.go');
    await expect.poll(behind).toContain('5.86 kB (66.7%)');
    expect(await behind()).toContain('6.84 kB (77.8%)');
    await page.screenshot({ path: path.join(pictures, 'heat.png') });
    await page.locator('.statusbar-item', { hasText: 'space' }).click();
    await expect.poll(behind).not.toContain('kB');
  });

  it('does so by the command too, for the profile that was looked at last', async () => {
    const { page } = editor;
    await openFile(page, 'profiles/made.pprof');
    await view.getByTestId('summary').waitFor();
    await openFile(page, 'leak/main.go');
    await runCommand(page, 'Unpark: Show Heat in Editor');
    await expect.poll(behind).toContain('5.86 kB (66.7%)');
    await runCommand(page, 'Unpark: Hide Heat in Editor');
    await expect.poll(behind).not.toContain('kB');
  });
});
