/** What a user does in a workbench, through Playwright. @typedef {import('playwright-core').Page} Page */

/**
 * Runs a command of the palette.
 * @param {Page} page
 * @param {string} title as the palette shows it
 */
export async function runCommand(page, title) {
  await page.keyboard.press('F1');
  await pick(page, `>${title}`, title);
}

/**
 * Opens a file of the workspace by its path, as Ctrl+P does.
 * @param {Page} page
 * @param {string} file relative to the workspace
 */
export async function openFile(page, file) {
  await page.keyboard.press('Control+KeyP');
  await pick(page, file, file.split('/').at(-1) ?? file);
  await page.locator('.tab.active', { hasText: file.split('/').at(-1) ?? file }).waitFor();
}

/**
 * Types into the box that VS Code has opened, and confirms.
 * @param {Page} page
 * @param {string} text
 */
export async function answer(page, text) {
  const box = inputBox(page);
  await box.waitFor();
  await box.fill(text);
  await box.press('Enter');
}

/** @param {Page} page */
const inputBox = (page) => page.locator('.quick-input-widget .quick-input-box input').first();

/** @param {Page} page @param {string} text @param {string} label of the row to choose */
async function pick(page, text, label) {
  const box = inputBox(page);
  await box.waitFor();
  await box.fill(text);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
}

/** The page inside the active webview: VS Code wraps it in two frames. @param {Page} page */
export const webview = (page) => page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');

/**
 * Puts the cursor into a line of the active editor.
 * @param {Page} page
 * @param {number} line from 1
 * @param {number} [column] from 1
 */
export async function goTo(page, line, column = 1) {
  await page.keyboard.press('Control+KeyG');
  await answer(page, `:${line}:${column}`);
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}
