import type { FormatError } from '../errors.ts';
import type { Core, Ids } from './core.ts';
import type { EventBlock } from './events.ts';
import type { Tables } from './tables.ts';

/** Clocks at one moment: when it was in the trace, and what the wall clock showed. */
export interface ClockReading {
  /** Nanoseconds since the trace's begin. */
  time: number;
  /** The system's monotonic clock, in nanoseconds. */
  mono: number;
  /** Wall clock, in milliseconds since 1970. */
  wall: number;
}

/** A trace's events in their order, a block at a time. */
export interface EventSource {
  /** The minor version of the format: 26 for Go 1.26. */
  readonly version: number;
  readonly tables: Tables;
  /** Who appears: ids by row. */
  readonly directory: { readonly goroutines: Ids; readonly procs: Ids; readonly threads: Ids };
  readonly block: EventBlock;
  /** Whose block it is, where it is a core's. */
  readonly core?: Core;
  /** What the trace begins with on its own clock, in nanoseconds; times of events count from it. */
  readonly origin: number;
  readonly clocks: readonly ClockReading[];
  /** How many bytes were looked at. */
  readonly done: number;
  /** What is wrong with what follows the last event. */
  readonly error: FormatError | null;
  /** How many generations were read to their end. */
  readonly generations: number;
  /** The trace ends in the midst of something, as it does after a crash. */
  readonly incomplete: boolean;
  /** What each processor does after the last event, one of `ProcStatus`; empty where nobody needs to know. */
  readonly procStatus: Uint8Array;
  /** Fills the block anew; false where no event is left. */
  fill(): boolean;
}
