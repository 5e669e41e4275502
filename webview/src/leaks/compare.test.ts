import { describe, expect, test } from 'vitest';
import { group } from '../testing/group.ts';
import { bundle } from './bundles.ts';
import { compare, inOrder } from './compare.ts';

/** A snapshot with so many goroutines in each of some states. */
const snapshot = (counts: Record<string, number>) =>
  bundle(
    Object.entries(counts).map(([state, count]) => group({ state, count })),
    'stack',
  );

describe('compared snapshots', () => {
  const compared = compare([
    snapshot({ leak: 1, still: 3, old: 2, jumps: 9 }),
    snapshot({ leak: 5, still: 4, jumps: 1 }),
    snapshot({ leak: 9, still: 3, fresh: 4, jumps: 12 }),
  ]);

  test('counts, what became of them, and the order', () => {
    expect(compared.map((c) => [c.bundle.states[0], c.counts, c.change, c.isSteady])).toEqual([
      ['leak', [1, 5, 9], 'grown', true],
      ['fresh', [0, 0, 4], 'new', false],
      ['jumps', [9, 1, 12], 'grown', false],
      ['still', [3, 4, 3], 'same', false],
      ['old', [2, 0, 0], 'gone', false],
    ]);
  });

  test('the newest that has it shows it', () => {
    expect(compared.map(({ bundle: { count } }) => count)).toEqual([9, 4, 12, 3, 2]);
  });

  test('two snapshots are too few to grow steadily', () => {
    expect(compare([snapshot({ a: 1 }), snapshot({ a: 2 })])[0]).toMatchObject({ isSteady: false });
  });
});

describe('the order of snapshots', () => {
  const file = (name: string, modified: number) => ({ name, modified });

  test('by time', () => {
    const files = [file('a', 9_000), file('b', 2_000), file('c', 5_000)];
    expect(inOrder(files).map(({ name }) => name)).toEqual(['b', 'c', 'a']);
  });

  test('by name where the times say nothing: files that were copied or unpacked', () => {
    const files = [file('dump10', 5_100), file('dump9', 5_900)];
    expect(inOrder(files).map(({ name }) => name)).toEqual(['dump9', 'dump10']);
    expect(inOrder([file('b', 0), file('a', 1_000)]).map(({ name }) => name)).toEqual(['a', 'b']);
  });
});
