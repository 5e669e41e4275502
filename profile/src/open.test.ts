import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Function as Fn, Label, Line, Location, Profile, Sample, StringTable, ValueType } from 'pprof-format';
import { describe, expect, test } from 'vitest';
import { FormatError, groupGoroutines, leakReport, type Opened, open } from './index.ts';

const data = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../test/data');
const read = (name: string): Buffer => readFileSync(path.join(data, name));

/** States and counts, as test/data/README.md tells them. */
const tally = ({ snapshot }: Opened): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { state, count } of snapshot.goroutines) counts[state] = (counts[state] ?? 0) + count;
  return counts;
};

describe('recorded files', () => {
  test('a dump', async () => {
    const opened = await open(read('leak/goroutines.txt'));
    expect(tally(opened)).toEqual({
      'chan send': 25,
      'chan receive': 12,
      select: 8,
      'chan receive (nil chan)': 5,
      'sync.Mutex.Lock': 4,
      'sync.WaitGroup.Wait': 3,
      'select (no cases)': 2,
      sleep: 2,
      'IO wait': 1,
      running: 1,
    });
    const [worst, , third] = groupGoroutines(opened.snapshot);
    expect(worst).toMatchObject({ count: 5, state: 'chan receive (nil chan)', suspicion: 0.97 });
    expect(third).toMatchObject({
      count: 25,
      state: 'chan send',
      waitMinutes: { min: 1, max: 1 },
      reason: '25 goroutines have waited at least 1 minute to send at leaks.go:47.',
      createdBy: { function: 'main.fetchOrGiveUp', file: 'example.com/unpark/leak/leaks.go', line: 45 },
    });
    expect(third.stack[0]).toEqual({
      function: 'main.fetchOrGiveUp.func1',
      file: 'example.com/unpark/leak/leaks.go',
      line: 47,
    });
  });

  test('the profile of the same moment shows the same stacks', async () => {
    const dump = groupGoroutines((await open(read('leak/goroutines.txt'))).snapshot);
    const profile = groupGoroutines((await open(read('leak/goroutine.pb.gz'))).snapshot);
    const stacks = (groups: typeof dump) =>
      groups
        .filter((g) => g.state !== 'running')
        .map((g) => `${g.count} ${g.stack.map((f) => `${f.function}:${f.line}`).join(' ')}`)
        .sort();
    expect(stacks(profile)).toEqual(stacks(dump));
  });

  test('the runtime’s own verdict, from the dump and from the profile', async () => {
    for (const name of ['leak-absolute/goroutines-leaked.txt', 'leak-absolute/goroutineleak.pb.gz']) {
      const groups = groupGoroutines((await open(read(name))).snapshot).filter((g) => g.suspicion === 1);
      expect(groups.reduce((sum, g) => sum + g.count, 0)).toBe(59);
    }
  });

  test('a dump that Windows PowerShell wrote, in UTF-16', async () => {
    const wide = Buffer.from(`\ufeff${read('leak/goroutines.txt').toString()}`, 'utf16le');
    expect(await open(wide)).toEqual(await open(read('leak/goroutines.txt')));
  });

  test('a crash log', async () => {
    expect(tally(await open(read('deadlock/crash.log')))).toEqual({
      'sync.WaitGroup.Wait': 1,
      'chan send': 3,
    });
  });

  test('an execution trace: who waits when it ends, since when, and where each was started', async () => {
    const opened = await open(read('leak/execution.trace'));
    expect(opened).toMatchObject({ format: 'execution-trace', notes: [] });
    expect(tally(opened)).toEqual({
      'chan send': 25,
      'chan receive': 12,
      select: 8,
      'chan receive (nil chan)': 5,
      'sync.Mutex.Lock': 4,
      'sync.WaitGroup.Wait': 3,
      'select (no cases)': 2,
      sleep: 2,
      'IO wait': 1,
      running: 1,
      // What runtime/trace starts for itself.
      waiting: 1,
    });
    const [worst, , third] = groupGoroutines(opened.snapshot);
    expect(worst).toMatchObject({
      count: 5,
      state: 'chan receive (nil chan)',
      suspicion: 0.97,
      createdBy: { function: 'main.subscribe', file: 'example.com/unpark/leak/leaks.go', line: 85 },
    });
    expect(third).toMatchObject({
      count: 25,
      reason: '25 goroutines have waited 0.15 s to 0.18 s to send at leaks.go:47.',
      createdBy: { function: 'main.fetchOrGiveUp', line: 45, goroutine: 1 },
    });
    const { creationStack } = opened.snapshot.goroutines.find(({ state }) => state === 'chan send')!;
    expect(opened.snapshot.stacks[creationStack!].frames.map((f) => f.function)).toEqual([
      'main.fetchOrGiveUp',
      'main.leakAll',
      'main.run',
      'main.main',
    ]);
  });

  test('the report has the shape that scripts read', async () => {
    const opened = await open(read('leak/goroutines.txt'));
    const report = leakReport(opened, groupGoroutines(opened.snapshot));
    expect(Object.keys(report)).toEqual(['format', 'goroutines', 'groups']);
    expect(report).toMatchObject({ format: 'goroutine-dump', goroutines: 63 });
    for (const group of report.groups) {
      expect(Object.keys(group)).toEqual([
        'count',
        'state',
        'waitMinutes',
        'stack',
        'createdBy',
        'suspicion',
        'reason',
      ]);
    }
  });

  test('the text of the same moment', async () => {
    const text = await open(read('leak/goroutines-debug1.txt'));
    const binary = await open(read('leak/goroutine.pb.gz'));
    expect(text.format).toBe('pprof-goroutine');
    const told = ({ snapshot: { stacks, goroutines } }: Opened) =>
      goroutines
        .filter((g) => g.state !== 'running')
        .map((g) => {
          const { frames } = stacks[g.stack];
          // The text hides the runtime's frames on top.
          const own = frames.slice(frames.findIndex((f) => /^(?:main|net|time|sync|os)/.test(f.function)));
          return `${g.count} ${own.map((f) => `${f.function}:${f.line}`).join(' ')}`;
        })
        .sort();
    expect(told(text).filter((line) => line.includes('main.'))).toEqual(
      told(binary).filter((line) => line.includes('main.')),
    );
  });

  test('profiles of heap and CPU', async () => {
    const heap = (await open(read('leak/heap.pb.gz'))).profile!;
    expect(heap.sampleTypes.map((t) => t.type)).toEqual([
      'alloc_objects',
      'alloc_space',
      'inuse_objects',
      'inuse_space',
    ]);
    const cpu = await open(read('leak/cpu.pb.gz'));
    expect(cpu).toMatchObject({ format: 'pprof', snapshot: { goroutines: [] } });
    expect(cpu.profile!.period).toBe(10_000_000);
  });

  test('what else an output with a dump holds', async () => {
    const race =
      'WARNING: DATA RACE\nWrite at 0x1 by goroutine 7:\n  main.f()\n      /a.go:3 +0x1\n==================\n';
    const gc =
      'gc 1 @0.012s 2%: 0.026+0.39+0.10 ms clock, 0.21+0.88/0.52/0+0.80 ms cpu, 4->4->0 MB, 5 MB goal, 8 P\n';
    const opened = await open(Buffer.concat([Buffer.from(race + gc), read('deadlock/crash.log')]));
    expect(opened.format).toBe('goroutine-dump');
    expect(opened.snapshot.goroutines).toHaveLength(4);
    expect(opened.races!.reports).toHaveLength(1);
    expect(opened.gctrace!.collections).toHaveLength(1);
    expect(opened).not.toHaveProperty('schedtrace');
    // What only looks like a trace spoils nothing.
    const odd = await open(Buffer.concat([Buffer.from('gc 1 @0.1s 2%: \n'), read('deadlock/crash.log')]));
    expect(odd.snapshot.goroutines).toHaveLength(4);
  });

  test('a scheduler trace', async () => {
    const { format, schedtrace } = await open(read('service/schedtrace.log'));
    expect(format).toBe('schedtrace');
    expect(schedtrace!.samples[1]).toEqual({
      ms: 259,
      gomaxprocs: 2,
      idleprocs: 2,
      threads: 7,
      spinningthreads: 0,
      needspinning: 0,
      idlethreads: 3,
      runqueue: 0,
      local: [0, 0],
      schedticks: [798, 805],
    });
  });

  test.each([['README.md', /neither a pprof message nor a goroutine dump/]])(
    '%s is named, not misread',
    async (name, message) => {
      await expect(open(read(name))).rejects.toThrow(message);
    },
  );
});

