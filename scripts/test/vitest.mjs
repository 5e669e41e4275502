import { readFile, rm } from 'node:fs/promises';
import { findGo } from '../lib/go.mjs';
import { inRoot, root } from '../lib/paths.mjs';
import { run } from '../lib/processes.mjs';
import { failed, outcomesOfVitest, skipped } from './outcome.mjs';
import { withEditor } from './provided.mjs';

/**
 * Runs Vitest, which prints as it goes.
 * @param {string} stage
 * @param {string[]} args
 */
async function vitest(stage, ...args) {
  const report = inRoot('out', `${stage}.json`);
  await rm(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await run(
    process.execPath,
    [inRoot('node_modules/vitest/vitest.mjs'), 'run', ...reporters, ...args],
    {
      cwd: root,
      show: true,
      timeout: 1_800_000,
    },
  );
  const text = await readFile(report, 'utf8').catch(() => undefined);
  if (!text) return [failed(stage, `Vitest ended with ${code} and wrote no report`)];
  const outcomes = outcomesOfVitest(stage, JSON.parse(text));
  // An error outside every test, say an unhandled rejection, shows in the exit code only.
  const silent = code !== 0 && !outcomes.some(({ state }) => state === 'failed');
  return silent
    ? [...outcomes, failed(stage, `Vitest ended with ${code} though every test passed: see its output above`)]
    : outcomes;
}

/** @type {import('./outcome.mjs').Stage} */
export const unitStage = {
  name: 'unit',
  what: 'unit tests, and those that take the Go toolchain as the judge',
  needsBuild: true,
  async run() {
    const outcomes = await vitest('unit');
    return findGo()
      ? outcomes
      : [
          ...outcomes,
          skipped('Go toolchain', 'go is not on PATH: the tests that compare with it did not run'),
        ];
  },
};

/** @type {import('./outcome.mjs').Stage} */
export const e2eStage = {
  name: 'e2e',
  what: 'the editor and the viewer, driven in Chromium',
  needsBuild: true,
  run: () => withEditor('e2e', () => vitest('e2e', '--config', 'test/e2e/vitest.config.mts')),
};
