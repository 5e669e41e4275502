import { Function as Fn, Line, Location, Profile, Sample, StringTable, ValueType } from 'pprof-format';
import { expect, test } from 'vitest';
import { FormatError, open } from '../index.ts';

/** A goroutine profile with one function, `main.f`. */
function profileOf(location: Location[], sample: Sample[]): Profile {
  const stringTable = new StringTable();
  const type = new ValueType({ type: stringTable.dedup('goroutine'), unit: stringTable.dedup('count') });
  const fn = new Fn({ id: 1, name: stringTable.dedup('main.f'), filename: stringTable.dedup('f.go') });
  return new Profile({ sampleType: [type], periodType: type, stringTable, location, sample, function: [fn] });
}

test('addresses of the upper half stay unsigned', async () => {
  const profile = profileOf(
    [new Location({ id: 1, address: 0xffff_ffff_8000_0000n })],
    [new Sample({ locationId: [1], value: [1] })],
  );
  const { snapshot } = await open(profile.encode());
  expect(snapshot.stacks[0].frames[0].function).toBe('0xffffffff80000000');
});

test('a location with very many inlined calls is read', async () => {
  const line = Array.from({ length: 200_000 }, (_, i) => new Line({ functionId: 1, line: i + 1 }));
  const profile = profileOf([new Location({ id: 1, line })], [new Sample({ locationId: [1], value: [1] })]);
  const { snapshot } = await open(profile.encode());
  expect(snapshot.stacks[0].frames).toHaveLength(200_000);
  expect(snapshot.stacks[0].frames.at(-1)).toEqual({ function: 'main.f', file: 'f.go', line: 200_000 });
});

test('a small file that repeats itself into billions of calls is refused', async () => {
  const line = Array.from({ length: 20_000 }, () => new Line({ functionId: 1, line: 1 }));
  const locationId = new Array<number>(100_000).fill(1);
  const bytes = profileOf([new Location({ id: 1, line })], [new Sample({ locationId, value: [1] })]).encode();
  await expect(open(bytes)).rejects.toThrow(FormatError);
  await expect(open(bytes)).rejects.toThrow('more calls');
});

test('samples with one stack share it, and those without goroutines are left out', async () => {
  const { snapshot } = await open(
    profileOf(
      [new Location({ id: 9, line: [new Line({ functionId: 1, line: 3 })] })],
      [
        [9, 5],
        [9, 2],
        [9, 0],
        [9, -4n],
      ].map(([id, value]) => new Sample({ locationId: [id], value: [value] })),
    ).encode(),
  );
  expect(snapshot.stacks).toHaveLength(1);
  expect(snapshot.goroutines.map(({ count, stack }) => [count, stack])).toEqual([
    [5, 0],
    [2, 0],
  ]);
});
