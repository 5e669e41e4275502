import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  callTree,
  diffProfiles,
  flameLayout,
  labelsOf,
  lineWeights,
  mergeProfiles,
  neighboursOf,
  open,
  samplesWith,
  topTable,
  totalOf,
  totalWeight,
  viewOf,
} from '../index.ts';
import { type Label, ProfileBuilder } from './build.ts';
import { pruned } from './prune.ts';
import type { SampleProfile } from './sampleProfile.ts';

/** A stack `innermost … outermost` of `name:line`, its weight and its labels. */
type Row = [stack: string, weight: number | bigint, labels?: Label[]];

/** Each word of a stack is a location; `a:1+b:2` is one with the call of a inlined into b. */
function profileOf(rows: Row[], facts: { dropFrames?: string; keepFrames?: string } = {}): SampleProfile {
  const builder = new ProfileBuilder();
  const locations = new Map<string, number>();
  for (const [stack, weight, labels = []] of rows) {
    const ids = stack.split(' ').map((word) => {
      let id = locations.get(word);
      if (id === undefined) {
        const lines = word.split('+').map((call): [number, number] => {
          const [name, line] = call.split(':');
          return [builder.fn(name, `${name}.go`), Number(line ?? 1)];
        });
        id = builder.location(BigInt(locations.size + 1), -1, lines);
        locations.set(word, id);
      }
      return id;
    });
    builder.sample(ids, [1, weight], labels);
  }
  return builder.build({
    sampleTypes: [
      { type: 'samples', unit: 'count' },
      { type: 'cpu', unit: 'nanoseconds' },
    ],
    ...facts,
  });
}

const top = (profile: SampleProfile, byCum = false) => {
  const view = viewOf(profile);
  const { frame, flat, cum } = topTable(view, byCum);
  return Array.from(frame, (f, i) => `${view.index.frames[f].function} ${flat[i]} ${cum[i]}`);
};

const sample = profileOf([
  ['f:3 g:5 main:9', 10, [{ key: 'user', text: 'ann' }]],
  ['h:1+f:4 g:5 main:9', 20, [{ key: 'user', text: 'bob' }]],
  ['g:6 main:9', 5],
  ['f:3 f:7 main:9', 7, [{ key: 'bytes', number: 16, unit: 'bytes' }]],
]);

