import type { CreatedBy, Frame, Snapshot } from '../model.ts';

/** Goroutines with the same stack and state. */
export interface LeakGroup {
  count: number;
  state: string;
  /** `null` where no goroutine of the group says how long it has waited. */
  waitMinutes: { min: number; max: number } | null;
  /** Innermost first, without the runtime's parking frames on top. */
  stack: readonly Frame[];
  /** How many of the runtime's own frames were taken off the top; they are in `runtimeFrames`. */
  runtimeFrames: readonly Frame[];
  createdBy: CreatedBy | null;
  /** 0 (nothing to see) to 1 (certain). */
  suspicion: number;
  /** Why, in one sentence. */
  reason: string;
  /** Ids where the dump has them, at most the first 1 000. */
  ids: readonly number[];
}

/** Groups goroutines by identical stack and state, most suspicious first. */
export declare function groupGoroutines(snapshot: Snapshot): LeakGroup[];
