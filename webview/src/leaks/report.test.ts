import { expect, test } from 'vitest';
import { group } from '../testing/group.ts';
import { reportedGroups } from './report.ts';

const own = (name: string, line: number) => ({ function: name, file: '/app/main.go', line });
const wgGo = { function: 'sync.(*WaitGroup).Go', file: '/go/src/sync/waitgroup.go', line: 8 };

test('the program’s own calls, and who started the goroutines', () => {
  expect(reportedGroups([group({ count: 7, waitMinutes: { min: 1, max: 9 } })])).toEqual([
    {
      count: 7,
      isBlocked: true,
      waitMinutes: 9,
      frames: [{ function: 'main.collect', file: 'C:\\app\\main.go', line: 41 }],
      startedAt: { function: 'main.run', file: '/app/run.go', line: 7, isInside: false },
    },
  ]);
});

test('a closure given to WaitGroup.Go leads to the function that it stands in', () => {
  const [{ startedAt }] = reportedGroups([
    group({
      stack: [own('main.run.func1', 9), { ...wgGo, function: `${wgGo.function}.func1` }],
      createdBy: wgGo,
    }),
  ]);
  expect(startedAt).toEqual({ ...own('main.run', 9), isInside: true });
});

test('of a function that WaitGroup.Go was given by name nobody knows', () => {
  const [{ startedAt, frames }] = reportedGroups([
    group({
      stack: [own('main.worker', 9), { ...wgGo, function: `${wgGo.function}.func1` }],
      createdBy: wgGo,
    }),
  ]);
  expect(startedAt).toBeNull();
  expect(frames).toHaveLength(1);
});

test('groups that never are in the program’s code are left out', () => {
  expect(reportedGroups([group({ stack: [wgGo], createdBy: null })])).toEqual([]);
});
