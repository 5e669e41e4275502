import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { open } from '../../profile/src/index.ts';
import { describeWithGo } from './go.ts';
import { key, parseRaw, samplesOf } from './pprofRaw.ts';

const module = 'github.com/google/pprof@v0.0.0-20261105003125-4bf881d7fb0b';

// Profiles of programs in C++, Java and early Go, as google/pprof keeps them to test its own reader.
describeWithGo('the test data of google/pprof and of Go', (go) => {
  const folder = go.moduleDir(module);
  const data = [
    'profile/testdata',
    'internal/driver/testdata',
    'internal/report/testdata',
    'internal/proftest/testdata',
  ];
  const files = data.flatMap((name) =>
    readdirSync(path.join(folder, name))
      .filter((file) =>
        /\.(?:cpu|cpu_no_samples_type|heap|contention|growth|thread(?:\.all|\.none)?)$/.test(file),
      )
      .map((file) => path.join(name, file)),
  );

  it('is there', () => expect(files.length).toBeGreaterThanOrEqual(18));

  const ofGo = [
    'default.pgo',
    'internal/test/testdata/pgo/devirtualize/devirt.pprof',
    'internal/test/testdata/pgo/inline/inline_hot.pprof',
  ];
  it.each([
    ...files.map((name) => path.join(folder, name)),
    ...ofGo.map((name) => path.join(go.source, 'cmd/compile', name)),
  ])('%s', { timeout: 120_000 }, async (file) => {
    const { profile } = await open(readFileSync(file));
    const raw = parseRaw(go.run('.', 'tool', 'pprof', '-symbolize=none', '-raw', file));
    expect(profile!.sampleTypes.map(({ type, unit }) => `${type}/${unit}`)).toEqual(raw.types);
    expect(profile!.period).toBe(raw.period);
    expect(samplesOf(profile!).map(key).sort()).toEqual(raw.samples.map(key).sort());
  });
});
