import { renameSync, writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import { runTests } from './runTests.ts';

/**
 * Runs a suite in the extension host of Node and writes the outcomes to the file that UNPARK_TEST_RESULTS names.
 * @param define declares the tests with `describe` and `it`
 */
export async function runSuite(define: () => void): Promise<void> {
  const file = process.env.UNPARK_TEST_RESULTS;
  if (!file) throw new Error('UNPARK_TEST_RESULTS names no file for the results');
  process.setSourceMapsEnabled(true);
  const outcomes = await runTests(Mocha, define);
  // Whoever waits for the file must find it whole.
  writeFileSync(`${file}.part`, JSON.stringify(outcomes));
  renameSync(`${file}.part`, file);
  const failures = outcomes.filter(({ state }) => state === 'failed').length;
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
