import { FormatError } from '../errors.ts';
import { SequenceTable } from '../intern.ts';
import { stateOf } from '../leaks/parking.ts';
import type { Frame, Goroutine, Snapshot, Stack } from '../model.ts';
import { addressName, type SampleProfile } from './sampleProfile.ts';

/** More calls than the stacks of any program's goroutines have together. */
const maxFrames = 10_000_000;

/** The type of a profile that counts goroutines; -1 in one of anything else. */
export const goroutineType = ({ sampleTypes }: SampleProfile): number =>
  sampleTypes.findIndex(({ type }) => type === 'goroutine' || type === 'goroutineleak');

/**
 * The goroutines of a goroutine or goroutineleak profile. Each sample counts the goroutines with one stack and one
 * set of labels (runtime/pprof; formats.md, section 5).
 *
 * @param type which of the profile's sample types counts them.
 * @throws FormatError for stacks that have more calls together than a program's can have.
 */
export function goroutinesOf(profile: SampleProfile, type: number): Snapshot {
  const { sampleTypes, values, stackStart, stackLocations } = profile;
  const leaked = sampleTypes[type].type === 'goroutineleak';
  const stacks: Stack[] = [];
  const known = new SequenceTable();
  const frames = framesByLocation(profile);
  let held = 0;
  const goroutines: Goroutine[] = [];
  for (let s = 0; s < profile.samples; s++) {
    const count = values[s * sampleTypes.length + type];
    if (count <= 0) continue;
    const locations = stackLocations.subarray(stackStart[s], stackStart[s + 1]);
    const stack = known.add(locations, locations.length);
    if (stack === stacks.length) {
      const calls: Frame[] = [];
      for (const location of locations) {
        const called = frames(location);
        held += called.length;
        if (held > maxFrames)
          throw new FormatError('Its stacks have more calls than those of a program can have.', 0, true);
        for (const frame of called) calls.push(frame);
      }
      stacks.push({ frames: calls, elided: 0 });
    }
    const labels = labelsOf(profile, s);
    goroutines.push({
      count,
      state: stateOf(stacks[stack].frames),
      inferred: true,
      stack,
      ...(leaked ? { leaked } : {}),
      ...(labels ? { labels } : {}),
    });
  }
  return { stacks, goroutines };
}

/** The frames of a location: the inlined calls first, the physical one last; an address where there is no symbol. */
function framesByLocation(profile: SampleProfile): (location: number) => readonly Frame[] {
  const { lineStart, lineFunction, lineNumber, functionName, functionFile, strings, locationAddress } =
    profile;
  const known: (Frame[] | undefined)[] = [];
  return (location) => {
    const before = known[location];
    if (before) return before;
    const frames: Frame[] = [];
    for (let i = lineStart[location]; i < lineStart[location + 1]; i++) {
      const fn = lineFunction[i];
      frames.push({
        function: fn < 0 ? '' : strings[functionName[fn]],
        file: fn < 0 ? '' : strings[functionFile[fn]],
        line: lineNumber[i],
      });
    }
    if (!frames.length) frames.push({ function: addressName(locationAddress[location]), file: '', line: 0 });
    known[location] = frames;
    return frames;
  };
}

/** A sample's labels, numbers as text; `null` where it has none. */
function labelsOf(profile: SampleProfile, sample: number): Record<string, string> | null {
  const { labelStart, labelKey, labelText, labelNumber, strings } = profile;
  const from = labelStart[sample];
  const to = labelStart[sample + 1];
  if (from === to) return null;
  const entries: [string, string][] = [];
  for (let i = from; i < to; i++) {
    entries.push([strings[labelKey[i]], labelText[i] >= 0 ? strings[labelText[i]] : String(labelNumber[i])]);
  }
  return Object.fromEntries(entries);
}
