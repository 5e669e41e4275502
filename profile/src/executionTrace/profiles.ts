import { State, type Trace } from './model.ts';
import { endOf, intervalEnd, startFunction, type Totals, totalsOf } from './query.ts';

/** What goroutines lose time to: the network, each other, the system, or want of a processor. */
export type BlockingKind = 'network' | 'synchronization' | 'syscall' | 'scheduler';

export interface BlockingOptions {
  /** The part of a goroutine's life that counts: all of it, where it is not given. */
  within?: (goroutine: number) => readonly [from: number, to: number];
  /** Whether waits count that last until the trace ends. */
  unfinished?: boolean;
}

/** Stacks and what was lost there: the most first. */
export interface WeightedStacks {
  /** Rows of stacks. */
  stack: Uint32Array;
  /** How often. */
  count: Float64Array;
  /** Nanoseconds. */
  time: Float64Array;
}

/**
 * Where goroutines lost time of one kind. Stacks of `scheduler` are those of whoever made the goroutine runnable.
 *
 * Source of what counts as what: cmd/trace/pprof.go.
 */
export function blockingProfile(
  trace: Trace,
  kind: BlockingKind,
  { within, unfinished = true }: BlockingOptions = {},
): WeightedStacks {
  const { goroutines, intervals } = trace;
  const reasons = intervals.reasons.map((reason) =>
    kind === 'network' ? reason === 'network' : /chan|sync|select/.test(reason),
  );
  const counts = (i: number): boolean => {
    const state = intervals.state[i];
    if (kind === 'syscall') return state === State.syscall || state === State.syscallBlocked;
    if (kind === 'scheduler') return state === State.runnable;
    return state === State.waiting && reasons[intervals.reason[i]];
  };
  const lost = new Map<number, { count: number; time: number }>();
  for (let row = 0; row < goroutines.id.length; row++) {
    const [from, to] = within ? within(row) : [0, endOf(trace, row)];
    const last = goroutines.interval[row + 1] - 1;
    const lives = Number.isNaN(goroutines.end[row]);
    for (let i = goroutines.interval[row]; i <= last; i++) {
      if (!counts(i)) continue;
      const begin = i;
      // A system call that loses its processor is one still.
      while (i < last && intervals.state[i + 1] === State.syscallBlocked) i++;
      if (i === last && lives && !unfinished) continue;
      const time = Math.min(intervalEnd(trace, row, i), to) - Math.max(intervals.start[begin], from);
      if (time <= 0) continue;
      const stack = intervals.stack[begin];
      const entry = lost.get(stack);
      if (entry) {
        entry.count++;
        entry.time += time;
      } else lost.set(stack, { count: 1, time });
    }
  }
  const sorted = [...lost].sort((one, other) => other[1].time - one[1].time);
  return {
    stack: Uint32Array.from(sorted, ([stack]) => stack),
    count: Float64Array.from(sorted, ([, { count }]) => count),
    time: Float64Array.from(sorted, ([, { time }]) => time),
  };
}

/** Goroutines that began with the same function. */
export interface StartGroup {
  function: string;
  /** Rows of goroutines. */
  goroutines: readonly number[];
  /** How many of them live when the trace ends. */
  alive: number;
  /** Nanoseconds in all, by state. */
  time: Record<keyof Totals, number>;
}

/** Goroutines by the function that they began with; those that ran the longest first. */
export function byStartFunction(trace: Trace, totals: Totals = totalsOf(trace)): StartGroup[] {
  const groups = new Map<string, StartGroup & { goroutines: number[] }>();
  const states = Object.keys(totals) as (keyof Totals)[];
  for (let row = 0; row < trace.goroutines.id.length; row++) {
    const name = startFunction(trace, row);
    let group = groups.get(name);
    if (!group) {
      const time = { runnable: 0, running: 0, syscall: 0, waiting: 0, syscallBlocked: 0 };
      group = { function: name, goroutines: [], alive: 0, time };
      groups.set(name, group);
    }
    group.goroutines.push(row);
    if (Number.isNaN(trace.goroutines.end[row])) group.alive++;
    for (const state of states) group.time[state] += totals[state][row];
  }
  return [...groups.values()].sort((one, other) => other.time.running - one.time.running);
}
