import { executionTrace } from '#profile';
import type { TraceOverview } from '../queries.ts';
import type { Known } from './facts.ts';
import { bucketsOf, waitsByReason } from './totals.ts';

/** Buckets of the minimap. */
const buckets = 600;

/** What the page is told of a trace at once. */
export function overviewOf({ trace, order, leaked, threshold, threads }: Known): TraceOverview {
  const { duration, events, procs, metrics, samples, tasks, regions } = trace;
  return {
    duration,
    events,
    goroutines: leaked.length,
    leaked: leaked.reduce((sum, one) => sum + one, 0),
    procs: Array.from(procs.id),
    threads: threads.map((row) => trace.threads[row]),
    groups: order.groups,
    counts: executionTrace.countsOver(trace, buckets),
    heap: bucketsOf(metrics.heap, duration, buckets),
    reasons: waitsByReason(trace, { from: 0, to: duration }).waits.map(([reason]) => reason),
    threshold,
    hasSamples: samples.time.length > 0,
    hasTasks: tasks.id.length + regions.name.length > 0,
  };
}
