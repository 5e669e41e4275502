import type { Frame } from '../model.ts';

/** What the race detector printed. */
export interface RaceReport {
  reports: readonly Race[];
}

/** One warning: two accesses to one memory that nothing puts in order. */
export interface Race {
  kind: 'data-race' | 'deadlock';
  /** The access that was caught first, then the one before it. */
  accesses: readonly RaceAccess[];
  /** Where the goroutines were started that took part. The main goroutine is none of them. */
  goroutines: readonly RaceGoroutine[];
  /** What memory it was, where the detector knows. */
  memory: RaceMemory | null;
}

export interface RaceAccess {
  /** `read`, `write`, with `atomic ` before it where it was one; `lock` in a deadlock. */
  operation: string;
  /** Hexadecimal, as printed. */
  address: string;
  previous: boolean;
  /** 0 is the main goroutine. The detector counts for itself: its numbers are not those of dumps. */
  goroutine: number;
  /** Innermost first; empty where the detector could not restore it. */
  stack: readonly Frame[];
}

export interface RaceGoroutine {
  id: number;
  /** It had ended when the race was found. */
  finished: boolean;
  stack: readonly Frame[];
}

export interface RaceMemory {
  kind: 'heap' | 'global';
  /** Name of a global variable; empty on the heap. */
  name: string;
  size: number;
  address: string;
  /** Where it was allocated, or declared. */
  stack: readonly Frame[];
}
