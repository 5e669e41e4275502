import { indexFrames, type SampleProfile } from '../../profile/src/index.ts';

/** What `go tool pprof -raw` says of a sample, and what we do. */
export interface RawSample {
  values: number[];
  labels: string[];
  frames: string[];
}

/** The same for the same sample. */
export const key = ({ values, labels, frames }: RawSample): string =>
  JSON.stringify([values, [...labels].sort(), frames]);

/** Our samples in that form. */
export function samplesOf(profile: SampleProfile): RawSample[] {
  const index = indexFrames(profile, 'addresses');
  const { sampleTypes, values, stackStart, stackLocations, labelStart, labelKey, strings } = profile;
  const lines = indexFrames(profile, 'lines');
  return Array.from({ length: profile.samples }, (_, s) => {
    const frames: string[] = [];
    for (let i = stackStart[s]; i < stackStart[s + 1]; i++) {
      const location = stackLocations[i];
      for (let f = index.locationStart[location]; f < index.locationStart[location + 1]; f++) {
        const { function: name, file, line } = lines.frames[lines.locationFrames[f]];
        frames.push(`${name} ${file}:${line}`);
      }
    }
    const labels: string[] = [];
    for (let i = labelStart[s]; i < labelStart[s + 1]; i++) {
      const value = profile.labelText[i] >= 0 ? strings[profile.labelText[i]] : `${profile.labelNumber[i]}`;
      labels.push(`${strings[labelKey[i]]}:[${value}]`);
    }
    const width = sampleTypes.length;
    return { values: [...values.subarray(s * width, (s + 1) * width)], labels, frames };
  });
}

/** Reads the output of google/pprof, profile/profile.go, Profile.String. */
export function parseRaw(text: string): { types: string[]; period: number; samples: RawSample[] } {
  const samples: (RawSample & { locations: string[] })[] = [];
  const locations = new Map<string, string[]>();
  /** What stands where a location has no call: its address, in which mapping. */
  const bare = new Map<string, { address: string; mapping: string }>();
  const mappings = new Map<string, string>();
  let types: string[] = [];
  let section = '';
  let location: string[] = [];
  for (const line of text.split('\n')) {
    if (/^(?:Samples:|Locations|Mappings)$/.test(line)) {
      section = line.replace(':', '');
    } else if (section === 'Samples' && !types.length) {
      types = line.split(' ').map((type) => type.replace('[dflt]', ''));
    } else if (section === 'Samples') {
      const sample = /^\s*(-?\d[-\d ]*): ([\d ]*)$/.exec(line);
      if (sample) {
        samples.push({
          values: sample[1].trim().split(/\s+/).map(Number),
          locations: sample[2].trim().split(' ').filter(Boolean),
          labels: [],
          frames: [],
        });
      } else if (/^\s{16}\S/.test(line)) {
        // Keys and values may hold blanks and brackets of their own: ours have `]` only before the last blank.
        samples.at(-1)!.labels.push(...(line.trim().match(/\S.*?:\[.*?\](?= |$)/g) ?? []));
      }
    } else if (section === 'Locations') {
      const first = /^\s*(\d+): (0x[0-9a-f]+) (?:M=(\d+) )?(.*)$/.exec(line);
      if (first) {
        location = [];
        locations.set(first[1], location);
      }
      const call = /^(.+) (\S*):(\d+):\d+ s=\d+$/.exec(first ? first[4] : line.trim());
      if (call) location.push(`${call[1]} ${call[2]}:${call[3]}`);
      else if (first) bare.set(first[1], { address: first[2], mapping: first[3] ?? '' });
    } else if (section === 'Mappings') {
      const mapping = /^\s*(\d+): 0x[0-9a-f]+\/0x[0-9a-f]+\/0x[0-9a-f]+ (\S*)/.exec(line);
      if (mapping) mappings.set(mapping[1], mapping[2]);
    }
  }
  const framesOf = (id: string): string[] => {
    const its = bare.get(id);
    return its ? [`${its.address} ${mappings.get(its.mapping) ?? ''}:0`] : locations.get(id)!;
  };
  return {
    types,
    period: Number(/^Period: (\d+)$/m.exec(text)?.[1]),
    samples: samples.map(({ values, labels, locations: ids }) => ({
      values,
      labels,
      frames: ids.flatMap(framesOf),
    })),
  };
}
