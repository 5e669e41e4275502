import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  compareSnapshots,
  creatorTree,
  groupGoroutines,
  open,
  type Snapshot,
  waitDistribution,
} from '../index.ts';

const frame = (name: string, line = 9) => ({ function: name, file: '/app/main.go', line });

/** So many goroutines of each kind `state function[ creator]`. */
function snapshotOf(kinds: Record<string, number>, runtime = false): Snapshot {
  const stacks: { frames: ReturnType<typeof frame>[]; elided: number }[] = [];
  const goroutines: Snapshot['goroutines'][number][] = [];
  for (const [kind, count] of Object.entries(kinds)) {
    const [state, name, creator] = kind.split(' | ');
    const stack =
      stacks.push({ frames: [...(runtime ? [frame('runtime.gopark')] : []), frame(name)], elided: 0 }) - 1;
    for (let i = 0; i < count; i++) {
      goroutines.push({ count: 1, state, stack, ...(creator ? { createdBy: frame(creator, 3) } : {}) });
    }
  }
  return { stacks, goroutines };
}

const told = (snapshots: Snapshot[]) =>
  compareSnapshots(snapshots).map((h) => `${h.stack[0].function} ${h.change} ${h.counts.join(',')}`);

describe('snapshots compared', () => {
  test('new, gone, grown, the same', () => {
    const first = snapshotOf({
      'chan send | main.a': 2,
      'select | main.b': 3,
      'sleep | main.c': 1,
      'sleep | main.e': 4,
    });
    const second = snapshotOf({
      'chan send | main.a': 5,
      'select | main.d': 1,
      'sleep | main.c': 1,
      'sleep | main.e': 2,
    });
    expect(told([first, second]).sort()).toEqual([
      'main.a grew 2,5',
      'main.b gone 3,0',
      'main.c same 1,1',
      'main.d new 0,1',
      'main.e shrank 4,2',
    ]);
  });

  test('growth in every snapshot is above age and number, below certainty', () => {
    const at = (count: number) =>
      snapshotOf({
        'chan send | main.grows': count,
        'select | main.many': 500,
        'chan receive (nil chan) | main.never': 1,
      });
    const [never, grows, many] = compareSnapshots([at(1), at(2), at(4)]);
    expect(never.reasons).toEqual([{ id: 'blocked-forever', operation: 'receive' }]);
    expect(never.confidence).toBe('certain');
    expect(grows).toMatchObject({
      growsAlways: true,
      confidence: 'high',
      counts: [1, 2, 4],
      reason: '4 goroutines at main.go:9, more in each of 3 snapshots than in the one before: 1, 2, 4.',
    });
    expect(grows.reasons[0]).toEqual({ id: 'grows-always', from: 1, to: 4, snapshots: 3 });
    expect(grows.suspicion).toBeGreaterThan(many.suspicion);
    expect(many.growsAlways).toBe(false);
  });

  test('growth from one snapshot to the next is no more than a hint', () => {
    const [history] = compareSnapshots([
      snapshotOf({ 'chan send | main.a': 1 }),
      snapshotOf({ 'chan send | main.a': 2 }),
    ]);
    expect(history.growsAlways).toBe(false);
    expect(history.reasons[0].id).toBe('grew');
    expect(history.confidence).toBe('low');
  });

  test('the runtime’s frames on top make no difference', () => {
    const plain = snapshotOf({ 'chan send | main.a': 2 });
    const parked = snapshotOf({ 'chan send | main.a': 2 }, true);
    expect(told([plain, parked])).toEqual(['main.a same 2,2']);
  });

  test('a dump and the profile of the same moment', async () => {
    const read = async (name: string) => {
      const data = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../../test/data/leak', name);
      return (await open(readFileSync(data))).snapshot;
    };
    const histories = compareSnapshots([await read('goroutines.txt'), await read('goroutine.pb.gz')]);
    const differing = histories.filter((h) => h.state !== 'running' && h.change !== 'same');
    expect(differing).toEqual([]);
  });
});