describe('bad input', () => {
  test.each([
    ['nothing', new Uint8Array(), /empty/],
    ['packed nothing', gzipSync(''), /empty, once unpacked/],
    ['half a gzip', read('leak/goroutine.pb.gz').subarray(0, 900), /truncated or corrupt/],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]), /no profile/],
  ])('%s', async (_, bytes, message) => {
    await expect(open(bytes)).rejects.toThrow(message);
    await expect(open(bytes)).rejects.toBeInstanceOf(FormatError);
  });

  test.each([
    ['location', (p: Profile) => p.sample[0].locationId.push(77)],
    ['function', (p: Profile) => p.location[0].line.push(new Line({ functionId: 88, line: 1 }))],
    ['string', (p: Profile) => (p.function[0].name = 9_999)],
  ])('a %s that the profile refers to and does not hold', async (what, spoil) => {
    const profile = Profile.decode(gunzipSync(read('leak/goroutine.pb.gz')));
    spoil(profile);
    await expect(open(profile.encode())).rejects.toThrow(new RegExp(`refers to ${what} \\d+`));
  });

  test('every prefix of a profile is read or refused', async () => {
    const bytes = gunzipSync(read('leak/goroutine.pb.gz'));
    for (let end = 0; end < bytes.length; end += 7) await readOrRefuse(bytes.subarray(0, end));
  });

  test('whatever is done to a profile, it is read or refused', async () => {
    const original = gunzipSync(read('leak/goroutine.pb.gz'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(original.length - 1), fc.nat(255)), { maxLength: 20 }),
        async (changes) => {
          const bytes = Uint8Array.from(original);
          for (const [at, value] of changes) bytes[at] = value;
          await readOrRefuse(bytes);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('any bytes, packed or not, are read or refused', async () => {
    // Starts that lead deep into each reader.
    const start = fc.constantFrom(
      '',
      '\n',
      '\n\x04\b\x01\x10\x02',
      'goroutine 7 [',
      'go 1.22 trace\0\0\0',
      '\x1f\x8b\x08',
      'PK\x03\x04',
      'PK\x05\x06',
      'goroutine profile: total 2\n2 @ 0x1 0x2\n',
      'heap profile: 1: 2 [3: 4] @ heap/1024\n1: 2 [3: 4] @ 0x1\n',
      '--- mutex:\ncycles/second=1000\n',
      'WARNING: DATA RACE\nWrite at 0x1 by goroutine 7:\n',
      'SCHED 1ms: gomaxprocs=1\n',
      '# TYPE a gauge\na{',
    );
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (head, tail, packed) => {
        const bytes = Buffer.concat([Buffer.from(head, 'latin1'), tail]);
        await readOrRefuse(packed ? gzipSync(bytes) : bytes);
      }),
      { numRuns: 1_000 },
    );
  });

  test('every prefix of a packed profile is refused', async () => {
    const bytes = read('leak/goroutine.pb.gz');
    for (let end = 0; end < bytes.length; end += 31)
      await expect(open(bytes.subarray(0, end))).rejects.toBeInstanceOf(FormatError);
  });

  test('an aborted reading stops, of every kind', async () => {
    for (const name of ['leak/heap.pb.gz', 'leak/goroutines-debug1.txt', 'service/schedtrace.log']) {
      const signal = AbortSignal.abort(new Error('never mind'));
      await expect(open(read(name), { signal })).rejects.toThrow('never mind');
    }
  });

  test('an aborted reading stops', async () => {
    const signal = AbortSignal.abort(new Error('never mind'));
    await expect(open(read('leak/goroutines.txt'), { signal })).rejects.toThrow('never mind');
  });
});

