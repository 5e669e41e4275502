import { expect, test } from 'vitest';
import { group } from '../testing/group.ts';
import { bundle } from './bundles.ts';
import { crossed, stuckElsewhere, toldOf } from './elsewhere.ts';

const at = (line: number) => [{ function: 'main.work', file: '/src/main.go', line }];
const runtime = { function: 'runtime.chanrecv1', file: '/go/src/runtime/chan.go', line: 9 };
const suspicious = { suspicion: 0.6, createdBy: null };
const groups = [
  group({ ...suspicious, stack: at(1), count: 5 }),
  group({ ...suspicious, stack: at(2), count: 3 }),
  group({ suspicion: 0.1, createdBy: null, stack: at(3), count: 1 }),
];

test('goroutines that are stuck in another file too, on the same stack, come first', () => {
  const other = [
    group({ ...suspicious, state: 'chan receive', stack: [runtime, ...at(2)] }),
    group({ ...suspicious, stack: at(9) }),
    group({ suspicion: 0.1, createdBy: null, stack: at(3) }),
  ];
  const bundles = crossed(
    bundle(groups, 'stack'),
    stuckElsewhere([toldOf({ name: 'dump.txt', groups: other })]),
  );
  expect(bundles.map(({ count, inBoth }) => [count, inBoth])).toEqual([
    [3, ['dump.txt']],
    [5, undefined],
    [1, undefined],
  ]);
});

test('each file that has them is named once', () => {
  const told = (name: string) => toldOf({ name, groups: [groups[0], groups[0]] });
  const stacks = stuckElsewhere([told('a'), told('b')]);
  const [first] = crossed(bundle(groups, 'stack'), stacks);
  expect(first.inBoth).toEqual(['a', 'b']);
});

test('where both files say where goroutines were started, that has to be the same', () => {
  const started = (line: number) =>
    group({ ...suspicious, stack: at(1), createdBy: { function: 'main.main', file: '/src/main.go', line } });
  const names = (line: number) =>
    crossed(
      bundle([started(line)], 'stack'),
      stuckElsewhere([
        toldOf({ name: 'dump', groups: [started(5)] }),
        toldOf({ name: 'profile', groups: [groups[0]] }),
      ]),
    )[0].inBoth;
  expect(names(5)).toEqual(['dump', 'profile']);
  expect(names(6)).toEqual(['profile']);
});

test('without other files nothing changes', () => {
  const bundles = bundle(groups, 'stack');
  expect(crossed(bundles, new Map())).toEqual(bundles);
});
