import type { LeakGroup } from '#profile';

/** What the page asks of its worker: one file a worker. */
export interface Job {
  bytes: Uint8Array;
}

/** What a file holds, ready to be shown. */
export interface Summary {
  format: string;
  goroutines: number;
  groups: readonly LeakGroup[];
  notes: readonly string[];
}

/** What is wrong with a file. */
export interface Failure {
  message: string;
  /** `null` where it is no matter of a place in the file. */
  offset: number | null;
  unpacked: boolean;
}

/** What the worker answers: any number of `progress`, then one of the others. */
export type Answer =
  | { type: 'progress'; done: number; total: number }
  | ({ type: 'opened' } & Summary)
  | ({ type: 'failed' } & Failure);
