import type { LeakGroup } from '#profile';
import type { ElsewhereFile, ReportedGroup } from '#protocol';
import type { Bundle } from './bundles.ts';
import { reportedGroups } from './report.ts';

/** What goroutines are told by whatever kind of file they are in: the program's own calls, and where they started. */
function stackOf({ frames, startedAt }: ReportedGroup): string {
  const calls = [...frames, ...(startedAt ? [startedAt] : [])];
  return calls.map(({ function: name, line }) => `${name}:${line}`).join('|');
}

/** The stacks on which goroutines are stuck, each with the names of the files that have it. */
export function stuckElsewhere(files: readonly Omit<ElsewhereFile, 'id'>[]): Map<string, string[]> {
  const stacks = new Map<string, string[]>();
  for (const { name, groups } of files) {
    for (const stack of new Set(groups.filter(({ isBlocked }) => isBlocked).map(stackOf)))
      stacks.set(stack, [...(stacks.get(stack) ?? []), name]);
  }
  return stacks;
}

/**
 * Says of suspicious bundles which other files have goroutines stuck on the same stack; such are the strongest
 * suspects, and come first.
 */
export function crossed(
  bundles: readonly Bundle[],
  stacks: ReadonlyMap<string, readonly string[]>,
): Bundle[] {
  if (stacks.size === 0) return [...bundles];
  const marked = bundles.map((bundle) => {
    const found = reportedGroups(bundle.groups).filter(({ isBlocked }) => isBlocked);
    const inBoth = [...new Set(found.flatMap((group) => stacks.get(stackOf(group)) ?? []))];
    return inBoth.length > 0 ? { ...bundle, inBoth } : bundle;
  });
  return [...marked.filter(({ inBoth }) => inBoth), ...marked.filter(({ inBoth }) => !inBoth)];
}

/** The same for groups that are read already. */
export const stuckIn = (
  files: readonly { name: string; groups: readonly LeakGroup[] }[],
): Map<string, string[]> =>
  stuckElsewhere(files.map(({ name, groups }) => ({ name, groups: reportedGroups(groups) })));
