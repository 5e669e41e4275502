import type { executionTrace, Frame, LeakGroup } from '#profile';
import type { Query, ReplyOf } from '../profiles/messages.ts';

/** What the page and its worker say to each other of an execution trace. Times are nanoseconds since its begin. */

/** What is known of a trace at once. */
export interface TraceOverview {
  duration: number;
  events: number;
  goroutines: number;
  /** Those that are suspected to leak. */
  leaked: number;
  /** Ids of the processors. */
  procs: readonly number[];
  /** The system's ids of the threads that had a processor. */
  threads: readonly number[];
  groups: readonly GoroutineGroup[];
  /** Goroutines in each state over time, in buckets of equal length: `counts[state][bucket]`. */
  counts: readonly Float64Array[];
  /** Bytes of live heap in the same buckets; NaN before the trace tells. */
  heap: Float64Array;
  /** Why goroutines wait, those first that all together waited the longest for. */
  reasons: readonly string[];
  /** From how many nanoseconds on a wait counts as a leak. */
  threshold: number;
  /** It has samples of the CPU, and tasks or regions. */
  hasSamples: boolean;
  hasTasks: boolean;
}

/** A window of time. */
export type Span = executionTrace.Span;

/** Goroutines that began with one function. They are drawn in the order of «positions», those of a group in a row. */
export interface GoroutineGroup {
  /** Empty where the trace does not tell. */
  function: string;
  /** Position of the first. */
  first: number;
  count: number;
  /** How many live when the trace ends. */
  alive: number;
  leaked: number;
}

/** In strips: a goroutine that is suspected to leak is in its last wait. Beside the reader's states. */
export const stuck = 6;

/** Colours that processors show their goroutines' functions with, in turn. */
export const procColors = 6;

export interface StripsQuestion {
  /** Positions of goroutines. */
  positions: readonly number[];
  /** Indexes of processors, and of threads. */
  procs: readonly number[];
  threads: readonly number[];
  from: number;
  to: number;
  columns: number;
}

/** What lanes show of a window of time; a lane after the other, `columns` bytes each. */
export interface Strips {
  from: number;
  to: number;
  columns: number;
  positions: readonly number[];
  /** Ids of the goroutines. */
  ids: Float64Array;
  leaked: Uint8Array;
  /** State that took the most of the column, or `stuck`; 0 where it did not live. */
  states: Uint8Array;
  procs: readonly number[];
  threads: readonly number[];
  /**
   * Processors, then threads. 1 and up: the colour of the function that it was at the longest; 0 where it had none.
   */
  busy: Uint8Array;
  labels: readonly StripLabel[];
  /** 1 where the collector marked, and where the world stood still: a byte a column. */
  mark: Uint8Array;
  stopped: Uint8Array;
}

export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

/** Pixels of an image that a lane takes: states differ in how many of them they fill. */
export const subRows = 4;

/** How a value in a lane is drawn. */
export interface Look {
  color: Rgba;
  /** Sub rows. */
  height: number;
}

/** How lanes are drawn: by state, by colour of processors, and the two bands. */
export interface Looks {
  states: readonly (Look | undefined)[];
  procs: readonly (Look | undefined)[];
  mark: Rgba;
  stopped: Rgba;
}

/** `Strips` as images. */
export interface Picture extends Omit<Strips, 'states' | 'busy' | 'mark' | 'stopped'> {
  /** `subRows` pixels a lane; goroutines, then processors, then threads. `null` where there are none. */
  image: ImageBitmap | null;
  /** One pixel high: where the collector marked, and where the world stood still. There may be thousands of both. */
  bands: ImageBitmap;
}

/** What is written into a lane, between two columns. */
export interface StripLabel {
  /** Goroutines, then processors, then threads. */
  lane: number;
  from: number;
  to: number;
  text: string;
}

export interface GoroutineFacts {
  row: number;
  id: number;
  position: number;
  function: string;
  leaked: boolean;
  /** `null`: older than the trace. */
  created: number | null;
  /** Id of the goroutine that ran the `go` statement; `null` where it was none, or is not known. */
  creator: number | null;
  /** The `go` statement's stack, innermost first. */
  creation: readonly Frame[];
  /** `null`: it outlives the trace. */
  ended: number | null;
  /** How long it lived within the trace. */
  total: number;
  running: number;
  runnable: number;
  waiting: number;
  syscall: number;
  /** In marking for the collector. */
  assist: number;
  /** The longest first. */
  waits: readonly (readonly [reason: string, time: number])[];
}

