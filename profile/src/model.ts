import type { Trace } from './executionTrace/model.ts';

/** The nouns that every runtime format ends in. All plain data, so that it crosses `postMessage`. */

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
  /** Index into the snapshot's stacks. */
  stack: number;
  createdBy?: CreatedBy;
  /** Index into the snapshot's stacks: the creator's whole stack at the `go` statement, where a trace saw it. */
  creationStack?: number;
}

/** The goroutines of a program at one moment. */
export interface Snapshot {
  /** Each stack once. */
  stacks: readonly Stack[];
  goroutines: readonly Goroutine[];
}

/** What kind of file it was. Later formats add names. */
export type Format = 'goroutine-dump' | 'pprof-goroutine' | 'pprof-goroutineleak' | 'execution-trace';

/** A file that was read. */
export interface Opened {
  format: Format;
  /** Of a trace: the goroutines that live when it ends. */
  snapshot: Snapshot;
  /** All of an execution trace. */
  trace?: Trace;
  /** What a reader should know: the file was cut short, a part was skipped. */
  notes: readonly string[];
}