describe('views', () => {
  test('the table: own and cumulative weight, recursion counted once', () => {
    expect(top(sample)).toEqual(['h 20 20', 'f 17 37', 'g 5 35', 'main 0 42']);
    expect(top(sample, true)).toEqual(['main 0 42', 'f 17 37', 'g 5 35', 'h 20 20']);
    expect(totalWeight(viewOf(sample))).toBe(42);
    expect(totalOf(sample, 0)).toBe(4);
  });

  test('the tree and its inverse', () => {
    const tell = (inverted: boolean) => {
      const view = viewOf(sample);
      const { size, frame, parent, self, total } = callTree(view, inverted);
      const names: string[] = [''];
      for (let i = 1; i < size; i++)
        names.push(`${names[parent[i]]}/${view.index.frames[frame[i]].function}`);
      return names.map((name, i) => `${name} ${self[i]} ${total[i]}`);
    };
    expect(tell(false)).toEqual([
      ' 0 42',
      '/main 0 42',
      '/main/g 5 35',
      '/main/g/f 10 30',
      '/main/g/f/h 20 20',
      '/main/f 0 7',
      '/main/f/f 7 7',
    ]);
    expect(tell(true)).toContain('/f/g/main 10 10');
    expect(tell(true)[0]).toBe(' 0 42');
  });

  test('callers and callees', () => {
    const view = viewOf(sample);
    const name = (f: number) => view.index.frames[f].function;
    const { callers, callees } = neighboursOf(
      view,
      view.index.frames.findIndex((f) => f.function === 'f'),
    );
    expect(Array.from(callers.frame, (f, i) => `${name(f)} ${callers.weight[i]}`)).toEqual([
      'g 30',
      'f 7',
      'main 7',
    ]);
    expect(Array.from(callees.frame, (f, i) => `${name(f)} ${callees.weight[i]}`)).toEqual(['h 20', 'f 7']);
  });

  test('lines of a file', () => {
    const { line, flat, cum } = lineWeights(sample).get('f.go')!;
    expect([...line]).toEqual([3, 4, 7]);
    expect([...flat]).toEqual([17, 0, 0]);
    expect([...cum]).toEqual([17, 20, 7]);
  });

  test('labels, and only the samples with one', () => {
    expect(labelsOf(sample).get('user')).toEqual([
      { value: 'bob', samples: 1, weight: 20 },
      { value: 'ann', samples: 1, weight: 10 },
    ]);
    expect(labelsOf(sample).get('bytes')![0].value).toBe('16 bytes');
    const only = samplesWith(sample, 'user', 'ann');
    expect(callTree(viewOf(sample, { only })).total[0]).toBe(10);
    expect([...samplesWith(sample, 'user', null)]).toEqual([0, 0, 1, 1]);
  });

  test('a flame graph: every box within its parent’s, heaviest first, depth by depth', () => {
    const view = viewOf(sample);
    const tree = callTree(view);
    const { size, node, depth, from, to, frame, depthStart, width } = flameLayout(tree, view.index.frames);
    expect(width).toBe(42);
    expect(
      Array.from(
        { length: size },
        (_, i) => `${depth[i]} ${view.index.frames[frame[i]]?.function ?? ''} ${from[i]}-${to[i]}`,
      ),
    ).toEqual(['0  0-42', '1 main 0-42', '2 g 0-35', '2 f 35-42', '3 f 0-30', '3 f 35-42', '4 h 0-20']);
    expect([...depthStart]).toEqual([0, 1, 2, 4, 6, 7]);
    const row = new Map(Array.from(node, (n, i) => [n, i]));
    for (let i = 1; i < size; i++) {
      const above = row.get(tree.parent[node[i]])!;
      expect(from[i]).toBeGreaterThanOrEqual(from[above]);
      expect(to[i]).toBeLessThanOrEqual(to[above]);
    }
    expect(flameLayout(tree, view.index.frames, { narrowest: 10 }).size).toBe(5);
    const named = flameLayout(tree, view.index.frames, { order: 'name' });
    expect(Array.from(named.frame.subarray(2, 4), (f) => view.index.frames[f].function)).toEqual(['f', 'g']);
  });

  test('a flame graph of a million frames', () => {
    const rows: Row[] = [];
    for (let i = 0; i < 50_000; i++) {
      rows.push([
        Array.from({ length: 20 }, (_, d) => `f${(i * 7919 + d * (i % 97)) % 5000}`).join(' '),
        1 + (i % 9),
      ]);
    }
    const view = viewOf(profileOf(rows));
    const tree = callTree(view);
    expect(tree.size).toBeGreaterThan(900_000);
    const since = performance.now();
    const layout = flameLayout(tree, view.index.frames);
    // Not a measurement: it must not take squares of what there is.
    expect(performance.now() - since).toBeLessThan(60_000);
    expect(layout.size).toBe(tree.size);
    expect(layout.to[0]).toBe(layout.width);
  });

  test('deep stacks', () => {
    const deep = Array.from({ length: 100_000 }, (_, i) => `f${i % 3}`).join(' ');
    const view = viewOf(profileOf([[deep, 1]]));
    const layout = flameLayout(callTree(view), view.index.frames);
    expect(layout.depth.at(-1)).toBe(100_000);
  });
});

