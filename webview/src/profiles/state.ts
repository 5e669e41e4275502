import type { FlameOrder } from '#profile';
import type { Range } from './flame/geometry.ts';
import type { LabelChoice, ProfileFacts, TopOrder } from './messages.ts';

export const tabs = ['flame', 'top', 'tree', 'neighbours', 'source'] as const;
export type Tab = (typeof tabs)[number];

/** How a profile is looked at; outlives the page. */
export interface SavedProfile {
  tab: Tab;
  /** Name of the sample type; `null` is the profile's default. */
  type: string | null;
  label: LabelChoice | null;
  /** Key of a label that the flame graph and the call tree are split by. */
  by: string | null;
  inverted: boolean;
  order: FlameOrder;
  search: string;
  /** What of the flame graph is in sight; `null` is all. */
  zoom: Range | null;
  /** Nodes of the call tree that are open; `null` before anybody opened or closed one. */
  open: readonly number[] | null;
  sorting: Sorting;
  /** The frame that somebody looks at: its number, which another file may give to another function. */
  frame: { number: number; name: string } | null;
}

/** How the table of functions is sorted. */
export interface Sorting {
  order: TopOrder;
  rising: boolean;
}

export const freshProfile: SavedProfile = {
  tab: 'flame',
  type: null,
  label: null,
  by: null,
  inverted: false,
  order: 'weight',
  search: '',
  zoom: null,
  open: null,
  sorting: { order: 'self', rising: false },
  frame: null,
};

/** What another choice changes with itself: a place in a graph means nothing in another one. */
export function changed(saved: SavedProfile, change: Partial<SavedProfile>): SavedProfile {
  const isOther = (...keys: (keyof SavedProfile)[]) => keys.some((key) => key in change);
  return {
    ...saved,
    ...(isOther('type', 'label') ? { frame: null } : {}),
    ...(isOther('type', 'label', 'inverted', 'by', 'order') ? { zoom: null } : {}),
    ...(isOther('type', 'label', 'inverted', 'by') ? { open: null } : {}),
    ...change,
  };
}

/** The sample type to show: the chosen one, where the profile has it. */
export function typeIndex({ types, defaultType }: ProfileFacts, chosen: string | null): number {
  const at = types.findIndex(({ type }) => type === chosen);
  return at < 0 ? defaultType : at;
}

/** The label to show only samples of: the chosen one, where the profile has it. */
export function labelIn({ labels }: ProfileFacts, chosen: LabelChoice | null): LabelChoice | null {
  const values = labels.find(({ key }) => key === chosen?.key)?.values;
  return chosen && values?.includes(chosen.value) ? chosen : null;
}
