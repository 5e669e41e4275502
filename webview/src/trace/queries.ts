import type { Frame } from '#profile';

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
  groups: readonly GoroutineGroup[];
  /** Goroutines in each state over time, in buckets of equal length: `counts[state][bucket]`. */
  counts: readonly Float64Array[];
}

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
  /** Indexes of processors. */
  procs: readonly number[];
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
  /** 1 and up: the colour of the function that the processor was at the longest; 0 where it had none. */
  busy: Uint8Array;
  /** 1 where the collector marked, and where the world stood still: a byte a column. */
  mark: Uint8Array;
  stopped: Uint8Array;
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
  /** Where it is; of a runnable one, where the one is that made it so. */
  stack: readonly Frame[];
  /** Id of the processor that it ran on. */
  proc: number | null;
  /** Id of the goroutine that made it runnable. */
  waker: number | null;
  /** How a wait ended, where it did. `by` is `null` where no goroutine ended it: a timer, the network. */
  woken: { by: number | null; stack: readonly Frame[] } | null;
}

export const tableColumns = [
  'id',
  'function',
  'created',
  'total',
  'running',
  'runnable',
  'waiting',
  'syscall',
  'alive',
  'leaked',
] as const;
export type TableColumn = (typeof tableColumns)[number];

export interface TableOrder {
  column: TableColumn;
  descending: boolean;
}

export interface TableQuestion {
  order: TableOrder;
  /** In the function's name or the id; small letters find large ones too. */
  text: string;
  leakedOnly: boolean;
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

/** Each question with its answer. */
interface Questions {
  strips: [StripsQuestion, Strips];
  /** The longest interval of a lane in a window. */
  at: [{ position?: number; proc?: number; from: number; to: number }, IntervalDetails | null];
  interval: [{ interval: number }, IntervalDetails];
  /** A goroutine's last interval. */
  last: [{ row: number }, IntervalDetails | null];
  table: [TableQuestion, TableAnswer];
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
