import type { CreatedBy, Frame, Goroutine, Snapshot, Stack } from '../model.ts';
import { State, type Trace } from './model.ts';
import { framesOf, isSystemGoroutine, startFunction } from './query.ts';
import { dumpState } from './state.ts';
import { longWait, type VerdictOptions } from './verdict.ts';

/**
 * The goroutines that live when a trace ends, as a dump at that moment would show them, without the runtime's own.
 * Of one that runs, or is about to, the trace knows no stack but the function that it began with.
 */
export function snapshotOf(trace: Trace, { threshold = longWait(trace) }: VerdictOptions = {}): Snapshot {
  const { goroutines, intervals, duration } = trace;
  const stacks: Stack[] = [];
  const rows = new Map<number, number>();
  const known: Frame[] = [];
  const stackRow = (stack: number, outermost = false): number => {
    const key = outermost ? -1 - stack : stack;
    let row = rows.get(key);
    if (row === undefined) {
      const frames = framesOf(trace, stack, known);
      row = stacks.push({ frames: outermost ? frames.slice(-1) : frames, elided: 0 }) - 1;
      rows.set(key, row);
    }
    return row;
  };
  const found: Goroutine[] = [];
  for (let row = 0; row < goroutines.id.length; row++) {
    const last = goroutines.interval[row + 1] - 1;
    if (!Number.isNaN(goroutines.end[row]) || last < goroutines.interval[row]) continue;
    if (isSystemGoroutine(trace, row)) continue;
    const state = intervals.state[last];
    const own = state !== State.running && state !== State.runnable && intervals.stack[last] !== 0;
    const stack = own ? stackRow(intervals.stack[last]) : stackRow(goroutines.startStack[row], true);
    const reason = intervals.reasons[intervals.reason[last]];
    const told = dumpState(state, reason, own ? stacks[stack].frames : []);
    const waited = duration - intervals.start[last];
    const creationStack = goroutines.creationStack[row];
    found.push({
      count: 1,
      id: goroutines.id[row],
      state: told.state,
      ...(told.inferred ? { inferred: true } : {}),
      ...(state === State.waiting ? { waitSeconds: waited / 1e9 } : {}),
      ...(state === State.waiting && waited < threshold ? { brief: true } : {}),
      stack,
      ...(creationStack ? { createdBy: createdBy(trace, row), creationStack: stackRow(creationStack) } : {}),
    });
  }
  return { stacks, goroutines: found };
}

/** How many goroutines live at the end of which the trace has no stack: traces of Go 1.22 and before have such. */
export function unknownGoroutines(trace: Trace): number {
  const { goroutines } = trace;
  let count = 0;
  for (let row = 0; row < goroutines.id.length; row++)
    if (Number.isNaN(goroutines.end[row]) && startFunction(trace, row) === '') count++;
  return count;
}

function createdBy(trace: Trace, row: number): CreatedBy {
  const { creator, creationStack, id } = trace.goroutines;
  const [frame] = framesOf(trace, creationStack[row]);
  return creator[row] >= 0 ? { ...frame, goroutine: id[creator[row]] } : frame;
}
