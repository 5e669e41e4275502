import { onPath } from './processes.mjs';

/** The Go toolchain on PATH, or `undefined`: nothing needs it but the tests that take it as the judge. */
export const findGo = () => onPath('go');
