/** What a user does in a workbench, through Playwright. @typedef {import('playwright-core').Page} Page */

/**
 * Runs a command of the palette.
 * @param {Page} page
 * @param {string} title as the palette shows it
 */
export async function runCommand(page, title) {
  await until(`${title} was picked`, async () => {
    await openBox(page, 'F1');
    await inputBox(page).fill(`>${title}`);
    await row(page, title).first().click({ timeout: patience });
  });
}

/**
 * Opens a file of the workspace by its path, as Ctrl+P does.
 * @param {Page} page
 * @param {string} file relative to the workspace
 */
export async function openFile(page, file) {
  const name = file.split('/').at(-1) ?? file;
  // What starts up meanwhile may take the focus, and the box closes; or the list changes under the mouse.
  await until(`${file} was opened`, async () => {
    await openBox(page, 'Control+KeyP');
    const box = inputBox(page);
    await box.fill(file);
    // Rows move while the search goes on: the keyboard takes the one that is marked, wherever it stands by then.
    await row(page, name, '.focused').waitFor({ timeout: patience });
    await box.press('Enter', { timeout: patience });
    await page.locator('.tab.active', { hasText: name }).waitFor({ timeout: patience });
  });
}

/**
 * Types into the box that VS Code has opened, and confirms. A dialog that is still listing a folder writes its own
 * text over what was typed, or takes the confirmation for that: then it is asked again.
 * @param {Page} page
 * @param {string} text
 */
export async function answer(page, text) {
  const box = inputBox(page);
  await box.waitFor();
  await until(`the box took ${text}`, async () => {
    if (!(await box.isVisible())) return; // the last try's confirmation came late
    await box.fill(text, { timeout: patience });
    await box.press('Enter', { timeout: patience });
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden', timeout: patience });
  });
}

/**
 * Opens the menu of code actions where the cursor is.
 * @param {Page} page
 * @returns the menu
 */
export async function openCodeActions(page) {
  const menu = page.locator('.action-widget:not(.action-list-submenu-panel)');
  await until('a menu of code actions opened', async () => {
    await page.keyboard.press('Control+Period');
    await menu.waitFor({ timeout: patience });
  });
  return menu;
}

/** Milliseconds for one try of something that a busy workbench may swallow. */
const patience = 4_000;

/**
 * Tries again what a person would try again.
 * @param {string} what for the error
 * @param {() => Promise<void>} attempt
 */
async function until(what, attempt, tries = 6) {
  for (let n = 1; ; n++) {
    try {
      return await attempt();
    } catch (error) {
      if (n === tries) throw new Error(`tried ${tries} times until ${what}`, { cause: error });
    }
  }
}

/** @param {Page} page */
const inputBox = (page) => page.locator('.quick-input-widget .quick-input-box input').first();

/** @param {Page} page @param {string} key that opens a box to type into */
async function openBox(page, key) {
  await until(`${key} opened a box`, async () => {
    await page.keyboard.press(key);
    await inputBox(page).waitFor({ timeout: patience });
  });
}

/** @param {Page} page @param {string} label @param {string} [marked] class of the rows to look at */
const row = (page, label, marked = '') =>
  page.locator(`.quick-input-list .monaco-list-row${marked}`, { hasText: label });

/** The page inside the active webview: VS Code wraps it in two frames. @param {Page} page */
export const webview = (page) => page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');

/**
 * Puts the cursor into a line of the active editor.
 * @param {Page} page
 * @param {number} line from 1
 * @param {number} [column] from 1
 */
export async function goTo(page, line, column = 1) {
  await openBox(page, 'Control+KeyG');
  await answer(page, `:${line}:${column}`);
}
