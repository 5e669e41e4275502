import { failure } from '../failures.ts';
import { allowance, perByte } from '../numbers/effort.ts';
import * as why from '../numbers/why.ts';

/** Bounds the work beyond one step an event, so that a file made to be slow is refused and not waited for. */
export class Effort {
  private left: number;

  constructor(bytes: number) {
    this.left = allowance + bytes * perByte;
  }

  /** @throws FormatError where too much was spent. */
  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) throw failure(why.tooMuchEffort, 0, 0, -1);
  }
}
