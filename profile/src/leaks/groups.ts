import type { CreatedBy, Frame, Goroutine, Snapshot } from '../model.ts';
import { runtimeDepth } from './parking.ts';
import { isStandardLibrary } from './standardLibrary.ts';
import { judge } from './suspicion.ts';

/** Goroutines with the same stack and state. */
export interface LeakGroup {
  count: number;
  state: string;
  /** `null` where no goroutine of the group says how long it has waited. */
  waitMinutes: { min: number; max: number } | null;
  /** How long they have waited, in seconds, where a trace saw it. */
  waitSeconds?: { min: number; max: number };
  /** Innermost first, without the runtime's own frames on top. */
  stack: readonly Frame[];
  /** The runtime's own frames that were taken off the top, innermost first. */
  runtimeFrames: readonly Frame[];
  createdBy: CreatedBy | null;
  /** 0 (nothing to see) to 1 (certain). */
  suspicion: number;
  /** Why, in one sentence. */
  reason: string;
  /** Ids where the dump has them, at most the first 1 000. */
  ids: readonly number[];
}

const idsKept = 1_000;

/** Groups goroutines by identical stack and state, most suspicious first. */
export function groupGoroutines(snapshot: Snapshot): LeakGroup[] {
  const members = new Map<string, Goroutine[]>();
  for (const goroutine of snapshot.goroutines) {
    const { createdBy: by } = goroutine;
    const creator = by ? `${by.function}|${by.file}:${by.line}` : '';
    const key = `${goroutine.stack}|${goroutine.state}|${goroutine.leaked ? 1 : 0}|${creator}`;
    const known = members.get(key);
    if (known) known.push(goroutine);
    else members.set(key, [goroutine]);
  }
  const ranked = [...members.values()].map((group) => ({ group: toGroup(snapshot, group), text: '' }));
  for (const entry of ranked) entry.text = entry.group.stack.map((f) => `${f.function}:${f.line}`).join('\n');
  ranked.sort(
    (a, b) =>
      b.group.suspicion - a.group.suspicion ||
      b.group.count - a.group.count ||
      (b.group.waitMinutes?.max ?? 0) - (a.group.waitMinutes?.max ?? 0) ||
      (b.group.waitSeconds?.max ?? 0) - (a.group.waitSeconds?.max ?? 0) ||
      (a.text < b.text ? -1 : a.text > b.text ? 1 : 0),
  );
  return ranked.map((entry) => entry.group);
}

function toGroup(snapshot: Snapshot, goroutines: readonly Goroutine[]): LeakGroup {
  const [first] = goroutines;
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
    leaked: first.leaked === true,
    waitMinutes,
    waitSeconds,
    brief: goroutines.every(({ brief }) => brief),
    where: whereOf(user ?? stack[0]),
    system,
    main: goroutines.some(({ id }) => id === 1) || frames.at(-1)?.function === 'runtime.main',
  });
  const ids: number[] = [];
  for (const { id } of goroutines) if (id !== undefined && ids.length < idsKept) ids.push(id);
  return {
    count,
    state: first.state,
    waitMinutes,
    ...(waitSeconds && { waitSeconds }),
    stack,
    runtimeFrames: frames.slice(0, depth),
    createdBy,
    ...verdict,
    ids,
  };
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
