import { State, type Trace } from './model.ts';
import { framesOf, isSystemGoroutine } from './query.ts';
import { dumpState } from './state.ts';

export interface VerdictOptions {
  /** From how many nanoseconds on a wait counts as long; see `longWait`. */
  threshold?: number;
}

/** Goroutines that were created at one place and wait at one place, and were not woken for long. */
export interface LeakSuspect {
  /** Rows of the goroutines. */
  goroutines: readonly number[];
  /** Rows of stacks; the creation's is 0 for goroutines that are older than the trace. */
  creationStack: number;
  waitingStack: number;
  /** Why they wait, as the trace has it. */
  reason: string;
  /** Nanoseconds that they had waited when the trace ended. */
  waited: { min: number; max: number };
  /** Nothing can wake them: a nil channel, a select without cases. */
  certain: boolean;
  /** They wait for time or the network: what is idle does so too. */
  idle: boolean;
}

/** Ten seconds, or half of a trace that is shorter than twenty. */
export const longWait = ({ expected }: Trace): number => Math.min(10e9, expected / 2);

/**
 * Who leaks: goroutines that live at the trace's end and wait there for longer than a threshold, those that nothing
 * can wake first, those that may just be idle last, and the many before the few. The runtime's own are left out.
 */
export function leakSuspects(
  trace: Trace,
  { threshold = longWait(trace) }: VerdictOptions = {},
): LeakSuspect[] {
  const { goroutines, intervals, duration } = trace;
  const groups = new Map<string, LeakSuspect & { goroutines: number[] }>();
  for (let row = 0; row < goroutines.id.length; row++) {
    const last = goroutines.interval[row + 1] - 1;
    if (!Number.isNaN(goroutines.end[row]) || last < goroutines.interval[row]) continue;
    if (intervals.state[last] !== State.waiting) continue;
    const waited = duration - intervals.start[last];
    const reason = intervals.reasons[intervals.reason[last]];
    const certain = reason === 'forever';
    if ((waited < threshold && !certain) || isSystemGoroutine(trace, row)) continue;
    const creationStack = goroutines.creationStack[row];
    const waitingStack = intervals.stack[last];
    const key = `${creationStack}|${waitingStack}|${reason}`;
    const group = groups.get(key);
    if (group) {
      group.goroutines.push(row);
      group.waited.min = Math.min(group.waited.min, waited);
      group.waited.max = Math.max(group.waited.max, waited);
      continue;
    }
    groups.set(key, {
      goroutines: [row],
      creationStack,
      waitingStack,
      reason,
      waited: { min: waited, max: waited },
      certain,
      idle: isIdle(trace, reason, waitingStack),
    });
  }
  return [...groups.values()].sort(
    (one, other) =>
      Number(other.certain) - Number(one.certain) ||
      Number(one.idle) - Number(other.idle) ||
      other.goroutines.length - one.goroutines.length ||
      other.waited.max - one.waited.max,
  );
}

/** What waited before the trace began has no reason in it: then its stack tells. */
function isIdle(trace: Trace, reason: string, stack: number): boolean {
  const { state } = dumpState(State.waiting, reason, framesOf(trace, stack));
  return state === 'sleep' || state === 'IO wait';
}
