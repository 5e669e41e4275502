import type { GcTrace, LeakGroup, RaceReport, SchedTrace, Scrape } from '#profile';
import type { AnyQuestion, TraceOverview } from './trace/queries.ts';

/** What the page asks of its worker: one file a worker. */
export type Job =
  | { type: 'open'; bytes: Uint8Array }
  /** Open a file of the archive that was opened. */
  | { type: 'entry'; index: number }
  /** About the trace that was opened last. The answer has the same number. */
  | { type: 'ask'; request: number; asked: AnyQuestion };

/** What a file holds, ready to be shown. */
export interface Summary {
  format: string;
  goroutines: number;
  groups: readonly LeakGroup[];
  notes: readonly string[];
  /** The trace itself stays with the worker. */
  trace?: TraceOverview;
  races?: RaceReport;
  schedtrace?: SchedTrace;
  gctrace?: GcTrace;
  metrics?: Scrape;
  /** The files of an archive; their bytes stay with the worker. */
  entries?: readonly { name: string; size: number }[];
}

/** What is wrong with a file. */
export interface Failure {
  message: string;
  /** `null` where it is no matter of a place in the file. */
  offset: number | null;
  unpacked: boolean;
}

/** What the worker answers: to `open` and `entry` any number of `progress`, then `opened` or `failed`. */
export type Answer =
  | { type: 'progress'; done: number; total: number }
  | ({ type: 'opened' } & Summary)
  | ({ type: 'failed' } & Failure)
  | { type: 'told'; request: number; answer: unknown };
