import type { LeakGroup } from '#profile';
import type { ElsewhereFile, FramePlace, ReportedGroup } from '#protocol';
import type { Bundle } from './bundles.ts';
import { reportedGroups } from './report.ts';

/** Goroutines of another file that are stuck. */
interface Stuck {
  file: string;
  /** Where they were started; `null` where the file does not say: profiles don't. */
  start: string | null;
}

/** By the program's own calls. */
export type StuckElsewhere = ReadonlyMap<string, readonly Stuck[]>;

const textOf = ({ function: name, line }: FramePlace): string => `${name}:${line}`;
const stackOf = ({ frames }: ReportedGroup): string => frames.map(textOf).join('|');
const startOf = ({ startedAt }: ReportedGroup): string | null => startedAt && textOf(startedAt);

/** What is stuck in some files. */
export function stuckElsewhere(files: readonly Omit<ElsewhereFile, 'id'>[]): StuckElsewhere {
  const stacks = new Map<string, Stuck[]>();
  for (const { name: file, groups } of files) {
    for (const group of groups) {
      if (!group.isBlocked) continue;
      const stack = stackOf(group);
      const stuck = { file, start: startOf(group) };
      const known = stacks.get(stack);
      if (known) known.push(stuck);
      else stacks.set(stack, [stuck]);
    }
  }
  return stacks;
}

/**
 * Says of suspicious bundles which other files have goroutines stuck on the same stack, and started at the same place
 * where both files say; such are the strongest suspects, and come first.
 */
export function crossed(bundles: readonly Bundle[], stacks: StuckElsewhere): Bundle[] {
  if (stacks.size === 0) return [...bundles];
  const marked = bundles.map((bundle) => {
    const names = reportedGroups(bundle.groups)
      .filter(({ isBlocked }) => isBlocked)
      .flatMap((group) => filesWith(group, stacks));
    return names.length > 0 ? { ...bundle, inBoth: [...new Set(names)] } : bundle;
  });
  return [...marked.filter(({ inBoth }) => inBoth), ...marked.filter(({ inBoth }) => !inBoth)];
}

function filesWith(group: ReportedGroup, stacks: StuckElsewhere): string[] {
  const start = startOf(group);
  return (stacks.get(stackOf(group)) ?? [])
    .filter((stuck) => start === null || stuck.start === null || stuck.start === start)
    .map(({ file }) => file);
}

/** Groups of a file as it is told elsewhere. */
export const toldOf = ({
  name,
  groups,
}: {
  name: string;
  groups: readonly LeakGroup[];
}): Omit<ElsewhereFile, 'id'> => ({
  name,
  groups: reportedGroups(groups),
});
