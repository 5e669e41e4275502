import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clickTo, openFile, runCommand, webview } from '../../scripts/lib/drive.mjs';
import { type Editor, openEditor, pictures } from './harness/workspace.ts';

const goroutine = (id: number, folder: string) => `goroutine ${id} [chan send, 12 minutes]:
main.ask(0xc000012345, 0x${id})
	${folder}/leak/main.go:11 +0x59
created by main.first in goroutine 1
	${folder}/leak/main.go:17 +0x71

`;

describe('what an opened dump says of the code', () => {
  let editor: Editor;

  beforeAll(async () => {
    editor = await openEditor();
    const dump = Array.from({ length: 40 }, (_, at) => goroutine(at + 5, editor.folder)).join('');
    // No other file of the workspace may have this name: the search would open whichever it finds first.
    await writeFile(
      path.join(editor.folder, 'senders.goroutines'),
      `${dump}goroutine 1 [running]:\nmain.main()\n`,
    );
  });

  afterAll(() => editor?.close());

  it('stands above the go statement, and leads back to the goroutines', async () => {
    const { page } = editor;
    await openFile(page, 'senders.goroutines');
    await webview(page).getByTestId('group').first().waitFor();
    await openFile(page, 'leak/main.go');
    const lens = page.locator('.codelens-decoration a', { hasText: '40 goroutines started here' });
    await lens.waitFor();
    await expect
      .poll(() => lens.textContent())
      .toBe('40 goroutines started here, 40 blocked for up to 12 min');
    await page.screenshot({ path: path.join(pictures, 'evidence.png') });
    await clickTo(lens, webview(page).getByTestId('found').getByText('1 of 2 groups'));
    await expect.poll(() => webview(page).getByTestId('search').inputValue()).toBe('main.go:17');
  });

  it('goes when the viewer is closed', async () => {
    const { page } = editor;
    await page.locator('.tab.active', { hasText: 'senders.goroutines' }).waitFor();
    await runCommand(page, 'View: Close Editor');
    await openFile(page, 'leak/main.go');
    await page.locator('.codelens-decoration').waitFor({ state: 'detached' });
  });
});
