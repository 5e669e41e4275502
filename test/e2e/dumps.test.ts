import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFile, runCommand, webview } from '../../scripts/lib/drive.mjs';
import { printer } from './harness/printer.ts';
import { type Editor, openEditor, pictures } from './harness/workspace.ts';

/** Built with -trimpath: VS Code alone can't find its files. */
const panic = `panic: it went wrong

goroutine 7 [running]:
main.ask.func1()
	example.com/work/leak/main.go:11 +0x59
created by main.ask in goroutine 1
	example.com/work/leak/main.go:10 +0x71
exit status 2
`;

describe('a dump as text', () => {
  let editor: Editor;

  beforeAll(async () => {
    editor = await openEditor({
      tests: await printer(panic),
      // Drawn on a canvas, the terminal's text could not be found.
      settings: { 'terminal.integrated.gpuAcceleration': 'off' },
    });
    await writeFile(path.join(editor.folder, 'crash.log'), panic);
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
    await link.click({ modifiers: ['Control'] });
    await page.locator('.tab.active', { hasText: 'main.go' }).waitFor();
    await page.locator('.statusbar-item', { hasText: /Ln 11, Col/ }).waitFor();
  });

  it('opens in the viewer from the lens above it', async () => {
    const { page } = editor;
    await openFile(page, 'crash.log');
    await page.locator('.codelens-decoration a', { hasText: 'Open in Unpark' }).click();
    await webview(page).getByTestId('group').first().waitFor();
    expect(await webview(page).getByTestId('group').count()).toBe(1);
  });

  it('is linked where a terminal prints it', async () => {
    const { page } = editor;
    await runCommand(page, 'View: Close All Editors');
    const row = page.locator('.terminal .xterm-rows > div', { hasText: 'main.go:11' });
    await row.waitFor();
    const { x, y, height } = (await row.boundingBox())!;
    await page.mouse.move(x + 100, y + height / 2, { steps: 4 });
    await page.screenshot({ path: path.join(pictures, 'terminal.png') });
    await page.keyboard.down('Control');
    await page.mouse.move(x + 110, y + height / 2, { steps: 4 });
    await page.mouse.click(x + 110, y + height / 2);
    await page.keyboard.up('Control');
    await page.locator('.tab.active', { hasText: 'main.go' }).waitFor();
    await page.locator('.statusbar-item', { hasText: /Ln 11, Col/ }).waitFor();
  });
});
