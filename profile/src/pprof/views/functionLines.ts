import { eachStack, type View } from './frames.ts';
import type { LineWeights } from './lines.ts';

/** What the lines of a function weigh, in one of the files that it has lines in. */
export interface FunctionLines {
  file: string;
  /** The line that it begins at; 0 where the profile does not say. */
  startLine: number;
  lines: LineWeights;
}

/**
 * The weights of a function's lines, as `pprof -list` has them: the file with the heaviest line first. A line counts
 * once a sample, however often it is on its stack.
 *
 * @param frame index into the view's frames, which are functions
 */
export function functionLines(view: View, frame: number): FunctionLines[] {
  const { profile, index } = view;
  const { lineStart, lineNumber, lineFunction, functionFile, functionStartLine, strings } = profile;
  const { locationStart, locationFrames } = index;
  const places: { file: string; line: number; startLine: number }[] = [];
  const numbers = new Map<string, number>();
  // Where the view has a frame, here is the place of the one that is asked for, and -1 for all others.
  const placeOf = new Int32Array(locationFrames.length).fill(-1);
  for (let location = 0; location + 1 < lineStart.length; location++) {
    for (let row = lineStart[location]; row < lineStart[location + 1]; row++) {
      const at = locationStart[location] + row - lineStart[location];
      if (locationFrames[at] !== frame) continue;
      const fn = lineFunction[row];
      const file = fn < 0 ? '' : strings[functionFile[fn]];
      const line = lineNumber[row];
      const key = `${line}:${file}`;
      let number = numbers.get(key);
      if (number === undefined) {
        number = places.push({ file, line, startLine: fn < 0 ? 0 : functionStartLine[fn] }) - 1;
        numbers.set(key, number);
      }
      placeOf[at] = number;
    }
  }
  const flat = new Float64Array(places.length);
  const cum = new Float64Array(places.length);
  const seen = new Int32Array(places.length).fill(-1);
  const byPlace = { ...view, index: { frames: [], locationStart, locationFrames: placeOf } };
  eachStack(byPlace, (its, length, value, sample) => {
    if (length && its[0] >= 0) flat[its[0]] += value;
    for (let i = 0; i < length; i++) {
      const place = its[i];
      if (place < 0 || seen[place] === sample) continue;
      seen[place] = sample;
      cum[place] += value;
    }
  });
  const byFile = new Map<string, number[]>();
  for (let place = 0; place < places.length; place++) {
    if (seen[place] < 0) continue;
    const known = byFile.get(places[place].file);
    if (known) known.push(place);
    else byFile.set(places[place].file, [place]);
  }
  const heaviest = (its: readonly number[]) =>
    its.reduce((most, place) => Math.max(most, Math.abs(cum[place])), 0);
  return [...byFile]
    .sort(([, a], [, b]) => heaviest(b) - heaviest(a))
    .map(([file, its]) => {
      its.sort((a, b) => places[a].line - places[b].line);
      const column = (of: (place: number) => number) => Float64Array.from(its, of);
      return {
        file,
        startLine: places[its[0]].startLine,
        lines: {
          line: column((place) => places[place].line),
          flat: column((place) => flat[place]),
          cum: column((place) => cum[place]),
        },
      };
    });
}
