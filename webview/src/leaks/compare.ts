import { growsAlways, withGrowth } from '#profile';
import type { Bundle } from './bundles.ts';

/** What became of a bundle from the first snapshot to the last. */
export type Change = 'new' | 'grown' | 'same' | 'shrunk' | 'gone';

/** A bundle over all snapshots. */
export interface Compared {
  /** As the newest snapshot that has it shows it. */
  bundle: Bundle;
  /** Its goroutines in each snapshot, oldest first. */
  counts: readonly number[];
  change: Change;
  /** There are more from each snapshot to the next, of three at least: how a leak looks. */
  isSteady: boolean;
}

/**
 * Puts the bundles of snapshots side by side, most suspicious first: what is certain, then what grows in each, then what
 * has grown; what was there before and is gone comes last.
 *
 * @param snapshots the bundles of each, oldest first
 */
export function compare(snapshots: readonly (readonly Bundle[])[]): Compared[] {
  const bundles = new Map<string, { bundle: Bundle; counts: number[] }>();
  snapshots.forEach((snapshot, at) => {
    for (const bundle of snapshot) {
      const known = bundles.get(bundle.key);
      if (known) known.bundle = bundle;
      const { counts } = known ?? { counts: new Array<number>(snapshots.length).fill(0) };
      counts[at] = bundle.count;
      if (!known) bundles.set(bundle.key, { bundle, counts });
    }
  });
  const compared = [...bundles.values()].map(({ bundle, counts }) => ({
    bundle,
    counts,
    change: changeOf(counts),
    isSteady: growsAlways(counts),
  }));
  const suspicion = ({ bundle, counts, change }: Compared) =>
    change === 'gone' ? -1 : withGrowth(bundle.suspicion, counts);
  return compared.sort(
    (a, b) =>
      suspicion(b) - suspicion(a) ||
      growthOf(b.counts) - growthOf(a.counts) ||
      b.bundle.count - a.bundle.count,
  );
}

/** How many goroutines more there are in the last snapshot than in the first. */
export const growthOf = (counts: readonly number[]): number => (counts.at(-1) ?? 0) - (counts[0] ?? 0);

function changeOf(counts: readonly number[]): Change {
  const [first] = counts;
  const last = counts.at(-1) ?? 0;
  if (last === 0) return 'gone';
  if (first === 0) return 'new';
  if (last > first) return 'grown';
  return last < first ? 'shrunk' : 'same';
}

/** Snapshots oldest first: by when their files were written, where that tells all of them apart, else by name. */
export function inOrder<T extends { name: string; modified: number }>(snapshots: readonly T[]): T[] {
  const seconds = snapshots.map(({ modified }) => Math.floor(modified / 1000));
  const isTold = new Set(seconds).size === seconds.length && !seconds.includes(0);
  const names = new Intl.Collator('en', { numeric: true });
  return [...snapshots].sort((a, b) =>
    isTold ? a.modified - b.modified : names.compare(a.name, b.name) || a.modified - b.modified,
  );
}
