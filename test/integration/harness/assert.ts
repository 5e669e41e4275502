/** The few assertions that the suites need, as Node's are not there in a browser. */

class Failure extends Error {}

const show = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value, undefined, 1)) ?? 'undefined';

export function ok(value: unknown, message = 'the value is missing or false'): asserts value {
  if (!value) throw new Failure(message);
}

/** Equal as JSON: enough for texts, numbers and lists of them. */
export function equal<T>(actual: T, expected: T): void {
  if (show(actual) !== show(expected))
    throw new Failure(`got\n${show(actual)}\ninstead of\n${show(expected)}`);
}

export function match(actual: string, pattern: RegExp): void {
  if (!pattern.test(actual)) throw new Failure(`«${actual}» does not match ${pattern}`);
}
