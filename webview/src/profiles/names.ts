import type { Frame } from '#profile';
import { type Origin, originOf } from '../leaks/groups.ts';
import type { FrameLabel } from './messages.ts';

/** Whose code a profile's frame is; one without a symbol is nobody's that could be told. */
export const frameOrigin = (frame: Frame): Origin =>
  frame.function.startsWith('0x') ? 'library' : originOf(frame);

/** `queue.(*Pool).Get` of `example.com/a/queue.(*Pool).Get`; type arguments may hold slashes as well. */
export function shortName(name: string): string {
  const bracket = name.indexOf('[');
  const slash = name.lastIndexOf('/', bracket < 0 ? undefined : bracket);
  return name.slice(slash + 1);
}

export const labelOf = (frames: readonly Frame[], frame: number): FrameLabel => ({
  frame,
  name: frames[frame].function,
  file: frames[frame].file,
  origin: frameOrigin(frames[frame]),
});

/** 1 for each frame that has all words in its function or file, upper or lower case; `null` for no words. */
export function matchFrames(frames: readonly Frame[], search: string): Uint8Array | null {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return null;
  return Uint8Array.from(frames, ({ function: name, file }) => {
    const text = `${name} ${file}`.toLowerCase();
    return words.every((word) => text.includes(word)) ? 1 : 0;
  });
}
