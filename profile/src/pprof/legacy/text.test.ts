import { expect, test } from 'vitest';
import { FormatError, groupGoroutines, open } from '../../index.ts';

const read = async (text: string) => (await open(new TextEncoder().encode(text))).profile!;

test('counts with labels, symbols and inlined calls', async () => {
  const opened = await open(
    new TextEncoder().encode(
      'goroutine profile: total 5\n3 @ 0x51 0x61\n# labels: {"user":"ann", "a \\"b\\"\\x7f":"e:u}"}\n' +
        '#\t0x50\tmain.inlined+0x10\t\t/app/a.go:3\n#\t0x50\tmain.f+0x10\t\t\t/app/a.go:9\n#\t0x60\tmain.main+0x20\tC:/app/b.go:7\n\n' +
        '2 @ 0x99\n#\t0x98\tmain.(*T[...]).g+0x1\t/app/c.go:1\n',
    ),
  );
  expect(opened.format).toBe('pprof-goroutine');
  const { goroutines, stacks } = opened.snapshot;
  expect(goroutines.map((g) => [g.count, g.labels])).toEqual([
    [3, { user: 'ann', 'a "b"\u007f': 'e:u}' }],
    [2, undefined],
  ]);
  expect(stacks[0].frames).toEqual([
    { function: 'main.inlined', file: '/app/a.go', line: 3 },
    { function: 'main.f', file: '/app/a.go', line: 9 },
    { function: 'main.main', file: 'C:/app/b.go', line: 7 },
  ]);
  expect(stacks[1].frames[0].function).toBe('main.(*T[...]).g');
  expect([...opened.profile!.lineStart]).toEqual([0, 2, 3, 4]);
});

test('a goroutine whose top frames are hidden is parked', async () => {
  const { snapshot } = await open(
    new TextEncoder().encode(
      'goroutine profile: total 2\n1 @ 0x11 0x21 0x43\n#\t0x42\tmain.f+0x1\t/a.go:3\n\n1 @ 0x43\n#\t0x42\tmain.f+0x1\t/a.go:3\n',
    ),
  );
  expect(snapshot.goroutines.map((g) => g.state)).toEqual(['waiting', 'running']);
  expect(groupGoroutines(snapshot)[0].stack).toEqual([{ function: 'main.f', file: '/a.go', line: 3 }]);
});

test('a leak profile says what the runtime found', async () => {
  const { format, snapshot } = await open(
    new TextEncoder().encode('goroutineleak profile: total 1\n1 @ 0x43\n#\t0x42\tmain.f+0x1\t/a.go:3\n'),
  );
  expect(format).toBe('pprof-goroutineleak');
  expect(snapshot.goroutines[0].leaked).toBe(true);
});

test('a profile of the program’s own, without symbols', async () => {
  const profile = await read('connections profile: total 2\n2 @ 0x43 0xffffffffffffffff\n');
  expect(profile.sampleTypes).toEqual([{ type: 'connections', unit: 'count' }]);
  expect([...profile.locationAddress]).toEqual([0x42n, 0xfffffffffffffffen]);
});

test('a heap: what a sample stands for is computed back', async () => {
  const profile = await read(
    'heap profile: 1: 1024 [2: 2048] @ heap/1048576\n1: 1024 [2: 2048] @ 0x43 0x51\n#\t0x42\tmain.f+0x1\t/a.go:3\n\n' +
      '0: 0 [1: 524288] @ 0x51\n\n# runtime.MemStats\n# Alloc = 7\n',
  );
  expect(profile.sampleTypes.map((t) => t.type)).toEqual([
    'alloc_objects',
    'alloc_space',
    'inuse_objects',
    'inuse_space',
  ]);
  // 1024 bytes at a rate of 524288: one in 512.5 is sampled.
  expect([...profile.values]).toEqual([1025, 1049600, 512, 524800, 1, 829411, 0, 0]);
  expect([...profile.labelNumber]).toEqual([1024, 524288]);
});

test('contention: cycles become nanoseconds, and samples what they stand for', async () => {
  const text =
    '--- mutex:\ncycles/second=2000000000\nsampling period=5\n1000 2 @ 0x43\n#\t0x42\tmain.f+0x1\t/a.go:3\n';
  const profile = await read(text);
  expect(profile.sampleTypes.map((t) => `${t.type}/${t.unit}`)).toEqual([
    'contentions/count',
    'delay/nanoseconds',
  ]);
  expect([...profile.values]).toEqual([10, 2500]);
  const block = await read('--- contention:\ncycles/second=2000000000\n1000 2 @ 0x43\n');
  expect([...block.values]).toEqual([2, 500]);
});

test('what is no record is refused with its place', async () => {
  const text = 'goroutine profile: total 1\nnonsense\n';
  await expect(open(new TextEncoder().encode(text))).rejects.toMatchObject({
    name: 'FormatError',
    offset: text.indexOf('nonsense'),
  });
  await expect(open(new TextEncoder().encode(text))).rejects.toBeInstanceOf(FormatError);
});

const stacksOf = ({
  stackStart,
  stackLocations,
  locationAddress,
  locationMapping,
  mappings,
  samples,
}: Awaited<ReturnType<typeof read>>) =>
  Array.from({ length: samples }, (_, s) =>
    Array.from(
      stackLocations.subarray(stackStart[s], stackStart[s + 1]),
      (at) => `${locationAddress[at].toString(16)} ${mappings[locationMapping[at]]?.file ?? ''}`,
    ),
  );

test('C++: contention with what was mapped, growth of the heap', async () => {
  const contention = await read(
    '--- contentionz 1 ---\ncycles/second = 2000000000\nsampling period = 5\nms since reset = 7\ndiscarded samples = 0\n' +
      '  1000  2 @ 0x43 0x7f0001\n--- Memory map: ---\n  build=/opt/x\n  00000000-00000100: $build/server\n  007f0000-007f1000: /lib/libc.so\n',
  );
  expect([...contention.values]).toEqual([10, 2500]);
  expect(contention.durationNanos).toBe(7e6);
  expect(stacksOf(contention)).toEqual([['42 /opt/x/server', '7f0000 /lib/libc.so']]);
  const growth = await read('heap profile:  2: 200 [ 2: 200] @ growthz\n 2: 200 [ 2: 200] @ 0x43\n');
  expect(growth.sampleTypes.map(({ type }) => type)).toEqual(['objects', 'space']);
  expect([...growth.values]).toEqual([2, 200]);
});

test('C++: the stacks of all threads', async () => {
  const profile = await read(
    '--- threadz 1 ---\n\n--- Thread 7f (name: main/1) stack: ---\n  PC:  0x43: f(int)\n  0x51: main\n' +
      '--- Thread 80 (name: b/2) stack: ---\n  [same as previous thread]\n--- Memory map: ---\n  00000000-00000100: /bin/a\n',
  );
  expect([...profile.values]).toEqual([2]);
  expect(stacksOf(profile)).toEqual([['43 /bin/a', '50 /bin/a']]);
});

test('Java: the heap, with names behind', async () => {
  const profile = await read(
    '--- heapz 1 ---\nformat = java\nresolution = bytes\n  1048576  2 @ 0x3 0x4\n\n  0x3 com.a.F.g (F.java:12)\n  0x4 com.a.F.h (F.java:3)\n',
  );
  expect(profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`)).toEqual([
    'inuse_objects/count',
    'inuse_space/bytes',
  ]);
  expect([...profile.values]).toEqual([3, 1658822]);
  expect(profile.strings).toContain('com.a.F.g');
});
