import type { Frame } from '../../model.ts';
import type { SampleProfile } from '../sampleProfile.ts';

/** What the samples with one value of a label weigh. */
export interface LabelValue {
  /** Text, or a number with its unit: `16 bytes`. */
  value: string;
  /** Samples, and their weight of the type asked for. */
  samples: number;
  weight: number;
}

/** The labels of a profile's samples: each key's values, heaviest first (`pprof -tags`). */
export function labelsOf(profile: SampleProfile, type = profile.defaultType): Map<string, LabelValue[]> {
  const { samples, values, sampleTypes, labelStart, labelKey, strings } = profile;
  const keys = new Map<string, Map<string, LabelValue>>();
  for (let s = 0; s < samples; s++) {
    for (let i = labelStart[s]; i < labelStart[s + 1]; i++) {
      const key = strings[labelKey[i]];
      const value = valueAt(profile, i);
      let known = keys.get(key);
      if (!known) {
        known = new Map();
        keys.set(key, known);
      }
      let entry = known.get(value);
      if (!entry) {
        entry = { value, samples: 0, weight: 0 };
        known.set(value, entry);
      }
      entry.samples++;
      entry.weight += values[s * sampleTypes.length + type];
    }
  }
  return new Map(
    [...keys].map(([key, known]) => [
      key,
      [...known.values()].sort(
        (a, b) => Math.abs(b.weight) - Math.abs(a.weight) || (a.value < b.value ? -1 : 1),
      ),
    ]),
  );
}

/** 1 for each sample that has the label, for `View.only`; with `value: null`, for each that has not the key at all. */
export function samplesWith(profile: SampleProfile, key: string, value: string | null): Uint8Array {
  const { samples, labelStart, labelKey, strings } = profile;
  const only = new Uint8Array(samples);
  for (let s = 0; s < samples; s++) {
    let has = value === null ? 1 : 0;
    for (let i = labelStart[s]; i < labelStart[s + 1]; i++) {
      if (strings[labelKey[i]] !== key) continue;
      if (value === null) has = 0;
      else if (valueAt(profile, i) === value) has = 1;
    }
    only[s] = has;
  }
  return only;
}

/**
 * A frame for each value of a label, `user = ann`, to stand around the stacks of the samples that have it (`pprof
 * -tagroot`), and one for those that have none.
 *
 * @param from number of the first of these frames: how many others there are
 */
export function labelFrames(
  profile: SampleProfile,
  key: string,
  from: number,
): { frames: Frame[]; outermost: Int32Array } {
  const { samples, labelStart, labelKey, strings } = profile;
  const numbers = new Map<string, number>();
  const frames: Frame[] = [];
  const outermost = Int32Array.from({ length: samples }, (_, s) => {
    let name = `${key} = —`;
    for (let i = labelStart[s]; i < labelStart[s + 1]; i++)
      if (strings[labelKey[i]] === key) name = `${key} = ${valueAt(profile, i)}`;
    let number = numbers.get(name);
    if (number === undefined) {
      number = from + frames.push({ function: name, file: '', line: 0 }) - 1;
      numbers.set(name, number);
    }
    return number;
  });
  return { frames, outermost };
}

function valueAt({ labelText, labelNumber, labelUnit, strings }: SampleProfile, label: number): string {
  if (labelText[label] >= 0) return strings[labelText[label]];
  const unit = strings[labelUnit[label]];
  return unit ? `${labelNumber[label]} ${unit}` : `${labelNumber[label]}`;
}
