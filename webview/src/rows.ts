import * as l10n from '@vscode/l10n';
import { type Frame, isStandardLibrary, type LeakGroup } from '#profile';

/** How much a group should worry: told by an icon and a word too, as colour alone says nothing to many. */
export type Level = 'certain' | 'suspicious' | 'quiet';

export function levelOf({ suspicion }: LeakGroup): Level {
  if (suspicion >= 0.9) return 'certain';
  return suspicion >= 0.35 ? 'suspicious' : 'quiet';
}

/** Tells a group from the others, also after the file was read again. */
export function keyOf({ state, stack, createdBy }: LeakGroup): string {
  const frames = stack.map((frame) => `${frame.function}:${frame.line}`).join('|');
  return `${state}|${frames}|${createdBy ? `${createdBy.function}:${createdBy.line}` : ''}`;
}

/** Whether a frame is code of a module, not of Go itself. */
export const isOwn = (frame: Frame): boolean => !isStandardLibrary(frame.function);

/** The frame that says best where a group is. */
export const mainFrame = ({ stack }: LeakGroup): Frame | undefined => stack.find(isOwn) ?? stack[0];

/** `pool.go:41` of a frame's place; empty where unknown. */
export function shortPlace({ file, line }: Frame): string {
  if (!file) return '';
  return `${file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)}:${line}`;
}

/** Numbers with their noun. */
export const counted = {
  goroutines: (count: number): string =>
    count === 1 ? l10n.t('1 goroutine') : l10n.t('{0} goroutines', count.toLocaleString()),
  groups: (count: number): string =>
    count === 1 ? l10n.t('1 group') : l10n.t('{0} groups', count.toLocaleString()),
};

/** How long the goroutines have waited, in short; empty where the file does not say. */
export function waitOf({ waitMinutes, waitSeconds }: LeakGroup): string {
  if (waitSeconds) return l10n.t('{0} s', Number(waitSeconds.max.toPrecision(2)).toLocaleString());
  if (!waitMinutes) return '';
  const { max } = waitMinutes;
  return max === 0 ? l10n.t('< 1 min') : l10n.t('≥ {0} min', max);
}

/** The groups that have every word of a search in their state, functions or files. */
export function matching(groups: readonly LeakGroup[], search: string): readonly LeakGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return groups;
  return groups.filter((group) => {
    const frames = group.createdBy ? [...group.stack, group.createdBy] : group.stack;
    const text =
      `${group.state}\n${frames.map((f) => `${f.function}\n${f.file}:${f.line}`).join('\n')}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
