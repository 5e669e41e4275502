import { Ints } from '../../columns.ts';
import type { Frame } from '../../model.ts';
import { addressName, type SampleProfile } from '../sampleProfile.ts';

/** What counts as one frame: a function, one of its lines, a file, or an address. */
export type Granularity = 'functions' | 'lines' | 'files' | 'addresses';

/** The frames of a profile, each once, and those of every location. */
export interface FrameIndex {
  /** By number. The file is a function's first one; lines are 0 where they are not told apart. */
  frames: readonly Frame[];
  /** Location → its frames, innermost first, from `locationStart[location]` to `locationStart[location + 1]`. */
  locationStart: Int32Array;
  locationFrames: Int32Array;
}

/** Numbers the frames of a profile. Functions of one name are one, as `go tool pprof` has it. */
export function indexFrames(profile: SampleProfile, granularity: Granularity = 'functions'): FrameIndex {
  const { lineStart, lineFunction, lineNumber, functionName, functionFile, strings } = profile;
  const { locationAddress, locationMapping, mappings } = profile;
  const frames: Frame[] = [];
  const numbers = new Map<string, number>();
  const number = (key: string, frame: () => Frame): number => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const next = frames.push(frame()) - 1;
    numbers.set(key, next);
    return next;
  };
  const locationStart = new Ints();
  const locationFrames = new Ints();
  for (let location = 0; location + 1 < lineStart.length; location++) {
    locationStart.push(locationFrames.length);
    for (let i = lineStart[location]; i < lineStart[location + 1]; i++) {
      const fn = lineFunction[i];
      const name = (fn >= 0 && strings[functionName[fn]]) || addressName(locationAddress[location]);
      const file = fn < 0 ? '' : strings[functionFile[fn]];
      const line = lineNumber[i];
      const its =
        granularity === 'functions'
          ? number(name, () => ({ function: name, file, line: 0 }))
          : granularity === 'lines'
            ? number(`${name}\0${file}\0${line}`, () => ({ function: name, file, line }))
            : granularity === 'files'
              ? number(file, () => ({ function: '', file, line: 0 }))
              : number(`${locationAddress[location]}\0${name}\0${line}`, () => ({
                  function: name,
                  file,
                  line,
                }));
      locationFrames.push(its);
    }
    if (lineStart[location] === lineStart[location + 1]) {
      const name = addressName(locationAddress[location]);
      const file = mappings[locationMapping[location]]?.file ?? '';
      locationFrames.push(number(name, () => ({ function: name, file, line: 0 })));
    }
  }
  locationStart.push(locationFrames.length);
  return { frames, locationStart: locationStart.done(), locationFrames: locationFrames.done() };
}

/** What of a profile is looked at. */
export interface View {
  profile: SampleProfile;
  index: FrameIndex;
  /** Which of the profile's sample types. */
  type: number;
  /** 1 for each sample that is looked at; all of them without. */
  only?: Uint8Array | undefined;
  /** A frame for each sample that stands around all of its own: see `labelFrames`. */
  outermost?: Int32Array | undefined;
}

/** A view of a profile with its default type, by functions. */
export function viewOf(
  profile: SampleProfile,
  {
    type = profile.defaultType,
    granularity = 'functions',
    only,
  }: {
    type?: number;
    granularity?: Granularity;
    only?: Uint8Array | undefined;
  } = {},
): View {
  return { profile, index: indexFrames(profile, granularity), type, only };
}

/**
 * Calls `use` for each sample that is looked at and counts something, with its frames, innermost first: the first
 * `length` of an array that is used again for the next one.
 */
export function eachStack(
  { profile, index, type, only, outermost }: View,
  use: (frames: Int32Array, length: number, value: number, sample: number) => void,
): void {
  const { samples, values, sampleTypes, stackStart, stackLocations } = profile;
  const { locationStart, locationFrames } = index;
  const width = sampleTypes.length;
  let frames = new Int32Array(256);
  const widen = () => {
    const wider = new Int32Array(frames.length * 2);
    wider.set(frames);
    frames = wider;
  };
  for (let s = 0; s < samples; s++) {
    const value = values[s * width + type];
    if (value === 0 || (only && only[s] === 0)) continue;
    let length = 0;
    for (let i = stackStart[s]; i < stackStart[s + 1]; i++) {
      const location = stackLocations[i];
      for (let f = locationStart[location]; f < locationStart[location + 1]; f++) {
        if (length === frames.length) widen();
        frames[length++] = locationFrames[f];
      }
    }
    if (outermost) {
      if (length === frames.length) widen();
      frames[length++] = outermost[s];
    }
    use(frames, length, value, s);
  }
}
