import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { answer } from '../../../scripts/lib/drive.mjs';

/** Answers the dialog for a file to save, once that has put its own proposal into its box. @returns what was saved */
export async function saveAs(page: Page, proposed: string, file: string): Promise<string> {
  const box = page.locator('.quick-input-widget input').first();
  await box.waitFor();
  await expect.poll(() => box.inputValue()).toContain(proposed);
  await answer(page, file);
  const saved = () => readFile(file, 'utf8').catch(() => '');
  await expect.poll(saved).not.toBe('');
  return saved();
}

/** Clicks on a button that copies. @returns what the clipboard holds once it begins with some words */
export async function copied(page: Page, button: Locator, begin: string): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const text = () => page.evaluate(() => navigator.clipboard.readText()).catch(() => '');
  await button.click();
  await expect.poll(async () => (await text()).slice(0, begin.length)).toBe(begin);
  return text();
}
