/**
 * What became of one test or check.
 * @typedef {object} Outcome
 * @property {string} name
 * @property {'passed' | 'failed' | 'skipped'} state
 * @property {string} [detail] why it failed or was skipped
 */

/** A part of the test run. @typedef {{ name: string, what: string, needsBuild: boolean, run: () => Promise<Outcome[]> }} Stage */

/** Where a skipped test is a failure: there everything that the tests need can be had. */
export const strict = ['true', '1'].includes(process.env.CI ?? '');

/** @param {string} name @returns {Outcome} */
export const passed = (name) => ({ name, state: 'passed' });

/** @param {string} name @param {string} detail @returns {Outcome} */
export const failed = (name, detail) => ({ name, state: 'failed', detail });

/** @param {string} name @param {string} detail @returns {Outcome} */
export const skipped = (name, detail) => ({ name, state: 'skipped', detail });

/**
 * Outcomes of a Vitest run, from its JSON report. A file that could not even be loaded is one failure.
 * @param {string} stage
 * @param {{ testResults?: { name: string, status: string, message?: string, assertionResults: { fullName: string, status: string, failureMessages?: string[] }[] }[] }} report
 * @returns {Outcome[]}
 */
export function outcomesOfVitest(stage, report) {
  const files = report.testResults ?? [];
  if (files.length === 0) return [failed(stage, 'no test ran')];
  return files.flatMap(({ name, status, message, assertionResults }) => {
    const outcomes = assertionResults.map((test) => {
      if (test.status === 'passed') return passed(test.fullName);
      if (test.status === 'failed') return failed(test.fullName, (test.failureMessages ?? []).join('\n'));
      return skipped(test.fullName, `${name} skipped it`);
    });
    const broken = status === 'failed' && !outcomes.some(({ state }) => state === 'failed');
    return broken ? [...outcomes, failed(name, message ?? 'the file could not be loaded')] : outcomes;
  });
}

/**
 * Counts, and the outcomes to be shown.
 * @param {Outcome[]} outcomes
 * @param {boolean} isStrict whether a skipped one counts as failed
 */
export function summarise(outcomes, isStrict) {
  const skips = outcomes.filter(({ state }) => state === 'skipped');
  const failures = outcomes.filter(({ state }) => state === 'failed');
  return {
    passed: outcomes.length - skips.length - failures.length,
    failed: failures.length + (isStrict ? skips.length : 0),
    failures: isStrict ? [...failures, ...skips] : failures,
    skips: isStrict ? [] : skips,
  };
}
