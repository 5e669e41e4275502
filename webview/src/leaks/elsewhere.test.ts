import { expect, test } from 'vitest';
import { group } from '../testing/group.ts';
import { bundle } from './bundles.ts';
import { crossed, stuckElsewhere, stuckIn } from './elsewhere.ts';
import { reportedGroups } from './report.ts';

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
  const bundles = crossed(bundle(groups, 'stack'), stuckIn([{ name: 'dump.txt', groups: other }]));
  expect(bundles.map(({ count, inBoth }) => [count, inBoth])).toEqual([
    [3, ['dump.txt']],
    [5, undefined],
    [1, undefined],
  ]);
});

test('each file that has them is named once', () => {
  const reported = reportedGroups([groups[0], groups[0]]);
  const stacks = stuckElsewhere([
    { name: 'a', groups: reported },
    { name: 'b', groups: reported },
  ]);
  const [first] = crossed(bundle(groups, 'stack'), stacks);
  expect(first.inBoth).toEqual(['a', 'b']);
});

test('without other files nothing changes', () => {
  const bundles = bundle(groups, 'stack');
  expect(crossed(bundles, new Map())).toEqual(bundles);
});