describe('wider groups', () => {
  const snapshot = snapshotOf({
    'chan send | main.a | main.start': 2,
    'select | main.a | main.start': 3,
    'select | main.b | main.start': 1,
    'select | main.c': 1,
  });

  test.each([
    ['stack', [3, 2, 1, 1]],
    ['function', [3, 2, 1, 1]],
    ['creator', [6, 1]],
    ['state', [5, 2]],
  ] as const)('by %s', (grouping, counts) => {
    expect(groupGoroutines(snapshot, grouping).map((g) => g.count)).toEqual(counts);
  });

  test('the commonest stack stands for the group', () => {
    const [group] = groupGoroutines(snapshot, 'creator');
    expect(group.stacks).toBe(3);
    expect(group.state).toBe('select');
  });
});

test('the tree of creators, with starters that are gone and a circle', () => {
  const site = (name: string, goroutine?: number) => ({
    ...frame(name),
    ...(goroutine ? { goroutine } : {}),
  });
  const tree = creatorTree({
    stacks: [{ frames: [], elided: 0 }],
    goroutines: [
      { count: 1, id: 1, state: 'running', stack: 0 },
      { count: 1, id: 2, state: 'select', stack: 0, createdBy: site('main.serve', 1) },
      { count: 1, id: 3, state: 'chan send', stack: 0, createdBy: site('main.handle', 2) },
      { count: 1, id: 4, state: 'chan send', stack: 0, createdBy: site('main.handle', 2) },
      { count: 1, id: 5, state: 'sleep', stack: 0, createdBy: site('main.gone', 99) },
      { count: 1, id: 6, state: 'sleep', stack: 0, createdBy: site('main.x', 7) },
      { count: 1, id: 7, state: 'sleep', stack: 0, createdBy: site('main.y', 6) },
    ],
  });
  const lines: string[] = [];
  const tell = (node: typeof tree, depth: number) => {
    lines.push(`${' '.repeat(depth)}${node.site?.function ?? ''} ${node.count}/${node.total}`);
    for (const child of node.children) tell(child, depth + 1);
  };
  tell(tree, 0);
  expect(lines).toEqual([
    ' 0/7',
    '  1/4',
    '  main.serve 1/3',
    '   main.handle 2/2',
    ' main.y 1/2',
    '  main.x 1/1',
    ' main.gone 1/1',
  ]);
});

test('a long chain of creators', () => {
  const goroutines = Array.from({ length: 50_000 }, (_, i) => ({
    count: 1,
    id: 50_000 - i,
    state: 'select',
    stack: 0,
    createdBy: { ...frame('main.f'), goroutine: 49_999 - i },
  }));
  expect(creatorTree({ stacks: [{ frames: [], elided: 0 }], goroutines }).total).toBe(50_000);
});

test('waits by state', () => {
  const wait = (state: string, waitMinutes?: number) => ({
    count: 1,
    state,
    stack: 0,
    ...(waitMinutes === undefined ? {} : { waitMinutes }),
  });
  expect(
    waitDistribution({
      stacks: [],
      goroutines: [
        wait('select'),
        wait('select', 1),
        wait('select', 59),
        wait('select', 60),
        wait('sleep', 9_999),
      ],
    }),
  ).toEqual([
    { state: 'select', count: 4, buckets: [1, 1, 0, 1, 1, 0, 0], longest: 60 },
    { state: 'sleep', count: 1, buckets: [0, 0, 0, 0, 0, 0, 1], longest: 9_999 },
  ]);
});

test('a helper that only starts what it is given is stepped over in the tree of creators', () => {
  const at = (name: string, line: number) => ({ function: name, file: '/app/main.go', line });
  const stacks = [
    { frames: [at('main.run.func1', 12), at('sync.(*WaitGroup).Go.func1', 239)], elided: 0 },
    { frames: [at('main.serve.func1', 30), at('sync.(*WaitGroup).Go.func1', 239)], elided: 0 },
  ];
  const createdBy = at('sync.(*WaitGroup).Go', 237);
  const goroutines = [0, 0, 1].map((stack, id) => ({
    count: 1,
    id: id + 7,
    state: 'select',
    stack,
    createdBy,
  }));
  const tree = creatorTree({ stacks, goroutines });
  expect(tree.children.map(({ site, total }) => [site?.function, site?.via, total])).toEqual([
    ['main.run', 'sync.(*WaitGroup).Go', 2],
    ['main.serve', 'sync.(*WaitGroup).Go', 1],
  ]);
});
