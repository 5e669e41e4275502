import { executionTrace } from '#profile';
import { procColors, type StripLabel, type Strips, type StripsQuestion, stuck } from '../queries.ts';
import type { Known } from './facts.ts';

const { RangeKind, State } = executionTrace;
type Trace = executionTrace.Trace;

/** Narrower spans have no room for letters. */
const fewestColumns = 48;
const mostLabels = 2000;

/** What lanes show of a window of time, one byte a column: as much as is drawn, however long the trace is. */
export function stripsOf(known: Known, question: StripsQuestion): Strips {
  const { trace, order, leaked, holds, threads: rowsOfThreads } = known;
  const { positions, procs, threads, from, to, columns } = question;
  const window = { from, to, columns };
  const rows = positions.map((position) => order.rowAt[position]);
  const states = new Uint8Array(rows.length * columns);
  const labels: StripLabel[] = [];
  rows.forEach((row, lane) => {
    const strip =
      executionTrace.detailedStrip(trace, known.detail(), row, window) ??
      executionTrace.goroutineStrip(trace, row, window);
    labelWaits(known, row, lane, window, labels);
    if (leaked[row]) markStuck(trace, row, strip, window);
    states.set(strip, lane * columns);
  });
  const busy = new Uint8Array((procs.length + threads.length) * columns);
  const add = (strip: Int32Array, lane: number) => {
    for (let column = 0; column < columns; column++) {
      if (strip[column] < 0) continue;
      const group = order.groupOf[executionTrace.goroutineOf(trace, strip[column])];
      busy[lane * columns + column] = 1 + (group % procColors);
    }
    labelRuns(known, strip, rows.length + lane, labels);
  };
  procs.forEach((proc, lane) => {
    add(executionTrace.detailedProcStrip(trace, known.detail(), proc, window), lane);
  });
  threads.forEach((thread, at) => {
    const row = rowsOfThreads[thread];
    add(executionTrace.detailedThreadStrip(trace, known.detail(), holds, row, window), procs.length + at);
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
    threads,
    busy,
    labels,
    mark: bandOf(trace, RangeKind.mark, window),
    stopped: bandOf(trace, RangeKind.stopTheWorld, window),
  };
}

/** What a goroutine waits for, where there is room to write it. */
function labelWaits(
  { trace }: Known,
  row: number,
  lane: number,
  { from, to, columns }: executionTrace.TimeWindow,
  labels: StripLabel[],
): void {
  const { intervals } = trace;
  const scale = columns / (to - from);
  const least = fewestColumns / scale;
  executionTrace.eachLongIn(trace, row, { from, to }, least, (i, begin, end) => {
    if (intervals.state[i] !== State.waiting || labels.length >= mostLabels) return;
    const text = intervals.reasons[intervals.reason[i]];
    if (text) labels.push({ lane, from: (begin - from) * scale, to: (end - from) * scale, text });
  });
}

/** What ran, where there is room to write it. */
function labelRuns({ trace }: Known, strip: Int32Array, lane: number, labels: StripLabel[]): void {
  for (let first = 0; first < strip.length; ) {
    let end = first + 1;
    while (end < strip.length && strip[end] === strip[first]) end++;
    if (strip[first] >= 0 && end - first >= fewestColumns && labels.length < mostLabels) {
      const row = executionTrace.goroutineOf(trace, strip[first]);
      const name = executionTrace.startFunction(trace, row);
      const text = `${trace.goroutines.id[row]} ${name.slice(name.lastIndexOf('/') + 1)}`;
      labels.push({ lane, from: first, to: end, text });
    }
    first = end;
  }
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
