import type { Snapshot } from './page.ts';

/** The dumps of a file, each as a snapshot of its own; the file itself where it holds but one. */
export function dumpsOf(snapshot: Snapshot): Snapshot[] {
  const { summary, name } = snapshot;
  if (!summary.dumps) return [snapshot];
  const { dumps, reason: _, creators: __, ...rest } = summary;
  return dumps.map((dump, at) => ({
    ...snapshot,
    name: `${name} · ${at + 1}`,
    isPart: true,
    summary: { ...rest, ...dump },
  }));
}
