import { State, type Trace } from './model.ts';
import { intervalEnd } from './query.ts';

/** Intervals that other goroutines began: those of waker `g` are `interval[first[g] … first[g + 1])`, by time. */
export interface WakeIndex {
  first: Uint32Array;
  interval: Uint32Array;
}

/** Which goroutines each one made runnable, by creating them too. */
export function indexWakes({ goroutines, intervals }: Trace): WakeIndex {
  const { state, peer, start } = intervals;
  const first = new Uint32Array(goroutines.id.length + 1);
  for (let i = 0; i < state.length; i++)
    if (state[i] === State.runnable && peer[i] >= 0) first[peer[i] + 1]++;
  for (let g = 0; g < goroutines.id.length; g++) first[g + 1] += first[g];
  const next = first.slice();
  const interval = new Uint32Array(first[first.length - 1]);
  for (let i = 0; i < state.length; i++)
    if (state[i] === State.runnable && peer[i] >= 0) interval[next[peer[i]]++] = i;
  for (let g = 0; g < goroutines.id.length; g++)
    interval.subarray(first[g], first[g + 1]).sort((one, other) => start[one] - start[other]);
  return { first, interval };
}

/**
 * Intervals that a goroutine began in others while an interval of its own lasted, by time.
 *
 * @param row the goroutine, which `interval` is of
 * @param most more are counted, and not told
 */
export function wokenIn(
  trace: Trace,
  { first, interval: woken }: WakeIndex,
  row: number,
  interval: number,
  most: number,
): { count: number; intervals: number[] } {
  const { start } = trace.intervals;
  const from = start[interval];
  const to = intervalEnd(trace, row, interval);
  let low = first[row];
  for (let high = first[row + 1]; low < high; ) {
    const middle = (low + high) >>> 1;
    if (start[woken[middle]] < from) low = middle + 1;
    else high = middle;
  }
  const intervals: number[] = [];
  let count = 0;
  for (let at = low; at < first[row + 1] && start[woken[at]] < to; at++, count++)
    if (intervals.length < most) intervals.push(woken[at]);
  return { count, intervals };
}
