import { type Frame, type LeakGroup, type Starter, starterOf } from '#profile';
import { keyOf, mainFrame } from './groups.ts';

/** What goroutines must have in common to be counted together, from narrow to wide. */
export type Likeness = 'stack' | 'function' | 'starter' | 'creators';

/** `creators` are no groups but a tree of who started whom, where the file says it. */
export const likenesses: readonly Likeness[] = ['stack', 'function', 'starter', 'creators'];

/** Groups that are shown in one row. */
export interface Bundle {
  /** The same for the same bundle of another reading or snapshot. */
  key: string;
  count: number;
  /** Each state once, the most suspicious group's first. */
  states: readonly string[];
  waitMinutes: LeakGroup['waitMinutes'];
  waitSeconds?: NonNullable<LeakGroup['waitSeconds']>;
  suspicion: number;
  /** Of the most suspicious group. */
  reason: string;
  /** What stands for the bundle: the frame that the goroutines are in, or who started them. */
  frame: Frame | undefined;
  starter: Starter | null;
  /** Most suspicious first; never empty. */
  groups: readonly LeakGroup[];
  /** Other files in which goroutines are stuck on the same stack. */
  inBoth?: readonly string[];
}

/**
 * Bundles groups, in the order of the first group of each: as the groups are, most suspicious first. Those of one
 * stack may still differ in what `keyOf` leaves out: such get keys of their own.
 */
export function bundle(groups: readonly LeakGroup[], likeness: Likeness): Bundle[] {
  const members = new Map<string, LeakGroup[]>();
  for (const group of groups) {
    const key = keyIn(group, likeness, members);
    const known = members.get(key);
    if (known) known.push(group);
    else members.set(key, [group]);
  }
  return [...members].map(([key, like]) => toBundle(key, like, likeness));
}

function keyIn(group: LeakGroup, likeness: Likeness, taken: ReadonlyMap<string, unknown>): string {
  if (likeness === 'function') return `function|${mainFrame(group)?.function ?? ''}`;
  if (likeness === 'starter') {
    const starter = starterOf(group.stack, group.createdBy);
    return `starter|${starter ? `${starter.function}|${starter.via ?? `${starter.file}:${starter.line}`}` : ''}`;
  }
  const key = keyOf(group);
  let unique = key;
  for (let n = 2; taken.has(unique); n++) unique = `${key}|${n}`;
  return unique;
}

function toBundle(key: string, groups: readonly LeakGroup[], likeness: Likeness): Bundle {
  const [first] = groups;
  const starter = starterOf(first.stack, first.createdBy);
  const seconds = range(groups.flatMap(({ waitSeconds }) => waitSeconds ?? []));
  return {
    key,
    count: groups.reduce((sum, { count }) => sum + count, 0),
    states: [...new Set(groups.map(({ state }) => state))],
    waitMinutes: range(groups.flatMap(({ waitMinutes }) => waitMinutes ?? [])),
    ...(seconds && { waitSeconds: seconds }),
    suspicion: first.suspicion,
    reason: first.reason,
    frame: likeness === 'starter' && starter ? starter : mainFrame(first),
    starter,
    groups,
  };
}

function range(known: readonly { min: number; max: number }[]): { min: number; max: number } | null {
  if (known.length === 0) return null;
  return {
    min: Math.min(...known.map(({ min }) => min)),
    max: Math.max(...known.map(({ max }) => max)),
  };
}
