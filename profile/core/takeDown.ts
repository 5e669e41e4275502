import { capacity } from '../src/executionTrace/numbers/block';
import * as block from './block';
import * as goroutines from './goroutines';
import { expect } from './intervals';
import * as ranges from './ranges';

/* Takes down what the block's events tell. */

/** Rows of the events that tell of something else, or of more. */
export const othersAt = memory.data(capacity * 2, 2);

/**
 * Takes down the block's events.
 *
 * @param stacks how many stacks there are
 * @returns how many others there are
 */
export function consume(goroutineCount: i32, procCount: i32, stacks: i32): i32 {
  goroutines.makeRoom(goroutineCount, procCount);
  expect(stacks, max(goroutineCount, procCount));
  let others: i32 = 0;
  for (let i: usize = 0; i < <usize>block.length; i++) {
    if (goroutines.take(i) || ranges.take(i)) continue;
    store<u16>(othersAt + ((<usize>others) << 1), <u16>i);
    others++;
  }
  return others;
}
