import { renameSync, writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** One test's outcome, in the form that the test run counts. */
interface Outcome {
  name: string;
  state: 'passed' | 'failed' | 'skipped';
  detail?: string;
}

/**
 * Runs Mocha inside the extension host and writes the outcomes to the file that UNPARK_TEST_RESULTS names.
 * @param define declares the tests with `describe` and `it`
 */
export async function runSuite(define: () => void): Promise<void> {
  const file = process.env.UNPARK_TEST_RESULTS;
  if (!file) throw new Error('UNPARK_TEST_RESULTS names no file for the results');
  const outcomes: Outcome[] = [];
  try {
    const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: class {} as never });
    mocha.suite.emit('pre-require', globalThis, null, mocha);
    define();
    await new Promise<void>((resolve) => {
      mocha
        .run(() => resolve())
        .on('pass', (test) => outcomes.push({ name: test.fullTitle(), state: 'passed' }))
        .on('pending', (test) => outcomes.push({ name: test.fullTitle(), state: 'skipped' }))
        .on('fail', (test, error) =>
          outcomes.push({ name: test.fullTitle(), state: 'failed', detail: error.stack ?? String(error) }),
        );
    });
  } catch (error) {
    outcomes.push({
      name: 'the suite',
      state: 'failed',
      detail: error instanceof Error ? error.stack! : String(error),
    });
  }
  // Whoever waits for the file must find it whole.
  writeFileSync(`${file}.part`, JSON.stringify(outcomes));
  renameSync(`${file}.part`, file);
  const failures = outcomes.filter(({ state }) => state === 'failed').length;
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
