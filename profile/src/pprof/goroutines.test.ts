import fc from 'fast-check';
import { Function as Fn, Label, Line, Location, Profile, Sample, StringTable, ValueType } from 'pprof-format';
import { expect, test } from 'vitest';
import { FormatError, type Goroutine, open } from '../index.ts';

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

test('what another writer encodes, ours reads back', async () => {
  const id = fc.bigInt({ min: 1n, max: 2n ** 53n });
  const call = fc.record({
    name: fc.string(),
    file: fc.string(),
    line: fc.integer({ min: 1, max: 2 ** 31 }),
  });
  const model = fc.record({
    locations: fc.uniqueArray(fc.tuple(id, fc.array(call, { minLength: 1, maxLength: 4 })), {
      selector: ([key]) => key,
      minLength: 1,
      maxLength: 8,
    }),
    samples: fc.array(
      fc.record({
        stack: fc.array(fc.nat(), { maxLength: 10 }),
        count: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        labels: fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { maxKeys: 3 }),
      }),
      { maxLength: 10 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(model, async ({ locations, samples }) => {
      const strings = new StringTable();
      const type = new ValueType({ type: strings.dedup('goroutine'), unit: strings.dedup('count') });
      const functions: Fn[] = [];
      const location = locations.map(([key, calls]) => {
        const line = calls.map((one) => {
          const fnId = functions.length + 1;
          functions.push(
            new Fn({ id: fnId, name: strings.dedup(one.name), filename: strings.dedup(one.file) }),
          );
          return new Line({ functionId: fnId, line: one.line });
        });
        return new Location({ id: key, line });
      });
      const at = (index: number) => locations[index % locations.length];
      const sample = samples.map(
        ({ stack, count, labels }) =>
          new Sample({
            locationId: stack.map((index) => at(index)[0]),
            value: [count],
            label: Object.entries(labels).map(
              ([key, text]) => new Label({ key: strings.dedup(key), str: strings.dedup(text) }),
            ),
          }),
      );
      const profile = new Profile({
        sampleType: [type],
        periodType: type,
        stringTable: strings,
        location,
        sample,
        function: functions,
      });
      const { snapshot } = await open(profile.encode());
      const read = snapshot.goroutines.map(({ count, labels, stack }: Goroutine) => ({
        count,
        labels: { ...labels },
        calls: snapshot.stacks[stack].frames.map((f) => ({ name: f.function, file: f.file, line: f.line })),
      }));
      const written = samples.map(({ stack, count, labels }) => ({
        count,
        labels: { ...labels },
        calls: stack.flatMap((index) => at(index)[1]).map((one) => ({ ...one })),
      }));
      expect(read).toEqual(written);
    }),
    { numRuns: 300 },
  );
});

test('locations that stand before the samples that refer to them, however many', async () => {
  const strings = new StringTable();
  const type = new ValueType({ type: strings.dedup('goroutine'), unit: strings.dedup('count') });
  const ids = Array.from({ length: 1_500 }, (_, i) => i + 1);
  const location = ids.map((id) => new Location({ id, address: id }));
  const sample = ids.map((id) => new Sample({ locationId: [id], value: [1] }));
  // Parts of a message may stand in any order.
  const parts = [
    new Profile({ location }),
    new Profile({ sampleType: [type], stringTable: strings, sample }),
  ];
  const { profile } = await open(Buffer.concat(parts.map((part) => part.encode())));
  expect([...profile!.stackLocations]).toEqual(ids.map((id) => id - 1));
});
