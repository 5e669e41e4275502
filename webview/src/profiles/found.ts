import { eachStack, type View } from '#profile';
import type { Found } from './messages.ts';

/** What the samples weigh that have one of the frames; each counts once. */
export function weightOf(view: View, matches: Uint8Array | null): Found {
  if (!matches) return { functions: 0, weight: 0 };
  const seen = new Uint8Array(matches.length);
  let functions = 0;
  let weight = 0;
  eachStack(view, (frames, length, value) => {
    let has = false;
    for (let i = 0; i < length; i++) {
      const frame = frames[i];
      if (matches[frame] === 0) continue;
      has = true;
      functions += 1 - seen[frame];
      seen[frame] = 1;
    }
    if (has) weight += value;
  });
  return { functions, weight };
}

/** All weights with their signs. */
export function sumOf(view: View): number {
  let sum = 0;
  eachStack(view, (_frames, _length, value) => {
    sum += value;
  });
  return sum;
}
