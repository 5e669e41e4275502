import { executionTrace } from '#profile';
import { procColors, type Strips, type StripsQuestion, stuck } from '../queries.ts';
import type { Known } from './facts.ts';

const { RangeKind, State } = executionTrace;
type Trace = executionTrace.Trace;

/** What lanes show of a window of time, one byte a column: as much as is drawn, however long the trace is. */
export function stripsOf(
  { trace, order, leaked }: Known,
  { positions, procs, from, to, columns }: StripsQuestion,
): Strips {
  const window = { from, to, columns };
  const rows = positions.map((position) => order.rowAt[position]);
  const states = new Uint8Array(rows.length * columns);
  rows.forEach((row, lane) => {
    const strip = executionTrace.goroutineStrip(trace, row, window);
    if (leaked[row]) markStuck(trace, row, strip, window);
    states.set(strip, lane * columns);
  });
  const busy = new Uint8Array(procs.length * columns);
  procs.forEach((proc, lane) => {
    const strip = executionTrace.procStrip(trace, proc, window);
    for (let column = 0; column < columns; column++) {
      if (strip[column] < 0) continue;
      const group = order.groupOf[executionTrace.goroutineOf(trace, strip[column])];
      busy[lane * columns + column] = 1 + (group % procColors);
    }
  });
  return {
    from,
    to,
    columns,
    positions,
    ids: Float64Array.from(rows, (row) => trace.goroutines.id[row]),
    leaked: Uint8Array.from(rows, (row) => leaked[row]),
    states,
    procs,
    busy,
    mark: bandOf(trace, RangeKind.mark, window),
    stopped: bandOf(trace, RangeKind.stopTheWorld, window),
  };
}

/** The columns of a leaked goroutine's last wait. */
function markStuck(
  { goroutines, intervals }: Trace,
  row: number,
  strip: Uint8Array,
  { from, to, columns }: executionTrace.TimeWindow,
): void {
  const begin = intervals.start[goroutines.interval[row + 1] - 1];
  const first = Math.ceil(((begin - from) / (to - from)) * columns);
  for (let column = Math.max(first, 0); column < columns; column++)
    if (strip[column] === State.waiting) strip[column] = stuck;
}

/** 1 for each column that ranges of a kind reach into, however short they are. */
export function bandOf(
  { ranges, duration }: Pick<Trace, 'ranges' | 'duration'>,
  kind: number,
  { from, to, columns }: executionTrace.TimeWindow,
): Uint8Array {
  const band = new Uint8Array(columns);
  const scale = columns / (to - from);
  for (let i = 0; i < ranges.kind.length; i++) {
    if (ranges.kind[i] !== kind) continue;
    const end = Number.isNaN(ranges.end[i]) ? duration : ranges.end[i];
    if (end < from || ranges.start[i] >= to) continue;
    const first = Math.max(Math.floor((ranges.start[i] - from) * scale), 0);
    const last = Math.min(Math.floor((end - from) * scale), columns - 1);
    band.fill(1, first, last + 1);
  }
  return band;
}
