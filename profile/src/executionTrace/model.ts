import type { ClockReading } from './source.ts';

/*
 * An execution trace as the viewer needs it: plain data and typed arrays, a column a field, so that it crosses
 * `postMessage` without a copy. Times are nanoseconds since the trace's begin. «Row» is an index into the columns of
 * a table; -1 is none. Stacks and strings have row 0 for none.
 */

export interface Trace {
  /** Minor version of the format: 26 for Go 1.26. */
  version: number;
  /** What the trace begins with on its own clock, in nanoseconds. */
  origin: number;
  duration: number;
  /** How long it will be when all is read, about; `duration` then. */
  expected: number;
  /** How many events were read. */
  events: number;
  /** When each generation began. */
  generations: Float64Array;
  /** Where the trace's clock and the wall clock meet: one for each generation of Go 1.25 and later. */
  clocks: readonly ClockReading[];
  strings: readonly string[];
  frames: Frames;
  stacks: Stacks;
  goroutines: Goroutines;
  intervals: Intervals;
  procs: Procs;
  /** The system's id of each thread. */
  threads: Float64Array;
  holds: Holds;
  ranges: Ranges;
  tasks: Tasks;
  regions: Regions;
  logs: Logs;
  labels: Labels;
  metrics: Metrics;
  samples: CpuSamples;
  notes: readonly string[];
  /** What could not be read, where the trace ends before the file does. */
  broken: { message: string; offset: number } | null;
}

/** `function` and `file` are rows of strings. */
export interface Frames {
  function: Uint32Array;
  file: Uint32Array;
  line: Uint32Array;
}

/** The frames of stack `i`, innermost first, are `frames[start[i] … start[i + 1])`. */
export interface Stacks {
  start: Uint32Array;
  frames: Uint32Array;
}

export interface Goroutines {
  id: Float64Array;
  /** The goroutine that ran the `go` statement; -1 where the runtime did, -2 for those older than the trace. */
  creator: Int32Array;
  /** The creator's stack at the `go` statement. */
  creationStack: Uint32Array;
  /** A stack of the goroutine's own: its outermost frame is the function that it began with. */
  startStack: Uint32Array;
  /** When it ended; NaN for those that outlive the trace. */
  end: Float64Array;
  /** The intervals of goroutine `i` are the rows `interval[i] … interval[i + 1]`. */
  interval: Uint32Array;
}

export { olderThanTrace } from './numbers/creator.ts';

export * as State from './numbers/state.ts';

/** Lives of goroutines: each interval lasts until the goroutine's next one begins, or its end, or the trace's. */
export interface Intervals {
  start: Float64Array;
  /** One of `State`. */
  state: Uint8Array;
  /** Row of `reasons`: why it waits, or why it stopped running. */
  reason: Uint8Array;
  reasons: readonly string[];
  /**
   * Where: waiting and system calls at the goroutine's own stack; runnable at the stack of the one that woke or
   * created it.
   */
  stack: Uint16Array | Uint32Array;
  /**
   * Who: running and syscall the processor; runnable the goroutine that woke or created it, -1 where no goroutine did
   * (a timer, the network, preemption).
   */
  peer: Int16Array | Int32Array;
}

export interface Procs {
  id: Float64Array;
  /** What processor `i` did are the intervals `interval[run[i] … run[i + 1])`, in order of time. */
  run: Uint32Array;
  interval: Uint32Array;
}

/** Spans of time in which a thread had a processor, by when they began. `thread` and `proc` are rows. */
export interface Holds {
  thread: Int32Array;
  proc: Int32Array;
  start: Float64Array;
  /** NaN where it outlasts the trace. */
  end: Float64Array;
}

export * as RangeKind from './numbers/rangeKind.ts';

/** Phases of the collector and pauses. */
export interface Ranges {
  /** One of `RangeKind`. */
  kind: Uint8Array;
  start: Float64Array;
  /** NaN where it outlasts the trace. */
  end: Float64Array;
  /** Sweep: the processor; mark: -1; else the goroutine. */
  subject: Int32Array;
  stack: Uint32Array;
  /** Row of strings: what the world was stopped for. */
  text: Uint32Array;
  /** Bytes swept and reclaimed. */
  swept: Float64Array;
  reclaimed: Float64Array;
}

/** runtime/trace.NewTask. */
export interface Tasks {
  id: Float64Array;
  /** Row; -1 where there is none, or it began before the trace. */
  parent: Int32Array;
  name: Uint32Array;
  goroutine: Int32Array;
  stack: Uint32Array;
  /** NaN where it is outside of the trace. */
  start: Float64Array;
  end: Float64Array;
}

/** runtime/trace.StartRegion and WithRegion. */
export interface Regions {
  goroutine: Int32Array;
  /** Id of the task; 0 is none. */
  task: Float64Array;
  name: Uint32Array;
  stack: Uint32Array;
  /** How many regions of the goroutine are around it. */
  depth: Uint8Array;
  /** NaN where it is outside of the trace. */
  start: Float64Array;
  end: Float64Array;
}

/** runtime/trace.Log. */
export interface Logs {
  time: Float64Array;
  goroutine: Int32Array;
  task: Float64Array;
  category: Uint32Array;
  message: Uint32Array;
  stack: Uint32Array;
}

/** What the runtime calls its own goroutines: `GC (dedicated)`. */
export interface Labels {
  time: Float64Array;
  goroutine: Int32Array;
  label: Uint32Array;
}

/** Values as they change. */
export interface Series {
  time: Float64Array;
  value: Float64Array;
}

export interface Metrics {
  /** Bytes of live heap, and the collector's next goal. */
  heap: Series;
  heapGoal: Series;
  gomaxprocs: Series;
}

export interface CpuSamples {
  time: Float64Array;
  goroutine: Int32Array;
  proc: Int32Array;
  thread: Int32Array;
  stack: Uint32Array;
}