async function readOrRefuse(bytes: Uint8Array): Promise<void> {
  try {
    const { snapshot } = await open(bytes);
    groupGoroutines(snapshot);
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
  }
}

describe('pprof, against another reader', () => {
  test.each(['leak/goroutine.pb.gz', 'leak-absolute/goroutine.pb.gz', 'leak-absolute/goroutineleak.pb.gz'])(
    '%s',
    async (name) => {
      expect(fromOurs(await open(read(name)))).toEqual(fromTheirs(Profile.decode(gunzipSync(read(name)))));
    },
  );

  test('inlined calls, labels, large numbers and addresses without symbols', async () => {
    const strings = new StringTable();
    const s = (text: string) => strings.dedup(text);
    const type = new ValueType({ type: s('goroutine'), unit: s('count') });
    const profile = new Profile({
      sampleType: [type],
      periodType: type,
      stringTable: strings,
      sample: [
        new Sample({
          locationId: [2 ** 40, 2],
          value: [2 ** 33],
          label: [new Label({ key: s('user'), str: s('ann') })],
        }),
        new Sample({ locationId: [3], value: [1] }),
        new Sample({ locationId: [2], value: [0] }),
      ],
      location: [
        new Location({
          id: 2 ** 40,
          line: [new Line({ functionId: 1, line: 5 }), new Line({ functionId: 2, line: 9 })],
        }),
        new Location({ id: 2, line: [new Line({ functionId: 2, line: 2 ** 30 })] }),
        new Location({ id: 3, address: 0x1234 }),
      ],
      function: [
        new Fn({ id: 1, name: s('main.inlined'), filename: s('a.go') }),
        new Fn({ id: 2, name: s('main.caller'), filename: s('b.go') }),
      ],
    });
    const opened = await open(profile.encode());
    expect(fromOurs(opened)).toEqual(fromTheirs(profile));
    expect(opened.snapshot.goroutines[0]).toMatchObject({ count: 2 ** 33, labels: { user: 'ann' } });
    expect(opened.snapshot.stacks[1].frames).toEqual([{ function: '0x1234', file: '', line: 0 }]);
  });
});

const fromOurs = ({ snapshot }: Opened): string[] =>
  snapshot.goroutines
    .map(
      (g) =>
        `${g.count} ${snapshot.stacks[g.stack].frames.map((f) => `${f.function}@${f.file}:${f.line}`).join(' ')}`,
    )
    .sort();

function fromTheirs(profile: Profile): string[] {
  const text = (index: number | bigint) => profile.stringTable.strings[Number(index)];
  const locations = new Map(profile.location.map((l) => [Number(l.id), l]));
  const functions = new Map(profile.function.map((f) => [Number(f.id), f]));
  return profile.sample
    .filter((sample) => Number(sample.value[0]) > 0)
    .map((sample) => {
      const frames = sample.locationId.flatMap((id) => {
        const location = locations.get(Number(id))!;
        if (!location.line.length) return [`0x${location.address.toString(16)}@:0`];
        return location.line.map((line) => {
          const fn = functions.get(Number(line.functionId))!;
          return `${text(fn.name)}@${text(fn.filename)}:${Number(line.line)}`;
        });
      });
      return `${Number(sample.value[0])} ${frames.join(' ')}`;
    })
    .sort();
}
