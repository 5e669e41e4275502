import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { open } from '../../profile/src/index.ts';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { describeWithGo } from './go.ts';

const profiles = [
  'leak/goroutine.pb.gz',
  'leak-absolute/goroutine.pb.gz',
  'leak-absolute/goroutineleak.pb.gz',
];

// Go's own reader as the judge of ours: `go tool pprof -raw` prints what a profile holds.
describeWithGo('go tool pprof -raw', (go) => {
  it.each(profiles)('shows the same counts, labels and stacks of %s', async (name) => {
    const file = inRoot('test/data', name);
    const { snapshot } = await open(readFileSync(file));
    const ours = snapshot.goroutines.map(({ count, labels, stack }) => ({
      count,
      labels: Object.entries(labels ?? {}).map(([key, value]) => `${key}:[${value}]`),
      frames: snapshot.stacks[stack].frames.map((f) => `${f.function} ${f.file}:${f.line}`),
    }));
    const theirs = parseRaw(go.run('.', 'tool', 'pprof', '-symbolize=none', '-raw', file));
    expect(theirs.length).toBeGreaterThan(0);
    expect(ours.map(key).sort()).toEqual(theirs.map(key).sort());
  });
});

interface Sample {
  count: number;
  labels: string[];
  frames: string[];
}

const key = ({ count, labels, frames }: Sample): string =>
  JSON.stringify([count, [...labels].sort(), frames]);

/** Reads the sections «Samples» and «Locations» (google/pprof, profile/profile.go, Profile.String). */
function parseRaw(text: string): Sample[] {
  const samples: (Sample & { locations: string[] })[] = [];
  const locations = new Map<string, string[]>();
  let section = '';
  let location: string[] = [];
  for (const line of text.split('\n')) {
    if (/^(?:Samples:|Locations|Mappings)$/.test(line)) {
      section = line.replace(':', '');
      continue;
    }
    if (section === 'Samples') {
      const sample = /^\s*(\d+): ([\d ]+)$/.exec(line);
      if (sample) {
        samples.push({
          count: Number(sample[1]),
          locations: sample[2].trim().split(' '),
          labels: [],
          frames: [],
        });
      } else if (/^\s{16}\S/.test(line))
        samples.at(-1)!.labels.push(...(line.match(/\S+?:\[[^\]]*\]/g) ?? []));
    } else if (section === 'Locations') {
      const first = /^\s*(\d+): 0x[0-9a-f]+ (?:M=\d+ )?(.*)$/.exec(line);
      if (first) {
        location = [];
        locations.set(first[1], location);
      }
      const call = /^(.+) (\S*):(\d+):\d+ s=\d+$/.exec(first ? first[2] : line.trim());
      if (call) location.push(`${call[1]} ${call[2]}:${call[3]}`);
    }
  }
  return samples.map(({ count, labels, locations: ids }) => ({
    count,
    labels,
    frames: ids.flatMap((id) => locations.get(id)!),
  }));
}