export interface IntervalDetails {
  goroutine: GoroutineFacts;
  /** Row of the interval, and of those beside; -1 where there is none. */
  interval: number;
  previous: number;
  next: number;
  state: number;
  /** Why it waits; empty where the trace does not tell, or it does not wait. */
  reason: string;
  start: number;
  end: number;
  /** Where it is; of a running one where that ended, of a runnable one where the one is that made it so. */
  stack: readonly Frame[];
  /** Id of the processor that it ran on. */
  proc: number | null;
  /** The system's id of the thread that it ran on when it began. */
  thread: number | null;
  /** Id of the goroutine that made it runnable. */
  waker: number | null;
  /** How a wait ended, where it did. `by` is `null` where no goroutine ended it: a timer, the network. */
  woken: { by: number | null; stack: readonly Frame[] } | null;
  /** What made it runnable: at the end of a wait, or before it runs. */
  incoming: WakeLink | null;
  /** Whom it made runnable meanwhile: the first of them. */
  outgoing: readonly WakeLink[];
  outgoingCount: number;
}

/** A goroutine made another runnable. */
export interface WakeLink {
  time: number;
  /** The one at the other end of what is selected. */
  id: number;
  function: string;
  position: number;
  /** Its interval: of the waker the one that it ran in, of the woken one the one that began. -1 where there is none. */
  interval: number;
}

/** What a goroutine is sorted by. `wait:REASON` is how long it waited for that. */
export type TableColumn =
  | 'id'
  | 'function'
  | 'created'
  | 'total'
  | 'running'
  | 'runnable'
  | 'waiting'
  | 'syscall'
  | 'assist'
  | 'alive'
  | 'leaked'
  | `wait:${string}`;

export interface TableOrder {
  column: TableColumn;
  descending: boolean;
}

export interface TableQuestion {
  order: TableOrder;
  /** In the function's name, the id, a label, a task or a region; small letters find large ones too. */
  text: string;
  leakedOnly: boolean;
  /** Only goroutines that live in it, and what they did in it. */
  window: Span | null;
  /** Which rows of the result. */
  from: number;
  to: number;
}

export interface TableAnswer {
  /** Goroutines that the filters leave. */
  total: number;
  from: number;
  rows: readonly Omit<GoroutineFacts, 'creation'>[];
}

/** What all goroutines did in a window of time. */
export interface WindowTotals {
  /** How many lived in it, began and ended in it. */
  goroutines: number;
  created: number;
  ended: number;
  /** Nanoseconds by state, as the reader numbers them. */
  states: readonly number[];
  /** Why they waited, without the runtime's own goroutines: the longest first. */
  waits: readonly (readonly [reason: string, time: number])[];
  /** Share of the processors that ran something. */
  busy: number;
  marking: RangeTotal;
  stopped: RangeTotal;
  assisting: RangeTotal;
  /** Bytes of live heap; `null` where the trace does not tell. */
  heap: { least: number; most: number } | null;
  samples: number;
}

export interface RangeTotal {
  count: number;
  time: number;
}

/** Goroutines that began with one function, as a row. Times are sums in nanoseconds. */
export interface FunctionRow {
  function: string;
  count: number;
  alive: number;
  leaked: number;
  /** How long they lived within the trace. */
  total: number;
  running: number;
  runnable: number;
  waiting: number;
  syscall: number;
  assist: number;
}

/** A quantity over time, in seconds. */
export interface PlotSeries {
  at: Float64Array;
  values: Float64Array;
}

export interface Plots {
  heap: PlotSeries;
  heapGoal: PlotSeries;
  /** Least share of the processors that the program had, by length of window in nanoseconds. */
  utilization: readonly (readonly [window: number, share: number])[];
}

/** A profile that is made of a window of the trace. */
export interface ProfileChoice {
  kind: executionTrace.TraceProfileKind;
  window: Span | null;
  /** Only goroutines that began with this function. */
  function: string | null;
}

