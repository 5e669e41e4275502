import { describe, expect, test } from 'vitest';
import { indexFrames, open, type SampleProfile } from '../../index.ts';
import { cpuProfile } from '../../testing/cpuProfile.ts';

const stacksOf = (profile: SampleProfile) => {
  const { frames } = indexFrames(profile);
  return Array.from({ length: profile.samples }, (_, s) => ({
    values: [...profile.values.subarray(s * 2, s * 2 + 2)],
    stack: Array.from(
      profile.stackLocations.subarray(profile.stackStart[s], profile.stackStart[s + 1]),
      (location) => `${frames[location].function} ${frames[location].file}`.trim(),
    ),
  }));
};

const stacks: [number, number[]][] = [
  [3, [0x500, 0x601, 0x701]],
  [1, [0x510, 0x601]],
];
const maps = '00000400-00000600 r-xp 00000000 00:00 7 /bin/server\n00000600-00000800: /lib/libc.so\n';

describe('a CPU profile of gperftools', () => {
  test.each([
    [4, true],
    [4, false],
    [8, true],
    [8, false],
  ])('in words of %d bytes, little end first: %s', async (size, isLittle) => {
    const { format, profile } = await open(cpuProfile({ size, isLittle, stacks, tail: maps }));
    expect(format).toBe('pprof');
    expect(profile!.period).toBe(10_000_000);
    expect(profile!.sampleTypes.map(({ type, unit }) => `${type}/${unit}`)).toEqual([
      'samples/count',
      'cpu/nanoseconds',
    ]);
    // All have 0x600 in the second place: the signal's handler. Then only 0x700 of one is left there.
    expect(stacksOf(profile!)).toEqual([
      { values: [3, 30_000_000], stack: ['0x500 /bin/server', '0x700 /lib/libc.so'] },
      { values: [1, 10_000_000], stack: ['0x510 /bin/server'] },
    ]);
  });

  test('the innermost call that a profiler took twice is one', async () => {
    const { profile } = await open(
      cpuProfile({
        stacks: [
          [1, [0x500, 0x500, 0x701]],
          [1, [0x900, 0xa01]],
          [1, [0x900, 0xb01]],
        ],
      }),
    );
    expect(stacksOf(profile!)[0].stack).toEqual(['0x500', '0x700']);
  });

  test('a Java program’s has names behind it', async () => {
    const { profile } = await open(
      cpuProfile({
        isJava: true,
        stacks: [[2, [3, 4, 5]]],
        tail: '0x3 GC\n 0x4 com.a.F.g (F.java:12)\n 0x5 read (/lib/libc.so)\n',
      }),
    );
    expect(stacksOf(profile!)).toEqual([
      { values: [2, 20_000_000], stack: ['GC', 'com.a.F.g F.java', 'read libc.so'] },
    ]);
  });

  test('one that ends too early is refused with the place', async () => {
    const whole = cpuProfile({ stacks });
    // Its first stack begins behind five words and claims three addresses.
    await expect(open(whole.subarray(0, 8 * 8))).rejects.toMatchObject({ name: 'FormatError', offset: 40 });
    const huge = cpuProfile({ stacks: [[2 ** 53, [0x500]]] });
    await expect(open(huge)).rejects.toThrow(/larger than any/);
  });
});
