/** The nouns that every runtime format ends in. All plain data, so that it crosses `postMessage`. */
import type { ArchiveEntry } from './archive/entries.ts';
import type { Trace } from './executionTrace/model.ts';
import type { GcTrace } from './gctrace/model.ts';
import type { Scrape } from './metrics/model.ts';
import type { SampleProfile } from './pprof/sampleProfile.ts';
import type { RaceReport } from './raceReport/model.ts';
import type { SchedTrace } from './schedtrace/model.ts';

/** One call on a stack. */
export interface Frame {
  /** Full name as the runtime prints it: `pkg/path.(*T).Method`, `main.f.func1`. Empty where unknown. */
  function: string;
  /** As the program was built: absolute, or `module@version/…` with -trimpath. Empty where unknown. */
  file: string;
  /** From 1; 0 where unknown. */
  line: number;
}

/** Frames from the innermost (where the goroutine is) outwards. */
export interface Stack {
  frames: readonly Frame[];
  /** The runtime left out this many frames in the middle; -1 where it does not say how many. */
  elided: number;
}

export interface CreatedBy extends Frame {
  /** Id of the goroutine that ran the `go` statement (Go 1.21 and later). */
  goroutine?: number;
}

/**
 * Goroutines with the same stack and the same facts: one in a dump that names each, many in a profile that counts
 * them.
 */
export interface Goroutine {
  count: number;
  /** Absent in profiles, which do not name goroutines. */
  id?: number;
  /** The runtime's status or wait reason: `chan send`, `select`, `running`. Inferred from the stack in profiles. */
  state: string;
  /** `state` is not the runtime's word but read off the stack. */
  inferred?: boolean;
  /** Whole minutes that it has waited, where the dump says so. */
  waitMinutes?: number;
  /** How long it has waited, in seconds, where a trace saw it begin. */
  waitSeconds?: number;
  /** It has waited for a short part of its trace only: it may be woken any moment. */
  brief?: boolean;
  lockedToThread?: boolean;
  /** The runtime's own verdict (goroutineleak profile, `(leaked)` in a dump). */
  leaked?: boolean;
  labels?: Readonly<Record<string, string>>;
  /** The synctest bubble that it belongs to. */
  bubble?: number;
  /** The thread (M) that it ran on, where a crash says so. */
  thread?: number;
  /** It ran on another thread, and its stack was not printed. */
  stackUnavailable?: boolean;
  /** Index into the snapshot's stacks. */
  stack: number;
  createdBy?: CreatedBy;
  /** Index into the snapshot's stacks: the creator's whole stack at the `go` statement, where a trace saw it. */
  creationStack?: number;
  /** Who started the goroutine that started it, and so on (GODEBUG=tracebackancestors). */
  ancestors?: readonly Ancestor[];
}

/** A goroutine that had the next one started, and where it was then. */
export interface Ancestor {
  id: number;
  /** Index into the snapshot's stacks. */
  stack: number;
  createdBy?: CreatedBy;
}

/** Why a program printed its goroutines, in its own words. */
export interface SnapshotReason {
  kind: 'panic' | 'fatal-error' | 'deadlock' | 'signal' | 'test-timeout' | 'goleak';
  /** Lines joined by `\n`: the message, the panics behind it, the tests that ran. */
  text: string;
}

/** The goroutines of a program at one moment. */
export interface Snapshot {
  /** Each stack once. Snapshots of one file share them. */
  stacks: readonly Stack[];
  goroutines: readonly Goroutine[];
  /** What made the program print them, where the file says so. */
  reason?: SnapshotReason;
}

/** What kind of file it was. Later formats add names. */
export type Format =
  | 'goroutine-dump'
  | 'pprof-goroutine'
  | 'pprof-goroutineleak'
  /** Any other profile: CPU, heap, block, mutex, threads, the program's own; protobuf or text. */
  | 'pprof'
  | 'race-report'
  | 'schedtrace'
  | 'gctrace'
  | 'metrics'
  | 'execution-trace'
  /** A zip or tar: see `entries`. */
  | 'archive';

/** A file that was read. */
export interface Opened {
  format: Format;
  /**
   * The goroutines; the first dump's where there are several; of a trace those that live when it ends; empty in a file of
   * another kind.
   */
  snapshot: Snapshot;
  /** All dumps of the file, in its order, where there is more than one. */
  snapshots?: readonly Snapshot[];
  /** The weighted stacks of a profile, of goroutines too. */
  profile?: SampleProfile;
  races?: RaceReport;
  schedtrace?: SchedTrace;
  gctrace?: GcTrace;
  metrics?: Scrape;
  /** All of an execution trace. */
  trace?: Trace;
  /** The files of an archive; `open` takes each one's bytes. */
  entries?: readonly ArchiveEntry[];
  /** What a reader should know: the file was cut short, a part was skipped. */
  notes: readonly string[];
}