describe('sums and differences', () => {
  test('two profiles add up', () => {
    const both = mergeProfiles([sample, sample]);
    expect(both.samples).toBe(4);
    expect(top(both)).toEqual(['h 40 40', 'f 34 74', 'g 10 70', 'main 0 84']);
  });

  test('without a base, what is the same is gone', () => {
    expect(diffProfiles(sample, sample).samples).toBe(0);
    const less = profileOf([
      ['g:6 main:9', 8],
      ['x:1 main:9', 2],
    ]);
    expect(top(diffProfiles(sample, less))).toEqual([
      'h 20 20',
      'f 17 37',
      'g -3 27',
      'x -2 -2',
      'main 0 32',
    ]);
  });

  test('with a marked base, percentages are of the base', () => {
    const diff = diffProfiles(sample, sample, true);
    expect(diff.samples).toBe(8);
    expect(totalWeight(viewOf(diff))).toBe(42);
    expect(totalOf(diff, 1)).toBe(0);
    expect(labelsOf(diff).get('pprof::base')![0]).toMatchObject({ value: 'true', samples: 4, weight: -42 });
    expect(flameLayout(callTree(viewOf(diff)), viewOf(diff).index.frames).size).toBe(1);
  });

  test('what shrank takes room in a flame graph', () => {
    const view = viewOf(diffProfiles(profileOf([['a main', 1]]), profileOf([['b main', 5]])));
    const { width, total } = flameLayout(callTree(view), view.index.frames);
    expect([width, total[0]]).toEqual([6, -4]);
  });

  test('values beyond 2^53 stay exact in sums', () => {
    const large = profileOf([
      ['a main', 2n ** 62n + 1n],
      ['b main', 2n ** 53n + 1n],
    ]);
    expect(totalOf(large, 1)).toBe(2n ** 62n + 2n ** 53n + 2n);
    expect(mergeProfiles([large, large]).wideValues.get(1)).toBe(2n ** 63n + 2n);
    const many = profileOf(Array.from({ length: 3 }, (_, i): Row => [`f${i} main`, 2 ** 53 - 1]));
    expect(totalOf(many, 1)).toBe(3n * (2n ** 53n - 1n));
  });

  test('profiles of other things have no difference', () => {
    const other = new ProfileBuilder().build({ sampleTypes: [{ type: 'space', unit: 'bytes' }] });
    expect(() => diffProfiles(sample, other)).toThrow('no type of value in common');
  });
});

describe('dropped frames', () => {
  test('a dropped function takes along what it called', () => {
    const profile = profileOf([['malloc:1 alloc:2 user:3 main:4', 1]], { dropFrames: 'alloc|other' });
    expect(top(pruned(profile)!)).toEqual(['user 1 1', 'main 0 1']);
  });

  test('not those that are kept, and none above the first of the program', () => {
    const kept = profileOf([['alloc:2 user:3 main:4', 1]], { dropFrames: 'al.*|main', keepFrames: 'alloc' });
    expect(top(pruned(kept)!)).toEqual(['alloc 1 1', 'main 0 1', 'user 0 1']);
  });

  test('in the midst of inlined calls', () => {
    const profile = profileOf([['a:1 b:2+drop:3+user:4 main:5', 1]], { dropFrames: 'drop' });
    expect(top(pruned(profile)!)).toEqual(['user 1 1', 'main 0 1']);
  });

  test('arguments are no part of a name', () => {
    const profile = profileOf([['a:1 f(int):2 main:5', 1]], { dropFrames: 'f' });
    expect(top(pruned(profile)!)).toEqual(['main 1 1']);
  });

  test('a pattern that is not understood drops nothing', () => {
    expect(pruned(profileOf([['a main', 1]], { dropFrames: '(?i)A' }))).toBeNull();
  });
});

test('a recorded profile of the heap', async () => {
  const file = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../../test/data/leak/heap.pb.gz');
  const { profile } = await open(readFileSync(file));
  const { mappings, timeMs, period, periodType } = profile!;
  expect(periodType).toEqual({ type: 'space', unit: 'bytes' });
  expect(period).toBe(524288);
  expect(new Date(timeMs).getUTCFullYear()).toBeGreaterThan(2020);
  expect(mappings.length).toBeGreaterThan(0);
  expect(structuredClone(profile)).toEqual(profile);
});
