import type { View } from '#profile';
import type { FramePlace } from '#protocol';

/** Where a frame is in the source: the line of it that weighs most in the view. Line 1 where none is known. */
export function placeOf(view: View, frame: number): FramePlace {
  const { profile, index, only, type } = view;
  const { lineStart, lineNumber, lineFunction, functionFile, functionStartLine, strings } = profile;
  const { stackStart, stackLocations, values, sampleTypes } = profile;
  const weights = new Map<number, number>();
  // Line → a row that has it.
  const rows = new Map<number, number>();
  const ofFrame = (location: number, use: (row: number) => void) => {
    const from = index.locationStart[location];
    for (let row = lineStart[location]; row < lineStart[location + 1]; row++) {
      if (index.locationFrames[from + row - lineStart[location]] === frame) use(row);
    }
  };
  for (let s = 0; s < profile.samples; s++) {
    if (only && only[s] === 0) continue;
    const weight = Math.abs(values[s * sampleTypes.length + type]);
    for (let i = stackStart[s]; i < stackStart[s + 1]; i++) {
      ofFrame(stackLocations[i], (row) => {
        const line = lineNumber[row];
        weights.set(line, (weights.get(line) ?? 0) + weight);
        if (!rows.has(line)) rows.set(line, row);
      });
    }
  }
  const { function: name, file } = index.frames[frame];
  let best = 0;
  let most = -1;
  for (const [line, weight] of weights) {
    if (line > 0 && weight > most) {
      best = line;
      most = weight;
    }
  }
  const row = rows.get(best) ?? rows.values().next().value;
  const fn = row === undefined ? -1 : lineFunction[row];
  return {
    file: fn < 0 ? file : strings[functionFile[fn]],
    line: best || (fn < 0 ? 0 : functionStartLine[fn]) || 1,
    function: name,
  };
}
