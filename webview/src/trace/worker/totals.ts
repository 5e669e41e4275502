import { executionTrace } from '#profile';
import type { FunctionRow, PlotSeries, Plots, Span, WindowTotals } from '../queries.ts';
import { type Known, lifeOf } from './facts.ts';

const { RangeKind, State } = executionTrace;
type Trace = executionTrace.Trace;

/** What all goroutines did in a window. */
export function windowTotals({ trace }: Known, window: Span): WindowTotals {
  const totals = executionTrace.totalsIn(trace, window);
  const sum = (values: Float64Array) => values.reduce((all, one) => all + one, 0);
  const states: number[] = [0];
  for (const state of Object.keys(totals) as (keyof executionTrace.Totals)[])
    states[State[state]] = sum(totals[state]);
  const isIn = (time: number) => time >= window.from && time < window.to;
  const { goroutines, samples } = trace;
  const rows = [...goroutines.id.keys()];
  const length = window.to - window.from;
  const { waits } = waitsByReason(trace, window);
  return {
    goroutines: sum(Float64Array.from(executionTrace.livesIn(trace, window))),
    created: rows.filter((row) => isIn(executionTrace.createdAt(trace, row))).length,
    ended: rows.filter((row) => isIn(goroutines.end[row])).length,
    states,
    waits,
    busy: length > 0 ? states[State.running] / (length * Math.max(trace.procs.id.length, 1)) : 0,
    marking: executionTrace.rangesIn(trace, RangeKind.mark, window),
    stopped: executionTrace.rangesIn(trace, RangeKind.stopTheWorld, window),
    assisting: executionTrace.rangesIn(trace, RangeKind.markAssist, window),
    heap: heapIn(trace, window),
    samples: samples.time.reduce((count, time) => count + Number(isIn(time)), 0),
  };
}

/** What the program's own goroutines waited for. */
export function waitsByReason(trace: Trace, window: Span): { waits: [reason: string, time: number][] } {
  const times = executionTrace.waitTotals(
    trace,
    window,
    (row) => !executionTrace.isSystemGoroutine(trace, row),
  );
  const waits: [string, number][] = [];
  times.forEach((time, at) => {
    if (time > 0) waits.push([trace.intervals.reasons[at], time]);
  });
  return { waits: waits.sort((one, other) => other[1] - one[1]) };
}

function heapIn({ metrics }: Trace, { from, to }: Span): WindowTotals['heap'] {
  const { time, value } = metrics.heap;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < time.length && time[i] < to; i++) {
    // A value holds until the next.
    if (i + 1 < time.length && time[i + 1] <= from) continue;
    least = Math.min(least, value[i]);
    most = Math.max(most, value[i]);
  }
  return most < least ? null : { least, most };
}

/** The highest value in each of some buckets of equal length; NaN before the first. */
export function bucketsOf(
  { time, value }: executionTrace.Series,
  duration: number,
  buckets: number,
): Float64Array {
  const result = new Float64Array(buckets).fill(Number.NaN);
  const width = duration / buckets || 1;
  for (let i = 0; i < time.length; i++) {
    const at = Math.min(Math.floor(time[i] / width), buckets - 1);
    if (!(result[at] > value[i])) result[at] = value[i];
    const until = i + 1 < time.length ? Math.min(Math.floor(time[i + 1] / width), buckets - 1) : buckets - 1;
    for (let bucket = at + 1; bucket <= until; bucket++) result[bucket] = value[i];
  }
  return result;
}

/** Goroutine analysis: a row a start function, in the order of the lanes. */
export function functionRows({ trace, order, totals, assist }: Known): FunctionRow[] {
  return order.groups.map(({ function: name, first, count, alive, leaked }) => {
    const row = {
      ...{ function: name, count, alive, leaked },
      ...{ total: 0, running: 0, runnable: 0, waiting: 0, syscall: 0, assist: 0 },
    };
    for (const at of order.rowAt.subarray(first, first + count)) {
      row.total += lifeOf(trace, at);
      row.running += totals.running[at];
      row.runnable += totals.runnable[at];
      row.waiting += totals.waiting[at];
      row.syscall += totals.syscall[at] + totals.syscallBlocked[at];
      row.assist += assist[at];
    }
    return row;
  });
}

/** So many points a plot: as many as it has pixels. */
const points = 800;

export function plotsOf(trace: Trace): Plots {
  const utilization = executionTrace.mutatorUtilization(trace);
  const { duration, metrics } = trace;
  const windows = windowLengths(duration);
  return {
    heap: plotOf(metrics.heap, duration),
    heapGoal: plotOf(metrics.heapGoal, duration),
    utilization: windows.map((window) => [
      window,
      executionTrace.minimumUtilization(utilization, duration, window),
    ]),
  };
}

/** From 10 µs to the trace's length, ten a power of ten. */
function windowLengths(duration: number): number[] {
  const windows: number[] = [];
  for (let exponent = 40; 10 ** (exponent / 10) < duration; exponent++) windows.push(10 ** (exponent / 10));
  return duration > 0 ? [...windows, duration] : [];
}

/** With at most so many points that each has a pixel: of those that share one, the highest. */
function plotOf(series: executionTrace.Series, duration: number): PlotSeries {
  if (series.time.length <= points)
    return { at: series.time.map((time) => time / 1e9), values: series.value.slice() };
  const width = duration / points / 1e9;
  const values = bucketsOf(series, duration, points);
  return { at: Float64Array.from(values, (_, at) => (at + 0.5) * width), values };
}
