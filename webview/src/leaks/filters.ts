import type { LeakGroup } from '#profile';
import { mainFrame, originOf, packageOf } from './groups.ts';

/** What a person wants to see; the empty text and 0 ask for nothing. */
export interface Filters {
  /** Words that must all be in the group's state, functions or files. */
  search: string;
  state: string;
  /** A package that the goroutine is in, or was started by. */
  package: string;
  /** Part of the name of a function on the stack. */
  function: string;
  /** Whole minutes that one of the goroutines has waited at least. */
  minutes: number;
  /** Leave out what the runtime and idle goroutines make up. */
  busy: boolean;
}

export const noFilters: Filters = {
  search: '',
  state: '',
  package: '',
  function: '',
  minutes: 0,
  busy: false,
};

/** Whether any group may be left out. */
export const isFiltering = (filters: Filters): boolean =>
  Object.entries(noFilters).some(([name, value]) => filters[name as keyof Filters] !== value);

/** States of goroutines that wait for time, the network or the processor, or that do the runtime's work. */
const idle =
  /^(?:IO wait|sleep|syscall|running|runnable|idle|waiting|finalizer wait|cleanup wait)$|GC|idle|force gc/;

/** Whether a group is no part of the program, or does nothing that could leak. */
export function isIdle({ state, stack, createdBy, suspicion }: LeakGroup): boolean {
  if (suspicion >= 0.35) return false;
  if (idle.test(state)) return true;
  return stack.every((frame) => originOf(frame) === 'go') && (!createdBy || originOf(createdBy) === 'go');
}

/** The groups that pass, in their order. */
export function filterGroups(groups: readonly LeakGroup[], filters: Filters): readonly LeakGroup[] {
  if (!isFiltering(filters)) return groups;
  const words = filters.search.toLowerCase().split(/\s+/).filter(Boolean);
  const name = filters.function.toLowerCase();
  return groups.filter((group) => {
    if (filters.state && group.state !== filters.state) return false;
    if (filters.minutes > 0 && (group.waitMinutes?.max ?? 0) < filters.minutes) return false;
    if (filters.busy && isIdle(group)) return false;
    const frames = group.createdBy ? [...group.stack, group.createdBy] : group.stack;
    if (filters.package && !frames.some((frame) => packageOf(frame.function) === filters.package))
      return false;
    if (name && !frames.some((frame) => frame.function.toLowerCase().includes(name))) return false;
    if (words.length === 0) return true;
    const text = `${group.state}\n${frames.map((f) => `${f.function}\n${f.file}:${f.line}`).join('\n')}`;
    const lower = text.toLowerCase();
    return words.every((word) => lower.includes(word));
  });
}

/** What there is to choose from, each sorted. */
export interface Choices {
  states: string[];
  packages: string[];
  functions: string[];
}

/** More functions are no list that anybody reads; any other can be typed. */
const mostFunctions = 500;

/** States of the groups, packages that are not Go's, and functions that groups are in. */
export function choicesOf(groups: readonly LeakGroup[]): Choices {
  const states = new Set<string>();
  const packages = new Set<string>();
  const functions = new Set<string>();
  for (const group of groups) {
    states.add(group.state);
    for (const frame of group.stack)
      if (frame.function && originOf(frame) !== 'go') packages.add(packageOf(frame.function));
    const main = mainFrame(group)?.function;
    if (main && functions.size < mostFunctions) functions.add(main);
  }
  return { states: [...states].sort(), packages: [...packages].sort(), functions: [...functions].sort() };
}
