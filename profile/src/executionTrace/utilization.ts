import { RangeKind, type Series, State, type Trace } from './model.ts';
import { intervalAt, intervalEnd } from './query.ts';

/** One change of how many processors the collector has. */
interface Change {
  time: number;
  by: number;
}

/**
 * Which share of the processors the program has for itself over time, 0 to 1: the rest stops it, marks in the
 * background or assists in marking. Where the trace does not tell GOMAXPROCS, the processors count that it shows.
 *
 * A worker of the collector is told by a label each time that it begins to run, and counts that once. Go's own
 * `MutatorUtilizationV2` (internal/trace/gc.go of Go 1.26) counts twice from a worker's second time on, and once less
 * when it stops: for it, a processor where that happened is never the program's again.
 */
export function mutatorUtilization(trace: Trace): Series {
  const { goroutines, intervals, labels, ranges, metrics, duration, strings, procs } = trace;
  const collecting: Change[] = [];
  const stopping: Change[] = [];
  const add = (changes: Change[], from: number, to: number) => {
    if (to > from) changes.push({ time: from, by: 1 }, { time: to, by: -1 });
  };
  /** Adds what a goroutine ran between two moments. */
  const addRunning = (row: number, from: number, to: number) => {
    const first = Math.max(intervalAt(trace, row, from), goroutines.interval[row]);
    for (let i = first; i < goroutines.interval[row + 1] && intervals.start[i] < to; i++) {
      if (intervals.state[i] !== State.running) continue;
      add(collecting, Math.max(intervals.start[i], from), Math.min(intervalEnd(trace, row, i), to));
    }
  };
  for (let i = 0; i < labels.time.length; i++) {
    const label = strings[labels.label[i]];
    // Those that are idle take what nobody wants.
    if (!label.startsWith('GC ') || label === 'GC (idle)' || labels.goroutine[i] < 0) continue;
    const run = intervalAt(trace, labels.goroutine[i], labels.time[i]);
    if (run >= 0)
      addRunning(labels.goroutine[i], labels.time[i], intervalEnd(trace, labels.goroutine[i], run));
  }
  for (let i = 0; i < ranges.kind.length; i++) {
    const end = Number.isNaN(ranges.end[i]) ? duration : ranges.end[i];
    const text = strings[ranges.text[i]];
    if (ranges.kind[i] === RangeKind.stopTheWorld && text.startsWith('GC '))
      add(stopping, ranges.start[i], end);
    else if (ranges.kind[i] === RangeKind.markAssist && ranges.subject[i] >= 0)
      addRunning(ranges.subject[i], ranges.start[i], end);
  }
  const known: Change[] = Array.from(metrics.gomaxprocs.time, (time, i) => ({
    time,
    by: metrics.gomaxprocs.value[i],
  }));
  return merge(collecting, stopping, known, Math.max(procs.id.length, 1));
}

/** Adds up the changes; those of `total` say how many processors there are from then on. */
function merge(collecting: Change[], stopping: Change[], total: Change[], atFirst: number): Series {
  const byTime = (one: Change, other: Change) => one.time - other.time;
  collecting.sort(byTime);
  stopping.sort(byTime);
  const times = Float64Array.from(
    new Set([0, ...[...collecting, ...stopping, ...total].map((change) => change.time)]),
  ).sort();
  const value = new Float64Array(times.length);
  let [c, s, t] = [0, 0, 0];
  let [busy, stopped, procs] = [0, 0, total[0]?.by ?? atFirst];
  for (let i = 0; i < times.length; i++) {
    for (; collecting[c]?.time <= times[i]; c++) busy += collecting[c].by;
    for (; stopping[s]?.time <= times[i]; s++) stopped += stopping[s].by;
    for (; total[t]?.time <= times[i]; t++) procs = Math.max(total[t].by, 1);
    value[i] = stopped > 0 ? 0 : Math.max(0, 1 - busy / procs);
  }
  return { time: times, value };
}

/**
 * The minimum mutator utilization: the least share that the program has for itself in any window of a length. A
 * window's average is least where one of its edges is at a change.
 *
 * @param window nanoseconds
 */
export function minimumUtilization({ time, value }: Series, duration: number, window: number): number {
  const count = time.length;
  if (count === 0 || duration <= 0) return 1;
  /** What the program had until each change. */
  const sums = new Float64Array(count);
  for (let i = 1; i < count; i++) sums[i] = sums[i - 1] + value[i - 1] * (time[i] - time[i - 1]);
  const width = Math.min(window, duration);
  let least = Number.POSITIVE_INFINITY;
  const until = (at: number, hint: number): number => sums[hint] + value[hint] * (at - time[hint]);
  const slide = (begin: (i: number) => number) => {
    let [left, right] = [0, 0];
    for (let i = 0; i < count; i++) {
      const from = begin(i);
      if (from < 0 || from + width > duration) continue;
      while (left + 1 < count && time[left + 1] <= from) left++;
      while (right + 1 < count && time[right + 1] <= from + width) right++;
      least = Math.min(least, (until(from + width, right) - until(from, left)) / width);
    }
  };
  slide((i) => time[i]);
  slide((i) => time[i] - width);
  // The last window, which no change need begin or end.
  const from = duration - width;
  const at = (moment: number) => {
    let low = 0;
    for (let high = count; high - low > 1; ) {
      const middle = (low + high) >>> 1;
      if (time[middle] <= moment) low = middle;
      else high = middle;
    }
    return until(moment, low);
  };
  return Math.min(least, (at(duration) - at(from)) / width);
}
