import { allowance, perByte } from '../src/executionTrace/numbers/effort';
import * as why from '../src/executionTrace/numbers/why';
import { fail } from './outside';

let left: f64 = 0;

export function allow(bytes: f64): void {
  left = <f64>allowance + bytes * <f64>perByte;
}

/** Bounds the work beyond one step an event: a file that is made to be slow is refused, and not waited for. */
export function spend(steps: f64): void {
  left -= steps;
  if (left < 0) fail(why.tooMuchEffort, 0, 0, -1);
}
