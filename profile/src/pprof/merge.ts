import { FormatError } from '../errors.ts';
import { SequenceTable } from '../intern.ts';
import { type Label, ProfileBuilder } from './build.ts';
import type { SampleProfile, ValueType } from './sampleProfile.ts';

/** The label that marks the samples of a base to compare with. */
export const baseLabel = 'pprof::base';

interface Part {
  profile: SampleProfile;
  scale: number;
  /** Labels of all its samples, beside their own. */
  labels: readonly Label[];
}

/**
 * Adds profiles: samples with one stack and one set of labels become one sample. Stacks are the same where their
 * functions, lines and addresses within a binary are.
 *
 * @throws FormatError where no type of value is in all of them.
 */
export function mergeProfiles(profiles: readonly SampleProfile[]): SampleProfile {
  return merged(profiles.map((profile) => ({ profile, scale: 1, labels: [] })));
}

/**
 * What a profile has beyond a base. With `marked`, as `pprof -diff_base`: the base's samples are kept, negative and
 * labelled `pprof::base`, so that percentages can be of the base. Without, as `pprof -base`: they are subtracted, and
 * samples that come to nothing are left out.
 *
 * @throws FormatError where no type of value is in both.
 */
export function diffProfiles(profile: SampleProfile, base: SampleProfile, marked = false): SampleProfile {
  const labels: Label[] = marked ? [{ key: baseLabel, text: 'true' }] : [];
  return merged([
    { profile, scale: 1, labels: [] },
    { profile: base, scale: -1, labels },
  ]);
}

function merged(parts: readonly Part[]): SampleProfile {
  const [{ profile: first }] = parts;
  const types = first.sampleTypes.filter((type) => parts.every(({ profile }) => indexOf(profile, type) >= 0));
  if (!types.length) throw new FormatError('The profiles have no type of value in common.');
  const merger = new Merger(types);
  for (const part of parts) merger.add(part);
  const defaultType = types.indexOf(first.sampleTypes[first.defaultType]);
  const times = parts.map(({ profile }) => profile.timeMs).filter((time) => time > 0);
  return merger.done({
    sampleTypes: types,
    defaultType: defaultType >= 0 ? defaultType : types.length - 1,
    periodType: first.periodType,
    period: Math.max(...parts.map(({ profile }) => profile.period)),
    timeMs: times.length ? Math.min(...times) : 0,
    durationNanos: parts.reduce((sum, { profile }) => sum + profile.durationNanos, 0),
    comments: [...new Set(parts.flatMap(({ profile }) => profile.comments))],
    dropFrames: first.dropFrames,
    keepFrames: first.keepFrames,
    docUrl: first.docUrl,
  });
}

const indexOf = ({ sampleTypes }: SampleProfile, { type, unit }: ValueType): number =>
  sampleTypes.findIndex((other) => other.type === type && other.unit === unit);

class Merger {
  private readonly builder = new ProfileBuilder();
  private readonly locations = new Map<string, number>();
  private readonly stacks = new SequenceTable();
  private readonly stackItems: Int32Array[] = [];
  /** Stack and labels → index among the sums. */
  private readonly samples = new Map<string, number>();
  private readonly sums: { stack: number; labels: readonly Label[]; values: (number | bigint)[] }[] = [];
  private readonly types: readonly ValueType[];

  constructor(types: readonly ValueType[]) {
    this.types = types;
  }

  add({ profile, scale, labels }: Part): void {
    const rows = this.locationRows(profile);
    const columns = this.types.map((type) => indexOf(profile, type));
    const width = profile.sampleTypes.length;
    let scratch = new Int32Array(128);
    for (let s = 0; s < profile.samples; s++) {
      const from = profile.stackStart[s];
      const length = profile.stackStart[s + 1] - from;
      if (length > scratch.length) scratch = new Int32Array(length * 2);
      for (let i = 0; i < length; i++) scratch[i] = rows[profile.stackLocations[from + i]];
      const stack = this.stacks.add(scratch, length);
      if (stack === this.stackItems.length) this.stackItems.push(scratch.slice(0, length));
      const all = [...labelsOf(profile, s), ...labels];
      const key = all.length ? `${stack}|${JSON.stringify(all)}` : `${stack}`;
      let index = this.samples.get(key);
      if (index === undefined) {
        index = this.sums.push({ stack, labels: all, values: this.types.map(() => 0) }) - 1;
        this.samples.set(key, index);
      }
      const { values } = this.sums[index];
      for (let t = 0; t < columns.length; t++) {
        const at = s * width + columns[t];
        const wide = profile.wideValues.get(at);
        const value = wide === undefined ? profile.values[at] * scale : wide * BigInt(scale);
        values[t] = plus(values[t], value);
      }
    }
  }

  done(facts: Parameters<ProfileBuilder['build']>[0]): SampleProfile {
    for (const { stack, labels, values } of this.sums) {
      if (values.some((value) => value !== 0 && value !== 0n)) {
        this.builder.sample(this.stackItems[stack], values, labels);
      }
    }
    return this.builder.build(facts);
  }

  /** The profile's locations as rows of the merged one. */
  private locationRows(profile: SampleProfile): Int32Array {
    const { lineStart, lineFunction, lineNumber, functionName, functionFile, functionStartLine, strings } =
      profile;
    const functions = Int32Array.from(functionName, (name, row) =>
      this.builder.fn(strings[name], strings[functionFile[row]], functionStartLine[row]),
    );
    const mappings = profile.mappings.map((mapping) => {
      const same = this.builder.mappings.findIndex(
        (other) => other.file === mapping.file && other.buildId === mapping.buildId,
      );
      return same >= 0 ? same : this.builder.mappings.push(mapping) - 1;
    });
    return Int32Array.from(profile.locationMapping, (its, location) => {
      const lines: [number, number][] = [];
      for (let i = lineStart[location]; i < lineStart[location + 1]; i++) {
        lines.push([lineFunction[i] < 0 ? -1 : functions[lineFunction[i]], lineNumber[i]]);
      }
      const address = profile.locationAddress[location];
      const mapping = its < 0 ? -1 : mappings[its];
      // A library may be loaded elsewhere in the other process.
      const relative =
        its < 0 ? address : address - profile.mappings[its].start + profile.mappings[its].offset;
      const key = `${mapping}|${relative}|${lines.join(';')}`;
      const known = this.locations.get(key);
      if (known !== undefined) return known;
      const row = this.builder.location(address, mapping, lines);
      this.locations.set(key, row);
      return row;
    });
  }
}

/** Labels in a fixed order, so that equal sets are equal. */
function labelsOf(profile: SampleProfile, sample: number): Label[] {
  const { labelStart, labelKey, labelText, labelNumber, labelUnit, strings } = profile;
  const labels: Label[] = [];
  for (let i = labelStart[sample]; i < labelStart[sample + 1]; i++) {
    const key = strings[labelKey[i]];
    labels.push(
      labelText[i] >= 0
        ? { key, text: strings[labelText[i]] }
        : { key, number: labelNumber[i], unit: strings[labelUnit[i]] },
    );
  }
  return labels.length > 1 ? labels.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)) : labels;
}

function plus(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return BigInt(a) + BigInt(b);
}
