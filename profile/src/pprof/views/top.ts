import { baseLabel } from '../merge.ts';
import { eachStack, type View } from './frames.ts';

/** Frames by weight, in columns, heaviest first. */
export interface TopTable {
  /** Index into the view's frames. */
  frame: Int32Array;
  /** What its own code weighs. */
  flat: Float64Array;
  /** With all that it called; a function that calls itself counts once a sample. */
  cum: Float64Array;
  /** What percentages are of: all samples without their signs; the base's alone where there is one. */
  total: number;
}

/** The table of `pprof -top`: by flat weight, or by cumulative one with `byCum`. */
export function topTable(view: View, byCum = false): TopTable {
  const count = view.index.frames.length;
  const flat = new Float64Array(count);
  const cum = new Float64Array(count);
  const seen = new Int32Array(count).fill(-1);
  eachStack(view, (frames, length, value, sample) => {
    if (length) flat[frames[0]] += value;
    for (let i = 0; i < length; i++) {
      const frame = frames[i];
      if (seen[frame] === sample) continue;
      seen[frame] = sample;
      cum[frame] += value;
    }
  });
  const order = Int32Array.from({ length: count }, (_, i) => i).filter((frame) => seen[frame] >= 0);
  const first = byCum ? cum : flat;
  const second = byCum ? flat : cum;
  const { frames } = view.index;
  order.sort(
    (a, b) =>
      Math.abs(first[b]) - Math.abs(first[a]) ||
      Math.abs(second[b]) - Math.abs(second[a]) ||
      (frames[a].function < frames[b].function ? -1 : 1),
  );
  return {
    frame: order,
    flat: Float64Array.from(order, (frame) => flat[frame]),
    cum: Float64Array.from(order, (frame) => cum[frame]),
    total: totalWeight(view),
  };
}

/** What percentages of a view are of (github.com/google/pprof, internal/report, computeTotal). */
export function totalWeight({ profile, type, only }: View): number {
  const { samples, values, sampleTypes, labelStart, labelKey, strings } = profile;
  const base = strings.indexOf(baseLabel);
  let all = 0;
  let based = 0;
  for (let s = 0; s < samples; s++) {
    if (only && only[s] === 0) continue;
    const weight = Math.abs(values[s * sampleTypes.length + type]);
    all += weight;
    if (base < 0) continue;
    for (let i = labelStart[s]; i < labelStart[s + 1]; i++) {
      if (labelKey[i] !== base) continue;
      based += weight;
      break;
    }
  }
  return based > 0 ? based : all;
}
