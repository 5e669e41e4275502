import { type Frame, type LeakGroup, type Starter, starterOf } from '#profile';
import type { Bundle } from './bundles.ts';
import { keyOf, type Origin, originOf } from './groups.ts';

interface Place {
  /** Tells the item from all others; where it can be opened, also what is kept of that. */
  key: string;
  /** Depth in the tree, from 1. */
  level: number;
  /** Place among the items below the same parent, from 1, and how many those are. */
  position: number;
  size: number;
}

/** A line of the tree. */
export type Item = Place &
  (
    | { kind: 'bundle'; bundle: Bundle; isOpen: boolean }
    | { kind: 'group'; group: LeakGroup; isOpen: boolean }
    | { kind: 'frame'; frame: Frame; origin: Origin; role: 'call' | 'starter' | 'creator'; via?: string }
    | { kind: 'fold'; count: number; isOpen: boolean }
  );

type Content = Item extends infer T ? (T extends Item ? Omit<T, 'position' | 'size'> : never) : never;

/**
 * The tree's lines, top down: closed ones without what is below. A bundle of one group shows that group's frames, one
 * of several its groups.
 *
 * @param open keys of the items that are open
 */
export function itemsOf(bundles: readonly Bundle[], open: ReadonlySet<string>): Item[] {
  const items: Item[] = [];
  bundles.forEach((bundle, at) => {
    const { key } = bundle;
    const isOpen = open.has(key);
    items.push({ kind: 'bundle', key, level: 1, position: at + 1, size: bundles.length, bundle, isOpen });
    if (!isOpen) return;
    if (bundle.groups.length === 1) framesOf(bundle.groups[0], key, 2, open, items);
    else groupsOf(bundle, open, items);
  });
  return items;
}

function groupsOf({ key: parent, groups }: Bundle, open: ReadonlySet<string>, items: Item[]): void {
  groups.forEach((group, at) => {
    const key = `${parent}\n${at}|${keyOf(group)}`;
    const isOpen = open.has(key);
    items.push({ kind: 'group', key, level: 2, position: at + 1, size: groups.length, group, isOpen });
    if (isOpen) framesOf(group, key, 3, open, items);
  });
}

/** Calls in a row that are not the program's own are folded into one line, from this many on. */
const foldFrom = 2;

function framesOf(
  { runtimeFrames, stack, createdBy, creation = [] }: LeakGroup,
  parent: string,
  level: number,
  open: ReadonlySet<string>,
  items: Item[],
): void {
  const calls = [...runtimeFrames, ...stack];
  const lines: Content[] = [];
  const folds = calls.some((frame) => originOf(frame) === 'own');
  for (let at = 0; at < calls.length; ) {
    let end = at;
    while (folds && end < calls.length && originOf(calls[end]) !== 'own') end++;
    if (end - at >= foldFrom) {
      const key = `${parent}\nfold ${at}`;
      const isOpen = open.has(key);
      lines.push({ kind: 'fold', key, level, count: end - at, isOpen });
      if (!isOpen) at = end;
    }
    end = Math.max(end, at + 1);
    for (; at < Math.min(end, calls.length); at++) lines.push(call(calls[at], `${parent}\n${at}`, level));
  }
  const starter = starterOf(stack, createdBy);
  if (starter?.via) lines.push(started(starter, parent, level));
  if (createdBy) {
    const origin = originOf(createdBy);
    lines.push({
      kind: 'frame',
      key: `${parent}\ncreator`,
      level,
      frame: createdBy,
      origin,
      role: 'creator',
    });
    // Who called the creator.
    creation.slice(1).forEach((frame, at) => {
      lines.push(call(frame, `${parent}\ncreator ${at + 1}`, level));
    });
  }
  lines.forEach((line, at) => {
    items.push({ ...line, position: at + 1, size: lines.length });
  });
}

const call = (frame: Frame, key: string, level: number): Content => ({
  kind: 'frame',
  key,
  level,
  frame,
  origin: originOf(frame),
  role: 'call',
});

function started({ via, ...frame }: Starter, parent: string, level: number): Content {
  const line: Content = {
    kind: 'frame',
    key: `${parent}\nstarter`,
    level,
    frame,
    origin: originOf(frame),
    role: 'starter',
  };
  return via ? { ...line, via } : line;
}
