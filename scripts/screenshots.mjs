// npm run screenshots: takes the README's pictures in a real VS Code, with the packaged extension.
import { cp, mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { goTo, openCodeActions, openFile, runCommand, webview } from './lib/drive.mjs';
import { inRoot } from './lib/paths.mjs';
import { Advice, runMain, say } from './lib/say.mjs';
import { openSession } from './lib/session.mjs';
import { packageExtension } from './lib/vsix.mjs';

const maxBytes = 300_000;

/** A window with nothing but the editor. */
const settings = {
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.iconTheme': 'vs-seti',
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'workbench.navigationControl.enabled': false,
  'workbench.editor.editorActionsLocation': 'hidden',
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'breadcrumbs.enabled': false,
  'editor.minimap.enabled': false,
  'editor.fontSize': 15,
  'editor.renderLineHighlight': 'none',
};

await runMain(async () => {
  await ensureDependencies();
  const { file: vsix } = await packageExtension();
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'unpark-pictures-'));
  try {
    const folder = path.join(scratch, 'samples');
    await cp(inRoot('samples'), folder, { recursive: true });
    for (const name of ['goroutines.txt', 'goroutine.pb.gz', 'execution.trace'])
      await cp(inRoot('test/data/leak', name), path.join(folder, 'leak', name));
    const session = await openSession({ folder, vsix, settings });
    try {
      const { page } = session;
      await runCommand(page, 'View: Close Primary Side Bar');
      await takeEditor(page);
      await takeSchedule(page);
      await takeViewer(page);
      await takeHeat(page);
      await takeTimeline(page);
    } finally {
      await session.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** A warning in its place, with the fixes that are offered. @param {import('playwright-core').Page} page */
async function takeEditor(page) {
  await openFile(page, 'waitgroup/add_in_goroutine.go');
  const squiggle = page.locator('.squiggly-warning').first();
  await squiggle.waitFor({ timeout: 30_000 });
  await goTo(page, 1);
  await page.keyboard.press('F8');
  await page.locator('.marker-widget').first().waitFor();
  await take(page, 'editor.png');
  await page.keyboard.press('Escape');
  await openCodeActions(page);
  await take(page, 'fixes.png');
  await page.keyboard.press('Escape');
}

/** How a sender comes to wait for ever, beside the code. @param {import('playwright-core').Page} page */
async function takeSchedule(page) {
  await runCommand(page, 'View: Close All Editors');
  await openFile(page, 'leak/leaks.go');
  await goTo(page, 47, 9);
  await page.locator('.squiggly-warning').first().waitFor({ timeout: 30_000 });
  const menu = await openCodeActions(page);
  await menu.locator('.monaco-list-row', { hasText: 'Show how this happens' }).first().click();
  await webview(page).getByTestId('step').nth(1).click();
  await page.locator('.view-line:has([class*="ced-"])').first().waitFor();
  await take(page, 'schedule.png');
}

/** A goroutine dump, its worst group open. @param {import('playwright-core').Page} page */
async function takeViewer(page) {
  await runCommand(page, 'View: Close All Editors');
  await openFile(page, 'leak/goroutines.txt');
  await webview(page).getByTestId('group').first().waitFor();
  await webview(page)
    .locator('body')
    .evaluate(() => document.fonts.ready);
  await take(page, 'viewer.png');
}

/** The timeline of a trace, with who woke a goroutine. @param {import('playwright-core').Page} page */
async function takeTimeline(page) {
  await runCommand(page, 'View: Close All Editors');
  await openFile(page, 'leak/execution.trace');
  const view = webview(page);
  await view.getByTestId('tab-timeline').click();
  await view.locator('.lanes[data-drawn=true]').waitFor();
  await view.getByTestId('find').fill('main.collect');
  await view.getByTestId('headline').waitFor();
  await view.getByTestId('lanes').focus();
  // From its wait back to what it was created by, and to whom that one created.
  for (const state of ['running', 'runnable']) {
    await page.keyboard.press('ArrowLeft');
    await view.getByTestId('headline').getByText(state).waitFor();
  }
  await page.keyboard.press('[');
  await view.getByTestId('headline').getByText('running').waitFor();
  for (const key of ['f', ...'sssssss']) await page.keyboard.press(key);
  await page.waitForTimeout(500);
  await take(page, 'timeline.png');
}

/** A profile's weights behind the lines of source. @param {import('playwright-core').Page} page */
async function takeHeat(page) {
  await runCommand(page, 'View: Close All Editors');
  await openFile(page, 'leak/goroutine.pb.gz');
  await webview(page).getByTestId('group').first().waitFor();
  await runCommand(page, 'Unpark: Show Heat in Editor');
  await page.locator('.statusbar-item', { hasText: 'goroutine' }).waitFor();
  await openFile(page, 'leak/leaks.go');
  await goTo(page, 62);
  await page.locator('.squiggly-warning').first().waitFor({ timeout: 30_000 });
  await take(page, 'heat.png');
}

/** @param {import('playwright-core').Page} page @param {string} name */
async function take(page, name) {
  const file = inRoot('docs/images', name);
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  const { size } = await stat(file);
  if (size > maxBytes) throw new Advice(`${file} has ${size} bytes, and may have ${maxBytes}.`);
  say(`${file}: ${(size / 1000).toFixed(0)} kB`);
}
