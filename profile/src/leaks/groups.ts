import type { CreatedBy, Frame, Goroutine, Snapshot } from '../model.ts';
import { runtimeDepth } from './parking.ts';
import { isStandardLibrary } from './standardLibrary.ts';
import { type Confidence, judge, type Reason } from './suspicion.ts';
import { bucketsOf } from './waits.ts';

/** Goroutines that belong together: with the same stack and state, or wider. */
export interface LeakGroup {
  count: number;
  state: string;
  /** `null` where no goroutine of the group says how long it has waited. */
  waitMinutes: { min: number; max: number } | null;
  /** How long they have waited, in seconds, where a trace saw it. */
  waitSeconds?: { min: number; max: number };
  /** Innermost first, without the runtime's own frames on top. In a wider group, the commonest one. */
  stack: readonly Frame[];
  /** The runtime's own frames that were taken off the top, innermost first. */
  runtimeFrames: readonly Frame[];
  createdBy: CreatedBy | null;
  /** The creator's whole stack at the `go` statement, innermost first, where a trace saw it. */
  creation?: readonly Frame[];
  /** 0 (nothing to see) to 1 (certain). */
  suspicion: number;
  /** Why, in one sentence. */
  reason: string;
  confidence: Confidence;
  /** What speaks for it and against it, the strongest first. */
  reasons: readonly Reason[];
  /** How many have waited how long: a count a bucket of `waitBuckets`; absent where the file says nothing of it. */
  waits?: readonly number[];
  /** Labels of the goroutines, the commonest first; absent where none has any. */
  labels?: readonly LabelCount[];
  /** Ids where the dump has them, at most the first 1 000. */
  ids: readonly number[];
}

/** So many goroutines of a group have a label. */
export interface LabelCount {
  key: string;
  value: string;
  count: number;
}

/** A group as wide as it may be. */
export interface JudgedGroup extends LeakGroup {
  /** How many different stacks the group has. */
  stacks: number;
}

/** What goroutines of a group have in common. */
export type Grouping =
  /** The whole stack, the state and the creator, with its stack where that is known. */
  | 'stack'
  /** The innermost function of the program's own, and the state. */
  | 'function'
  /** Where they were started. */
  | 'creator'
  | 'state';

const idsKept = 1_000;
/** More different labels than anybody reads. */
const labelsKept = 20;
const labelsCounted = 10_000;

/** Groups goroutines, most suspicious first. */
export function groupGoroutines(snapshot: Snapshot, grouping: Grouping = 'stack'): JudgedGroup[] {
  return rank([...membersByKey(snapshot, grouping).values()].map((group) => toGroup(snapshot, group)));
}

/** Sorts groups: the most suspicious first, then the largest, the oldest, and by their stacks. */
export function rank<T extends LeakGroup>(groups: readonly T[]): T[] {
  const entries = groups.map((group) => ({
    group,
    text: group.stack.map((f) => `${f.function}:${f.line}`).join('\n'),
  }));
  entries.sort(
    (a, b) =>
      b.group.suspicion - a.group.suspicion ||
      b.group.count - a.group.count ||
      (b.group.waitMinutes?.max ?? 0) - (a.group.waitMinutes?.max ?? 0) ||
      (b.group.waitSeconds?.max ?? 0) - (a.group.waitSeconds?.max ?? 0) ||
      (a.text < b.text ? -1 : a.text > b.text ? 1 : 0),
  );
  return entries.map((entry) => entry.group);
}

/** The goroutines of each group of one snapshot; stacks are told by their numbers. */
export function membersByKey(snapshot: Snapshot, grouping: Grouping): Map<string, Goroutine[]> {
  const members = new Map<string, Goroutine[]>();
  const functions = new Map<number, string>();
  for (const goroutine of snapshot.goroutines) {
    const { stack, state, leaked, createdBy: by, creationStack } = goroutine;
    const creator = by ? `${by.function}|${by.file}:${by.line}` : '';
    let key = '';
    if (grouping === 'stack') key = `${stack}|${state}|${leaked ? 1 : 0}|${creator}|${creationStack ?? ''}`;
    else if (grouping === 'creator') key = creator;
    else if (grouping === 'state') key = state;
    else {
      let fn = functions.get(stack);
      if (fn === undefined) {
        fn = ownFrame(snapshot.stacks[stack].frames)?.function ?? '';
        functions.set(stack, fn);
      }
      key = `${fn}|${state}`;
    }
    const known = members.get(key);
    if (known) known.push(goroutine);
    else members.set(key, [goroutine]);
  }
  return members;
}

