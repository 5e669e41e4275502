/** What `GODEBUG=gctrace=1` printed: a row a collection. */
export interface GcTrace {
  collections: readonly GcCollection[];
}

/** One collection. Times are milliseconds, sizes MB, as the runtime prints them. */
export interface GcCollection {
  number: number;
  /** Seconds since the program began. */
  at: number;
  /** Percent of the program's time so far that went into collecting. */
  percent: number;
  /** Stop the world to sweep; mark and scan; stop the world to end marking. */
  clock: { sweep: number; mark: number; end: number };
  /** Processor time of the same; marking by assists, by background workers, by idle ones. */
  cpu: { sweep: number; assist: number; background: number; idle: number; end: number };
  heapAtStart: number;
  heapAtEnd: number;
  heapLive: number;
  goal: number;
  /** Since Go 1.18. */
  stacks?: number;
  globals?: number;
  procs: number;
  /** By runtime.GC, not by the heap's growth. */
  forced: boolean;
}
