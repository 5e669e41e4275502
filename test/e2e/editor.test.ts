import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { goTo, openFile, patience, takeCodeAction, until } from '../../scripts/lib/drive.mjs';
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
    const problem = page.locator('.zone-widget .marker-widget, .monaco-editor .marker-widget').first();
    await until('the problem was shown in place', async () => {
      await page.keyboard.press('F8');
      await problem.waitFor({ timeout: patience });
    });
    await expect.poll(() => problem.textContent()).toContain('waitgroup-missing-done');
    await page.screenshot({ path: path.join(pictures, 'warning.png') });

    await page.keyboard.press('Escape');
    const picture = () => page.screenshot({ path: path.join(pictures, 'lightbulb.png') });
    const mended = page.locator('.view-line', { hasText: 'defer wg.Done()' });
    await takeCodeAction(page, 'defer wg.Done()', mended, picture);
    await page.locator('.squiggly-warning').waitFor({ state: 'detached' });
  });

  it('explains the mistake where the mouse rests', async () => {
    const { page } = editor;
    await openFile(page, 'adding/adding.go');
    const squiggle = page.locator('.squiggly-warning').first();
    await squiggle.waitFor();
    await goTo(page, 1);
    const hover = page.locator('.monaco-hover:visible', { hasText: 'waitgroup-add-in-goroutine' }).first();
    await until('the mistake was explained', async () => {
      const box = (await squiggle.boundingBox({ timeout: patience }))!;
      await page.mouse.move(box.x, box.y + 100);
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
      await hover.waitFor({ timeout: patience });
    });
    await page.screenshot({ path: path.join(pictures, 'hover.png') });
  });
});
