import { describe, expect, test } from 'vitest';
import { group } from '../testing/group.ts';
import { bundle } from './bundles.ts';

const at = (line: number) => [{ function: 'main.collect', file: '/app/main.go', line }];
const groups = [
  group({ count: 5, stack: at(41), waitMinutes: { min: 2, max: 9 }, suspicion: 0.8, reason: 'worst' }),
  group({ count: 2, stack: at(50), waitMinutes: { min: 1, max: 3 }, state: 'select' }),
  group({ count: 1, stack: at(41), createdBy: { function: 'main.other', file: '/app/o.go', line: 3 } }),
];

describe('bundles', () => {
  test('one a stack, however alike', () => {
    const bundles = bundle([...groups, groups[0]], 'stack');
    expect(bundles.map(({ count }) => count)).toEqual([5, 2, 1, 5]);
    expect(new Set(bundles.map(({ key }) => key)).size).toBe(4);
  });

  test('one a function', () => {
    const [all, ...others] = bundle(groups, 'function');
    expect(others).toEqual([]);
    expect(all).toMatchObject({
      count: 8,
      states: ['chan send', 'select'],
      waitMinutes: { min: 1, max: 9 },
      suspicion: 0.8,
      reason: 'worst',
    });
    expect(all.groups).toHaveLength(3);
  });

  test('one a starter, which names it', () => {
    const bundles = bundle(groups, 'starter');
    expect(bundles.map(({ count, frame }) => [count, frame?.function])).toEqual([
      [7, 'main.run'],
      [1, 'main.other'],
    ]);
  });

  test('what WaitGroup.Go started goes by who called that', () => {
    const started = (line: number) =>
      group({
        stack: [
          { function: 'main.run.func1', file: '/app/main.go', line },
          { function: 'sync.(*WaitGroup).Go.func1', file: '/go/src/sync/waitgroup.go', line: 9 },
        ],
        createdBy: { function: 'sync.(*WaitGroup).Go', file: '/go/src/sync/waitgroup.go', line: 8 },
      });
    const bundles = bundle([started(3), started(4)], 'starter');
    expect(bundles.map(({ frame }) => frame?.function)).toEqual(['main.run']);
  });
});
