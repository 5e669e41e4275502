import * as l10n from '@vscode/l10n';
import { type Frame, isStandardLibrary, type LeakGroup } from '#profile';

/** How much a group should worry: told by an icon and a word too, as colour alone says nothing to many. */
export type Level = 'certain' | 'suspicious' | 'quiet';

export function levelOf({ suspicion }: Pick<LeakGroup, 'suspicion'>): Level {
  if (suspicion >= 0.9) return 'certain';
  return suspicion >= 0.35 ? 'suspicious' : 'quiet';
}

/** Tells a group from the others, also after the file was read again. */
export function keyOf({ state, stack, createdBy }: LeakGroup): string {
  const frames = stack.map((frame) => `${frame.function}:${frame.line}`).join('|');
  return `${state}|${frames}|${createdBy ? `${createdBy.function}:${createdBy.line}` : ''}`;
}

/** Whose code a frame is: the program's own, a library's, or Go's. */
export type Origin = 'own' | 'library' | 'go';

/** Told by the name, and by where the module cache and vendored packages lie (https://go.dev/ref/mod). */
export function originOf({ function: name, file }: Frame): Origin {
  if (isStandardLibrary(name)) return 'go';
  return /@v\d|[/\\]pkg[/\\]mod[/\\]|(?:^|[/\\])vendor[/\\]/.test(file) ? 'library' : 'own';
}

/** The frame that says best where a group is: the program's own before a library's before Go's. */
export function mainFrame({ stack }: Pick<LeakGroup, 'stack'>): Frame | undefined {
  const at = (origin: Origin) => stack.find((frame) => originOf(frame) === origin);
  return at('own') ?? at('library') ?? stack[0];
}

/** The package of a function: `example.com/a/queue` of `example.com/a/queue.(*Pool).Get`. */
export function packageOf(name: string): string {
  const dot = name.indexOf('.', name.lastIndexOf('/') + 1);
  return dot < 0 ? name : name.slice(0, dot);
}

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
export function waitOf({ waitMinutes, waitSeconds }: Pick<LeakGroup, 'waitMinutes' | 'waitSeconds'>): string {
  if (waitSeconds) return l10n.t('{0} s', Number(waitSeconds.max.toPrecision(2)).toLocaleString());
  if (!waitMinutes) return '';
  const { max } = waitMinutes;
  return max === 0 ? l10n.t('< 1 min') : l10n.t('≥ {0} min', max);
}
