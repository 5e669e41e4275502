import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  diffProfiles,
  functionLines,
  mergeProfiles,
  open,
  type SampleProfile,
  topTable,
  viewOf,
} from '../../profile/src/index.ts';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { Artefacts } from './artefacts.ts';
import { describeWithGo } from './go.ts';
import { key, parseRaw, type RawSample, samplesOf } from './pprofRaw.ts';
import type { Go } from './toolchain.ts';

const kept = [
  'leak/goroutine.pb.gz',
  'leak/heap.pb.gz',
  'leak/cpu.pb.gz',
  'leak-absolute/goroutine.pb.gz',
  'leak-absolute/goroutineleak.pb.gz',
].map((name) => inRoot('test/data', name));

/** Of NAME.pb.gz and NAME.txt; goroutineleak where the toolchain has it. */
const recorded = [
  'heap',
  'allocs',
  'block',
  'mutex',
  'threadcreate',
  'goroutine',
  'goroutineleak',
  'example.connections',
  'cpu',
];

// Go's own reader as the judge of ours: `go tool pprof -raw` prints what a profile holds, `-top` what it comes to.
describeWithGo('go tool pprof', (go) => {
  const artefacts = new Artefacts(go);
  const record =
    artefacts.program('record', { env: { GOEXPERIMENT: 'goroutineleakprofile' } }) ??
    artefacts.program('record')!;
  artefacts.run(record, [artefacts.folder]);
  const files = readdirSync(artefacts.folder);
  const file = (name: string) => path.join(artefacts.folder, name);
  const fresh = recorded.map((name) => `${name}.pb.gz`).filter((name) => files.includes(name));
  const texts = recorded.map((name) => `${name}.txt`).filter((name) => files.includes(name));
  afterAll(() => rmSync(artefacts.folder, { recursive: true, force: true }));

  const profileOf = async (name: string) => (await open(readFileSync(name))).profile!;

  it('has all kinds to judge', () => {
    expect(fresh.length).toBeGreaterThanOrEqual(recorded.length - 1);
    expect(texts.length).toBe(fresh.length - 1);
  });

  describe('-raw: every sample’s values, labels and stack, and all types', () => {
    it.each([...kept, ...fresh.map(file)])('%s', async (name) => {
      const profile = await profileOf(name);
      const raw = parseRaw(raws(go, name));
      expect(profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`)).toEqual(raw.types);
      expect(profile.period).toBe(raw.period);
      expect(samplesOf(profile).map(key).sort()).toEqual(raw.samples.map(key).sort());
    });

    it.each(texts)('%s, by values and labels, as it knows no symbols of texts', async (name) => {
      const profile = await profileOf(file(name));
      const raw = parseRaw(raws(go, file(name)));
      const values = (sample: RawSample) => JSON.stringify([sample.values, sample.labels.filter(isNumeric)]);
      expect(samplesOf(profile).map(values).sort()).toEqual(raw.samples.map(values).sort());
      expect(profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`)).toEqual(raw.types);
    });
  });

  describe('a text and the protobuf of the same program say the same', () => {
    it.each(
      ['threadcreate', 'goroutineleak', 'example.connections', 'block'].filter((n) =>
        files.includes(`${n}.txt`),
      ),
    )('%s', async (name) => {
      const names = (profile: SampleProfile) =>
        samplesOf(profile)
          .map(({ frames }) => frames.filter((f) => !f.startsWith('runtime.') && !f.startsWith('0x')))
          .map((frames) => frames.join('\n'))
          .sort();
      expect(names(await profileOf(file(`${name}.txt`)))).toEqual(
        names(await profileOf(file(`${name}.pb.gz`))),
      );
    });
  });

  describe('-top: what every function weighs', () => {
    it.each([...kept, ...fresh.map(file)])('%s', async (name) => {
      const profile = await profileOf(name);
      for (const [type, { unit }] of profile.sampleTypes.entries()) {
        expect(topOf(profile, type)).toEqual(parseTop(tops(go, unit, `-sample_index=${type}`, name)));
      }
    });
  });

  describe('-list: what every line of a function weighs', () => {
    it.each(fresh.filter((name) => !name.startsWith('threadcreate')).map(file))('%s', async (name) => {
      const profile = await profileOf(name);
      let lines = 0;
      for (const [type, { unit }] of profile.sampleTypes.entries()) {
        const ours = listOf(profile, type);
        lines += ours.length;
        expect(ours).toEqual(parseList(lists(go, unit, `-sample_index=${type}`, name)));
      }
      expect(lines).toBeGreaterThan(0);
    });
  });

  describe('two profiles', () => {
    const first = inRoot('test/data/leak/heap.pb.gz');
    it.each([
      ['-base', (a: SampleProfile, b: SampleProfile) => diffProfiles(a, b)],
      ['-diff_base', (a: SampleProfile, b: SampleProfile) => diffProfiles(a, b, true)],
      ['-source', (a: SampleProfile, b: SampleProfile) => mergeProfiles([a, b])],
    ])('%s', async (flag, combine) => {
      const [a, b] = [await profileOf(file('heap.pb.gz')), await profileOf(first)];
      const combined = combine(a, b);
      const args =
        flag === '-source' ? [file('heap.pb.gz'), first] : [`${flag}=${first}`, file('heap.pb.gz')];
      for (const [type, { unit }] of combined.sampleTypes.entries()) {
        expect(topOf(combined, type)).toEqual(parseTop(tops(go, unit, `-sample_index=${type}`, ...args)));
      }
    });
  });
});

