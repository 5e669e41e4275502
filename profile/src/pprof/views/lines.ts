import type { SampleProfile } from '../sampleProfile.ts';
import { eachStack, indexFrames } from './frames.ts';

/** What the lines of a file weigh, in columns, by rising line. */
export interface LineWeights {
  line: Float64Array;
  flat: Float64Array;
  cum: Float64Array;
}

/** The weights of every file's lines: a line of several functions, or of one inlined twice, is one line. */
export function lineWeights(
  profile: SampleProfile,
  { type = profile.defaultType, only }: { type?: number; only?: Uint8Array | undefined } = {},
): Map<string, LineWeights> {
  const index = indexFrames(profile, 'lines');
  // Frame → line of a file: two functions may share one.
  const lines = new Map<string, number>();
  const places: { file: string; line: number }[] = [];
  const lineOf = Int32Array.from(index.frames, ({ file, line }) => {
    const key = `${file}:${line}`;
    let number = lines.get(key);
    if (number === undefined) {
      number = places.push({ file, line }) - 1;
      lines.set(key, number);
    }
    return number;
  });
  const flat = new Float64Array(places.length);
  const cum = new Float64Array(places.length);
  const seen = new Int32Array(places.length).fill(-1);
  eachStack({ profile, index, type, only }, (frames, length, value, sample) => {
    if (length) flat[lineOf[frames[0]]] += value;
    for (let i = 0; i < length; i++) {
      const line = lineOf[frames[i]];
      if (seen[line] === sample) continue;
      seen[line] = sample;
      cum[line] += value;
    }
  });
  const byFile = new Map<string, number[]>();
  for (let number = 0; number < places.length; number++) {
    const { file } = places[number];
    if (!file || seen[number] < 0) continue;
    const known = byFile.get(file);
    if (known) known.push(number);
    else byFile.set(file, [number]);
  }
  const result = new Map<string, LineWeights>();
  for (const [file, numbers] of byFile) {
    numbers.sort((a, b) => places[a].line - places[b].line);
    result.set(file, {
      line: Float64Array.from(numbers, (number) => places[number].line),
      flat: Float64Array.from(numbers, (number) => flat[number]),
      cum: Float64Array.from(numbers, (number) => cum[number]),
    });
  }
  return result;
}
