/** One test's outcome, in the form that the test run counts. */
export interface Outcome {
  name: string;
  state: 'passed' | 'failed' | 'skipped';
  detail?: string;
}

/**
 * Runs tests inside the extension host. Never rejects: what goes wrong outside a test is a failure too.
 * @param MochaClass Node's or the browser's
 * @param define declares the tests with `describe` and `it`
 */
export async function runTests(MochaClass: typeof Mocha, define: () => void): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  try {
    const mocha = new MochaClass({ ui: 'bdd', timeout: 30_000, reporter: class {} as never });
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
  return outcomes;
}
