/** What `GODEBUG=schedtrace=N` printed, in the order of time. */
export interface SchedTrace {
  samples: readonly SchedSample[];
}

/** The scheduler at one moment. Fields are the runtime's; those that a version did not print are absent. */
export interface SchedSample {
  /** Since the program began. */
  ms: number;
  gomaxprocs: number;
  idleprocs: number;
  threads: number;
  spinningthreads: number;
  needspinning?: number;
  idlethreads: number;
  /** Goroutines that are ready and wait in the global queue. */
  runqueue: number;
  /** The same for each P's own queue; absent with scheddetail, where `procs` have them. */
  local?: readonly number[];
  /** How often each P's scheduler ran (Go 1.25). */
  schedticks?: readonly number[];
  gcwaiting?: boolean;
  nmidlelocked?: number;
  stopwait?: number;
  sysmonwait?: boolean;
  /** With scheddetail=1. */
  procs?: readonly SchedProc[];
  threadsDetail?: readonly SchedThread[];
  goroutines?: readonly SchedGoroutine[];
}

/** A P. Statuses are runtime/runtime2.go's: 0 idle, 1 running, 2 syscall, 3 stopped for the collector, 4 dead. */
export interface SchedProc {
  id: number;
  status: number;
  schedtick: number;
  syscalltick: number;
  /** The M that runs it. */
  m: number | null;
  runqsize: number;
  gfreecnt: number;
  timerslen: number;
}

/** An M. */
export interface SchedThread {
  id: number;
  p: number | null;
  /** The goroutine that it runs. */
  curg: number | null;
  locks: number;
  spinning: boolean;
  blocked: boolean;
  lockedg: number | null;
}

export interface SchedGoroutine {
  id: number;
  /** The runtime's word for its status: `waiting`, `runnable`, `running`, `syscall`, `idle`, `dead`. */
  status: string;
  /** What it waits for: `chan receive`. Empty where it does not. */
  reason: string;
  m: number | null;
  lockedm: number | null;
}