const isNumeric = (label: string): boolean => /:\[\d+\]$/.test(label);

const raws = (go: Go, file: string): string => go.run('.', 'tool', 'pprof', '-symbolize=none', '-raw', file);

function tops(go: Go, unit: string, ...args: string[]): string {
  const all = ['-nodecount=1000000', '-nodefraction=0', '-edgefraction=0', `-unit=${unit}`];
  return go.run('.', 'tool', 'pprof', '-symbolize=none', '-top', ...all, ...args);
}

/** Flat and cumulative weight by function; what weighs nothing is left out. */
function topOf(profile: SampleProfile, type: number): Map<string, string> {
  const view = viewOf(profile, { type });
  const { frame, flat, cum } = topTable(view);
  const rows = Array.from(frame, (f, i): [string, string] => [
    // What has no symbol is one entry of theirs.
    view.index.frames[f].function.replace(/^0x.*/, '<unknown>'),
    `${flat[i]} ${cum[i]}`,
  ]);
  return new Map(rows.filter(([, weights]) => weights !== '0 0').sort());
}

/** Lines such as `120000000ns 27.27% 27.27% 160000000ns 36.36%  runtime.pcvalue (inline)`. */
function parseTop(text: string): Map<string, string> {
  const rows: [string, string][] = [];
  for (const line of text.slice(text.indexOf('flat%')).split('\n').slice(1)) {
    const row =
      /^\s*(-?[\d.]+)\w*\s+-?\S+%?\s+-?\S+%?\s+(-?[\d.]+)\w*\s+-?\S+%?\s+(.+?)(?: \((?:partial-)?inline\))?$/.exec(
        line,
      );
    if (row && !(row[1] === '0' && row[2] === '0'))
      rows.push([row[3], `${Number(row[1])} ${Number(row[2])}`]);
  }
  return new Map(rows.sort());
}

function lists(go: Go, unit: string, ...args: string[]): string {
  return go.run('.', 'tool', 'pprof', '-symbolize=none', `-unit=${unit}`, '-list=^main\\.', ...args);
}

/** `main.f /a.go:7 flat cum` of each line that weighs something. */
function listOf(profile: SampleProfile, type: number): string[] {
  const view = viewOf(profile, { type });
  const rows = view.index.frames.flatMap(({ function: name }, frame) =>
    name.startsWith('main.')
      ? functionLines(view, frame).flatMap(({ file, lines: { line, flat, cum } }) =>
          Array.from(line, (at, i) => `${name} ${file}:${at} ${flat[i]} ${cum[i]}`),
        )
      : [],
  );
  return rows.filter((row) => !row.endsWith(' 0 0')).sort();
}

/** Lines such as `5862418B   6018066B     26:		kept.add(make([]byte, 1<<(i%14)))` below `ROUTINE ==== main.f in /a.go`. */
function parseList(text: string): string[] {
  const rows: string[] = [];
  let routine = { name: '', file: '' };
  for (const line of text.split('\n')) {
    const [, name, file] = /^ROUTINE =+ (.+) in (.+)$/.exec(line) ?? [];
    if (name) routine = { name, file };
    const row = /^ *(\.|-?[\d.]+)[a-z]* +(\.|-?[\d.]+)[a-z]* +(\d+):/i.exec(line);
    const value = (shown: string) => (shown === '.' ? 0 : Number(shown));
    if (!row || (row[1] === '.' && row[2] === '.')) continue;
    rows.push(`${routine.name} ${routine.file}:${row[3]} ${value(row[1])} ${value(row[2])}`);
  }
  return rows.sort();
}
