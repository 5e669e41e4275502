import type { FlameOrder } from '#profile';
import type { LabelChoice, ProfileFacts } from './messages.ts';

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
}

export const freshProfile: SavedProfile = {
  tab: 'flame',
  type: null,
  label: null,
  by: null,
  inverted: false,
  order: 'weight',
  search: '',
};

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