/** A line of the tree of tasks. */
export interface TaskLine {
  key: string;
  /** From 1. */
  level: number;
  kind: 'type' | 'task' | 'region' | 'log';
  name: string;
  /** Tasks: their id. */
  id: number | null;
  /** `null`: of a type. */
  goroutine: number | null;
  /** Nanoseconds; `null` where it is outside of the trace. */
  start: number | null;
  end: number | null;
  /** Of a type: those that began and ended in the trace, and how long they took. */
  latency: Latency | null;
  count: number;
  isOpen: boolean;
  hasChildren: boolean;
}

/** How long several took, in nanoseconds. */
export interface Latency {
  count: number;
  least: number;
  median: number;
  p95: number;
  p99: number;
  most: number;
  total: number;
  /** How many took from `2^i` to `2^(i + 1)` nanoseconds, from `first` on. */
  first: number;
  histogram: readonly number[];
}

export interface TasksQuestion {
  /** Keys of the lines that are open. */
  open: readonly string[];
  text: string;
  from: number;
  to: number;
}

/** What a search found. */
export interface Hit {
  /** From 0. */
  index: number;
  count: number;
  /** The goroutine's first interval in what was found: of a task, of its begin. */
  interval: number;
  /** What is to be looked at: of a task or region its time. */
  span: Span | null;
  /** What was found, in words. */
  text: string;
}

/** An interval as a row of the table of a goroutine's life. */
export interface IntervalRow {
  interval: number;
  state: number;
  reason: string;
  start: number;
  end: number;
  proc: number | null;
  /** Id of the goroutine that made it runnable. */
  waker: number | null;
  /** The innermost call of the program's own where it is; of others the innermost. */
  frame: Frame | null;
}

/** A phase of the collector, or a pause. */
export interface PhaseRow {
  /** As the reader numbers them. */
  kind: number;
  start: number;
  /** `null`: it outlasts the trace. */
  end: number | null;
  /** What the world was stopped for. */
  text: string;
  /** Id of the goroutine, or of the processor that swept. */
  subject: number | null;
}

interface Part<Row> {
  total: number;
  from: number;
  rows: readonly Row[];
}

/** Each question with its answer. */
interface Questions {
  picture: [StripsQuestion & { looks: Looks }, Picture];
  /** The longest interval of a lane in a window. */
  at: [
    { position?: number; proc?: number; thread?: number; from: number; to: number },
    IntervalDetails | null,
  ];
  interval: [{ interval: number }, IntervalDetails];
  /** A goroutine's last interval. */
  last: [{ row: number }, IntervalDetails | null];
  /** The interval of a goroutine with an id at a moment: the last where the moment is `null`. */
  goroutine: [{ id: number; time: number | null }, IntervalDetails | null];
  table: [TableQuestion, TableAnswer];
  window: [Span, WindowTotals];
  functions: [Record<string, never>, readonly FunctionRow[]];
  plots: [Record<string, never>, Plots];
  profile: [{ of: ProfileChoice; query: Query }, ReplyOf<Query['kind']>];
  tasks: [TasksQuestion, Part<TaskLine>];
  /** What a goroutine did, one after the other. */
  life: [{ row: number; from: number; to: number }, Part<IntervalRow>];
  phases: [{ from: number; to: number }, Part<PhaseRow>];
  find: [{ text: string; index: number }, Hit | null];
  /** Judges anew who leaks. */
  verdict: [{ threshold: number }, Verdict];
}

/** Who leaks, by another threshold. */
export interface Verdict {
  overview: TraceOverview;
  groups: readonly LeakGroup[];
}

export type QuestionKind = keyof Questions;
export type Question<K extends QuestionKind> = Questions[K][0];
export type AnswerTo<K extends QuestionKind> = Questions[K][1];
/** A question as it crosses to the worker. */
export type AnyQuestion = { [K in QuestionKind]: { kind: K; question: Question<K> } }[QuestionKind];

/** Whoever answers questions about a trace. */
export interface Asker {
  ask<K extends QuestionKind>(kind: K, question: Question<K>): Promise<AnswerTo<K>>;
}
