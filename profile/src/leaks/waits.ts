import type { Goroutine, Snapshot } from '../model.ts';

/** Where the buckets of `WaitDistribution` begin, in minutes. The first holds those that have waited less than one. */
export const waitBuckets = [0, 1, 5, 15, 60, 360, 1440] as const;

/** How many goroutines have waited how long: a count a bucket of `waitBuckets`. */
export function bucketsOf(goroutines: readonly Goroutine[]): number[] {
  const buckets = waitBuckets.map(() => 0);
  for (const { count, waitMinutes = 0 } of goroutines)
    buckets[waitBuckets.findLastIndex((from) => waitMinutes >= from)] += count;
  return buckets;
}

/** How long the goroutines of one state have waited. */
export interface WaitDistribution {
  state: string;
  count: number;
  /** A count a bucket of `waitBuckets`. */
  buckets: readonly number[];
  /** Minutes. */
  longest: number;
}

/** The waits of a snapshot by state, the largest state first. Profiles say nothing of waits: all is in the first bucket. */
export function waitDistribution({ goroutines }: Snapshot): WaitDistribution[] {
  const states = new Map<string, { count: number; buckets: number[]; longest: number }>();
  for (const { state, count, waitMinutes = 0 } of goroutines) {
    let known = states.get(state);
    if (!known) {
      known = { count: 0, buckets: waitBuckets.map(() => 0), longest: 0 };
      states.set(state, known);
    }
    known.count += count;
    known.longest = Math.max(known.longest, waitMinutes);
    known.buckets[waitBuckets.findLastIndex((from) => waitMinutes >= from)] += count;
  }
  return [...states].map(([state, its]) => ({ state, ...its })).sort((a, b) => b.count - a.count);
}