/** The innermost frame of the program's own; the innermost one that is not the runtime's where it has none. */
export function ownFrame(frames: readonly Frame[]): Frame | undefined {
  const stack = frames.slice(runtimeDepth(frames));
  return stack.find((frame) => !isStandardLibrary(frame.function)) ?? stack[0];
}

/**
 * The group that some goroutines of a snapshot make.
 *
 * @param counts how many there were in each snapshot, oldest first, for a group that is followed through several.
 */
export function toGroup(
  snapshot: Snapshot,
  goroutines: readonly Goroutine[],
  counts?: readonly number[],
): JudgedGroup {
  const first = commonest(goroutines);
  const { frames } = snapshot.stacks[first.stack];
  const depth = runtimeDepth(frames);
  const stack = frames.slice(depth);
  const count = goroutines.reduce((sum, goroutine) => sum + goroutine.count, 0);
  const waitMinutes = waits(goroutines);
  const waitSeconds = secondsOf(goroutines);
  const createdBy = first.createdBy ?? null;
  const user = stack.find((frame) => !isStandardLibrary(frame.function));
  const system = !user && !(createdBy && !isStandardLibrary(createdBy.function));
  const verdict = judge({
    count,
    state: first.state,
    leaked: goroutines.some(({ leaked }) => leaked === true),
    waitMinutes,
    waitSeconds,
    brief: goroutines.every(({ brief }) => brief),
    where: whereOf(user ?? stack[0]),
    system,
    main: goroutines.some(({ id }) => id === 1) || frames.at(-1)?.function === 'runtime.main',
    deadlock: snapshot.reason?.kind === 'deadlock',
    ...(counts ? { counts } : {}),
  });
  const labels = labelsIn(goroutines);
  const ids: number[] = [];
  for (const { id } of goroutines) if (id !== undefined && ids.length < idsKept) ids.push(id);
  return {
    count,
    state: first.state,
    waitMinutes,
    ...(waitSeconds && { waitSeconds }),
    ...(waitMinutes && { waits: bucketsOf(goroutines) }),
    ...(labels.length > 0 && { labels }),
    stack,
    stacks: new Set(goroutines.map((goroutine) => goroutine.stack)).size,
    runtimeFrames: frames.slice(0, depth),
    createdBy,
    ...(first.creationStack !== undefined && { creation: snapshot.stacks[first.creationStack].frames }),
    ...verdict,
    ids,
  };
}

/** One of those with the stack that most have; the first where all have one. */
function commonest(goroutines: readonly Goroutine[]): Goroutine {
  const [first] = goroutines;
  const counts = new Map<number, number>();
  let best = first;
  for (const goroutine of goroutines) {
    const count = (counts.get(goroutine.stack) ?? 0) + goroutine.count;
    counts.set(goroutine.stack, count);
    if (count > (counts.get(best.stack) ?? 0)) best = goroutine;
  }
  return best.stack === first.stack ? first : best;
}

/**
 * The runtime prints minutes only from the first one on: where one of a group says how long, the others have waited
 * less than a minute.
 */
function waits(goroutines: readonly Goroutine[]): LeakGroup['waitMinutes'] {
  let min = Number.POSITIVE_INFINITY;
  let max = -1;
  for (const { waitMinutes } of goroutines) {
    min = Math.min(min, waitMinutes ?? 0);
    max = Math.max(max, waitMinutes ?? -1);
  }
  return max < 0 ? null : { min, max };
}

function labelsIn(goroutines: readonly Goroutine[]): LabelCount[] {
  const counts = new Map<string, LabelCount>();
  for (const { labels, count } of goroutines) {
    if (!labels) continue;
    for (const [key, value] of Object.entries(labels)) {
      const id = `${key}\0${value}`;
      const known = counts.get(id);
      if (known) known.count += count;
      else if (counts.size < labelsCounted) counts.set(id, { key, value, count });
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).slice(0, labelsKept);
}

function secondsOf(goroutines: readonly Goroutine[]): { min: number; max: number } | null {
  let min = Number.POSITIVE_INFINITY;
  let max = -1;
  for (const { waitSeconds } of goroutines) {
    if (waitSeconds === undefined) continue;
    min = Math.min(min, waitSeconds);
    max = Math.max(max, waitSeconds);
  }
  return max < 0 ? null : { min, max };
}

function whereOf(frame: Frame | undefined): string {
  if (!frame) return '';
  if (!frame.file) return frame.function;
  return `${frame.file.slice(Math.max(frame.file.lastIndexOf('/'), frame.file.lastIndexOf('\\')) + 1)}:${frame.line}`;
}
