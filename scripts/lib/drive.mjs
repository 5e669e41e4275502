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
    await pick(page, title);
  });
}

/**
 * Loads the window again by the command for it: the browser's own reload would not let the workbench keep its state.
 * @param {Page} page
 */
export async function reload(page) {
  const title = 'Developer: Reload Window';
  await page.waitForTimeout(1_000); // how a view is looked at is kept after some rest
  await page.evaluate(() => Object.assign(globalThis, { isBefore: true }));
  await until('the window was loaded again', async () => {
    // The list goes with the window: this is no `pick`, which looks for it.
    if (await page.evaluate(() => 'isBefore' in globalThis)) {
      await openBox(page, 'F1');
      await inputBox(page).fill(`>${title}`);
      await row(page, title, '.focused').waitFor({ timeout: patience });
      await page.keyboard.press('Enter');
    }
    await page.waitForFunction(() => !('isBefore' in globalThis), undefined, { timeout: 15_000 });
  });
  await page.locator('.monaco-workbench .part.editor').waitFor({ timeout: 60_000 });
}

/**
 * Takes the first row with a label from the list that VS Code has opened. Rows move under the mouse while the list
 * fills: the keyboard takes the one that is marked, wherever it stands by then.
 * @param {Page} page
 * @param {string} label
 */
export async function pick(page, label) {
  const box = inputBox(page);
  await row(page, label).first().waitFor({ timeout: patience });
  const typed = await box.inputValue();
  const marked = row(page, label, '.focused');
  for (let step = 0; step < 20 && !(await marked.isVisible()); step++) await box.press('ArrowDown');
  await marked.waitFor({ timeout: patience });
  await box.press('Enter', { timeout: patience });
  // Another box may come in its place.
  await row(page, label).first().waitFor({ state: 'hidden', timeout: patience });
  if ((await box.isVisible()) && typed && (await box.inputValue()) === typed) throw new Error('not taken');
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
    // As in `pick`, but what is found first is what is meant; another name may begin with this one.
    const isNamed = { has: page.getByText(name, { exact: true }) };
    await row(page, name, '.focused').filter(isNamed).waitFor({ timeout: patience });
    await box.press('Enter', { timeout: patience });
    await page.locator('.tab.active').filter(isNamed).waitFor({ timeout: patience });
  });
}

/**
 * Types into the box that VS Code has opened, and confirms, until that box has gone.
 * @param {Page} page
 * @param {string} text
 * @param {() => Promise<void>} [settled] waits until VS Code has made of the text what is to be confirmed
 */
export async function answer(page, text, settled = async () => {}) {
  const box = inputBox(page);
  await box.waitFor();
  await until(`the box took ${text}`, async () => {
    if (!(await box.isVisible())) return; // the last try's confirmation came late
    await box.fill(text, { timeout: patience });
    await settled();
    await box.press('Enter', { timeout: patience });
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden', timeout: patience });
  });
}

/**
 * Answers a dialog for a file. A confirmation that comes too early leads into a folder, and the dialog stays.
 * @param {Page} page
 * @param {string} file absolute
 */
export const chooseFile = (page, file) =>
  answer(page, file, async () => {
    const marked = row(page, file.split(/[\\/]/).at(-1) ?? file, '.focused');
    // It is marked only where the dialog listed its folder before.
    await marked.waitFor({ timeout: 1_500 }).catch(() => {});
  });

/**
 * Answers a dialog for a folder, once it lists what is in there.
 * @param {Page} page
 * @param {string} folder absolute
 * @param {string} entry a file or folder in it
 */
export const chooseFolder = (page, folder, entry) =>
  answer(page, `${folder}/`, () => row(page, entry).first().waitFor({ timeout: patience }));

/**
 * Follows a link of an editor or terminal by Ctrl and a click. VS Code draws it anew while Ctrl is down, and moves it
 * while it lays itself out: so it is looked for anew in each try.
 * @param {Page} page
 * @param {import('playwright-core').Locator} link
 * @param {number} offset pixels from its left edge
 * @param {import('playwright-core').Locator} arrival what is there once the link was followed
 */
export async function followLink(page, link, offset, arrival) {
  await until('a link was followed', async () => {
    const box = await link.boundingBox({ timeout: patience });
    if (!box) throw new Error('the link is out of sight');
    const [x, y] = [box.x + offset, box.y + box.height / 2];
    await page.mouse.move(x - 10, y, { steps: 2 });
    await page.keyboard.down('Control');
    try {
      await page.mouse.move(x, y, { steps: 4 });
      await page.mouse.click(x, y);
    } finally {
      await page.keyboard.up('Control');
    }
    await arrival.waitFor({ timeout: patience });
  });
}

/**
 * Clicks on something that VS Code draws anew whenever it likes to, until that has led somewhere.
 * @param {import('playwright-core').Locator} target
 * @param {import('playwright-core').Locator} arrival what is there then
 */
export const clickTo = (target, arrival) =>
  until('a click led somewhere', async () => {
    if (await arrival.isVisible()) return; // the last try came late
    await target.click({ timeout: patience });
    await arrival.waitFor({ timeout: patience });
  });

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

/**
 * Takes a code action where the cursor is.
 * @param {Page} page
 * @param {string} label
 * @param {import('playwright-core').Locator} arrival what is there then
 * @param {() => Promise<unknown>} [look] at the open menu
 */
export const takeCodeAction = (page, label, arrival, look = async () => {}) =>
  until(`${label} was taken`, async () => {
    if (await arrival.isVisible()) return; // the last try came late
    const menu = await openCodeActions(page);
    await look();
    await menu.locator('.monaco-list-row', { hasText: label }).first().click({ timeout: patience });
    await arrival.waitFor({ timeout: patience });
  });

/** Milliseconds for one try of something that a busy workbench may swallow. */
export const patience = 4_000;

/**
 * Tries again what a person would try again.
 * @param {string} what for the error
 * @param {() => Promise<void>} attempt
 */
export async function until(what, attempt, tries = 6) {
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

/**
 * What stands behind lines of the editors, which VS Code draws by style sheet; a line for each.
 * @param {Page} page
 */
export const behindLines = (page) =>
  page
    .locator('.view-lines span')
    .evaluateAll((spans) =>
      spans.map((span) => getComputedStyle(span, '::after').content.replaceAll('\u00a0', ' ')).join('\n'),
    );

/** The page inside the active webview: VS Code wraps it in two frames. @param {Page} page */
export const webview = (page) => page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');

/**
 * Puts the cursor into a line of the active editor.
 * @param {Page} page
 * @param {number} line from 1
 * @param {number} [column] from 1
 */
export async function goTo(page, line, column = 1) {
  // The status bar counts columns as they are seen, with the width of tabs.
  const there = page.locator('.statusbar-item', { hasText: `Ln ${line}, Col` });
  await until(`the cursor was at ${line}:${column}`, async () => {
    await openBox(page, 'Control+KeyG');
    await answer(page, `:${line}:${column}`);
    await there.waitFor({ timeout: patience });
  });
}
