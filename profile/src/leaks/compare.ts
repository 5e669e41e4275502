import type { Goroutine, Snapshot } from '../model.ts';
import { type Grouping, type JudgedGroup, membersByKey, ownFrame, rank, toGroup } from './groups.ts';
import { runtimeDepth } from './parking.ts';
import { growsAlways } from './suspicion.ts';

export type Change = 'new' | 'gone' | 'grew' | 'shrank' | 'same';

/** A group through several snapshots; its facts are those of the last snapshot that has it. */
export interface GroupHistory extends JudgedGroup {
  /** How many there were in each snapshot. `count` is the last of them, or that of the last snapshot with any. */
  counts: readonly number[];
  /** From the first snapshot to the last. */
  change: Change;
  /** There were at least three snapshots, and more in each than in the one before. */
  growsAlways: boolean;
}

/**
 * Follows groups through snapshots of one program, oldest first, most suspicious first. Groups are the same by the
 * text of their frames, so that dumps and profiles of different runs or formats compare: the runtime's frames on top,
 * which not every format has, don't count. A group costs a number a snapshot: meant for dozens of them.
 */
export function compareSnapshots(
  snapshots: readonly Snapshot[],
  grouping: Grouping = 'stack',
): GroupHistory[] {
  const histories = new Map<string, { counts: number[]; last: number; members: Goroutine[] }>();
  snapshots.forEach((snapshot, index) => {
    const keys = new Map<number, string>();
    for (const members of membersByKey(snapshot, grouping).values()) {
      const key = textKey(snapshot, members[0], grouping, keys);
      let history = histories.get(key);
      if (!history) {
        history = { counts: snapshots.map(() => 0), last: index, members: [] };
        histories.set(key, history);
      }
      for (const { count } of members) history.counts[index] += count;
      history.members = history.last === index ? [...history.members, ...members] : members;
      history.last = index;
    }
  });
  return rank(
    [...histories.values()].map(({ counts, last, members }): GroupHistory => {
      const change = changeOf(counts[0], counts[counts.length - 1]);
      const group = toGroup(snapshots[last], members, counts);
      // Those that are gone did not leak.
      const verdict = change === 'gone' && group.confidence !== 'certain' ? { suspicion: 0 } : {};
      return { ...group, ...verdict, counts, change, growsAlways: growsAlways(counts) };
    }),
  );
}

function changeOf(first: number, last: number): Change {
  if (first === last) return 'same';
  if (first === 0) return 'new';
  if (last === 0) return 'gone';
  return last > first ? 'grew' : 'shrank';
}

/** What tells a group in every snapshot. `known` keeps the text of stacks. */
function textKey(
  snapshot: Snapshot,
  goroutine: Goroutine,
  grouping: Grouping,
  known: Map<number, string>,
): string {
  const { stack, createdBy } = goroutine;
  // A profile says neither.
  const state = goroutine.state.replace(/ \((?:durable|nil chan)\)$/, '');
  const { frames } = snapshot.stacks[stack];
  if (grouping === 'state') return state;
  if (grouping === 'creator')
    return createdBy ? `${createdBy.function}|${createdBy.file}:${createdBy.line}` : '';
  if (grouping === 'function') return `${ownFrame(frames)?.function ?? ''}|${state}`;
  let text = known.get(stack);
  if (text === undefined) {
    text = frames
      .slice(runtimeDepth(frames))
      .map((frame) => `${frame.function} ${frame.file}:${frame.line}`)
      .join('\n');
    known.set(stack, text);
  }
  return `${text}|${state}`;
}
