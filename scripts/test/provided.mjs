import { ensureChromium } from '../lib/chromium.mjs';
import { Advice } from '../lib/say.mjs';
import { ensureServer } from '../lib/vscode.mjs';
import { skipped } from './outcome.mjs';

/**
 * Runs a stage that needs a VS Code and a browser; where they can't be had, it is skipped as a whole.
 * @param {string} stage
 * @param {() => Promise<import('./outcome.mjs').Outcome[]>} run
 * @param {() => Promise<unknown>} [ensureEditor] the VS Code that it needs
 */
export async function withEditor(stage, run, ensureEditor = ensureServer) {
  try {
    await ensureChromium();
    await ensureEditor();
  } catch (error) {
    if (error instanceof Advice) return [skipped(`${stage} tests`, error.message)];
    throw error;
  }
  return run();
}
