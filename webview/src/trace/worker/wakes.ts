import { executionTrace } from '#profile';
import type { IntervalDetails, WakeLink } from '../queries.ts';
import type { Known } from './facts.ts';

const { State } = executionTrace;

/** More arrows than anybody follows. */
const mostLinks = 100;

type Links = Pick<IntervalDetails, 'incoming' | 'outgoing' | 'outgoingCount'>;

/** Who made the goroutine of an interval runnable, and whom it made so meanwhile. */
export function linksOf(known: Known, row: number, interval: number): Links {
  const { trace } = known;
  const { state } = trace.intervals;
  const runs = state[interval] === State.running || state[interval] === State.syscall;
  const woken = runs
    ? executionTrace.wokenIn(trace, known.wakes(), row, interval, mostLinks)
    : { count: 0, intervals: [] };
  return {
    incoming: incomingOf(known, row, interval),
    outgoing: woken.intervals.map((at) =>
      linkTo(known, executionTrace.goroutineOf(trace, at), at, trace.intervals.start[at]),
    ),
    outgoingCount: woken.count,
  };
}

/** The wake that ends a wait, or that begins what leads up to running. */
function incomingOf(known: Known, row: number, interval: number): WakeLink | null {
  const { trace } = known;
  const { goroutines, intervals } = trace;
  const { state, peer, start } = intervals;
  const at = [interval, interval + 1, interval - 1].find(
    (i, step) =>
      i >= goroutines.interval[row] &&
      i < goroutines.interval[row + 1] &&
      state[i] === State.runnable &&
      // A wait looks ahead; what runs looks back.
      (step === 0 || (step === 1) === (state[interval] === State.waiting)),
  );
  if (at === undefined || peer[at] < 0) return null;
  return linkTo(known, peer[at], executionTrace.intervalAt(trace, peer[at], start[at]), start[at]);
}

function linkTo({ trace, order }: Known, row: number, interval: number, time: number): WakeLink {
  return {
    time,
    id: trace.goroutines.id[row],
    function: executionTrace.startFunction(trace, row),
    position: order.positionOf[row],
    interval,
  };
}
