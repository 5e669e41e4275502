import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clickTo, followLink, openFile, runCommand, webview } from '../../scripts/lib/drive.mjs';
import { printer } from './harness/printer.ts';
import { type Editor, openEditor, pictures } from './harness/workspace.ts';

/** Built with -trimpath: VS Code alone can't find its files. */
const panic = `panic: it went wrong

goroutine 7 [running]:
main.ask.func1()
	example.com/errand/leak/main.go:11 +0x59
created by main.ask in goroutine 1
	example.com/errand/leak/main.go:10 +0x71
exit status 2
`;

describe('a dump as text', () => {
  let editor: Editor;
  const printed = () => editor.page.locator('.terminal .xterm-rows > div', { hasText: 'main.go:11' });

  beforeAll(async () => {
    editor = await openEditor({
      tests: await printer(panic),
      // Drawn on a canvas, the terminal's text could not be found.
      settings: { 'terminal.integrated.gpuAcceleration': 'off' },
    });
    await writeFile(path.join(editor.folder, 'crash.log'), panic);
    // The panel takes room from the editor above: what is there moves.
    await printed().waitFor();
  });

  afterAll(() => editor?.close());

  it('has links to the source of its frames', async () => {
    const { page } = editor;
    await openFile(page, 'leak/main.go'); // starts the extension
    await openFile(page, 'crash.log');
    const link = page.locator('.view-line .detected-link', { hasText: 'leak/main.go' }).first();
    await link.waitFor();
    await page.locator('.statusbar-item', { hasText: 'Go Goroutine Dump' }).waitFor();
    await page.screenshot({ path: path.join(pictures, 'dump-text.png') });
    await followLink(page, link, 40, page.locator('.tab.active', { hasText: 'main.go' }));
    await page.locator('.statusbar-item', { hasText: /Ln 11, Col/ }).waitFor();
  });

  it('opens in the viewer from the lens above it', async () => {
    const { page } = editor;
    await openFile(page, 'crash.log');
    await clickTo(
      page.locator('.codelens-decoration a', { hasText: 'Open in Unpark' }),
      webview(page).getByTestId('group').first(),
    );
    await expect.poll(() => webview(page).getByTestId('group').count()).toBe(1);
  });

  it('is linked where a terminal prints it', async () => {
    const { page } = editor;
    await runCommand(page, 'View: Close All Editors');
    await printed().waitFor();
    await page.screenshot({ path: path.join(pictures, 'terminal.png') });
    await followLink(page, printed(), 110, page.locator('.tab.active', { hasText: 'main.go' }));
    await page.locator('.statusbar-item', { hasText: /Ln 11, Col/ }).waitFor();
  });
});
