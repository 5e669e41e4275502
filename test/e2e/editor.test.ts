import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { goTo, openCodeActions, openFile } from '../../scripts/lib/drive.mjs';
import { type Editor, openEditor, pictures } from './harness/workspace.ts';

describe('a Go file in the editor', () => {
  let editor: Editor;

  beforeAll(async () => {
    editor = await openEditor();
  });

  afterAll(() => editor?.close());

  // A menu that a failed test left open would take the next one's keys.
  afterEach(() => editor.page.keyboard.press('Escape'));

  it('shows a warning, and mends it from the light bulb’s menu', async () => {
    const { page } = editor;
    await openFile(page, 'missing/missing.go');
    await page.locator('.squiggly-warning').first().waitFor();
    await page.keyboard.press('F8'); // shows the next problem in place
    const problem = page.locator('.zone-widget .marker-widget, .monaco-editor .marker-widget').first();
    await problem.waitFor();
    expect(await problem.textContent()).toContain('waitgroup-missing-done');
    await page.screenshot({ path: path.join(pictures, 'warning.png') });

    await page.keyboard.press('Escape');
    const menu = await openCodeActions(page);
    await page.screenshot({ path: path.join(pictures, 'lightbulb.png') });
    await menu.locator('.monaco-list-row', { hasText: 'defer wg.Done()' }).first().click();

    await page.locator('.view-line', { hasText: 'defer wg.Done()' }).waitFor();
    await page.locator('.squiggly-warning').waitFor({ state: 'detached' });
  });

  it('explains the mistake where the mouse rests', async () => {
    const { page } = editor;
    await openFile(page, 'adding/adding.go');
    const squiggle = page.locator('.squiggly-warning').first();
    await squiggle.waitFor();
    await goTo(page, 1);
    const box = (await squiggle.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
    const hover = page.locator('.monaco-hover:visible').first();
    await hover.waitFor();
    expect(await hover.textContent()).toContain('waitgroup-add-in-goroutine');
    await page.screenshot({ path: path.join(pictures, 'hover.png') });
  });
});
