import type {
  CreatorNode,
  executionTrace,
  GcTrace,
  LeakGroup,
  RaceReport,
  SchedTrace,
  Scrape,
  SnapshotReason,
} from '#profile';
import type { Kind, ProfileFacts, Query, ReplyOf } from './profiles/messages.ts';
import type { AnyQuestion, TraceOverview } from './trace/queries.ts';

/** What the page asks of its worker: one file a worker. */
export type Job =
  /** `size` is how many bytes are expected, which follow; `script` the URL that the worker was started from: it may start others. */
  | { type: 'open'; size: number; script: string }
  /** The next bytes of the file that is opened; `null` behind the last, `again` where it begins anew. */
  | { type: 'bytes'; bytes: Uint8Array | null }
  | { type: 'again' }
  /** Open a file of the archive that was opened. */
  | { type: 'entry'; index: number }
  /** About the trace that was opened last. The answer has the same number. */
  | { type: 'askTrace'; request: number; asked: AnyQuestion };

/** Asked of a worker that has opened a profile. */
export interface ProfileQuestion {
  type: 'ask';
  request: number;
  query: Query;
}

/** Hand the profile over to another worker. */
export interface Lending {
  type: 'lend';
  port: MessagePort;
}

/** Answer for the difference to the profile that comes through a port; with `null` for the own one again. */
export interface Comparison {
  type: 'base';
  request: number;
  port: MessagePort | null;
}

/** A worker answers another that reads a trace. */
export type PartAnswer =
  | { type: 'made'; made: executionTrace.Part | executionTrace.JoinedWhat }
  | { type: 'failed'; message: string };

export type ToWorker = Job | ProfileQuestion | Lending | Comparison | executionTrace.PartQuestion;

/** The goroutines of one of a file's dumps. */
export type Dump = Pick<Summary, 'goroutines' | 'groups' | 'reason' | 'creators'>;

/** What a file holds, ready to be shown. */
export interface Summary {
  format: string;
  /** Of several dumps in one file, those of the last. */
  goroutines: number;
  groups: readonly LeakGroup[];
  /** Why the program printed them, in its own words. */
  reason?: SnapshotReason;
  /** All dumps of the file, where it holds several. */
  dumps?: readonly Dump[];
  /** Who started whom, where the file says it. */
  creators?: CreatorNode;
  notes: readonly string[];
  /** Of a profile, whose worker then stays for questions. */
  profile: ProfileFacts | null;
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

/**
 * What the worker answers: to `open` and `entry` any number of `progress`, `hold` and `partial`, then `opened` or
 * `failed`; then an `answer` a question about a profile, and `told` for one about a trace.
 */
export type Answer =
  | { type: 'progress'; done: number; total: number }
  /** No more bytes are wanted for a while, or they are again. */
  | { type: 'hold'; isHeld: boolean }
  /** What is there so far of a trace, which can be asked about already; the share that is done, 0 to 1. */
  | ({ type: 'partial'; share: number } & Summary)
  | ({ type: 'opened' } & Summary)
  | ({ type: 'failed' } & Failure)
  /** `reply` is `null`, and `message` says why, where the question could not be answered. */
  | { type: 'answer'; request: number; reply: ReplyOf<Kind> | ProfileFacts | null; message: string }
  | { type: 'told'; request: number; answer: unknown };
