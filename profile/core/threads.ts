import { none } from './event';
import { Column } from './memory';

/* By thread: whether it was seen, and what it runs; rows, -1 for none. */

export const seen = new Column<u8>(16);
export const goroutine = new Column<i32>(16);
export const proc = new Column<i32>(16);

/** Makes the state of a thread, without saying that it was seen. */
export function add(thread: i32): void {
  seen.extend(thread + 1, 0);
  goroutine.extend(thread + 1, none);
  proc.extend(thread + 1, none);
}
