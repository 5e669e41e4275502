import { expect, test } from 'vitest';
import type { Race, RaceAccess } from '#profile';
import { distinctRaces } from './distinct.ts';

const access = (operation: string, line: number): RaceAccess => ({
  operation,
  address: '0xc0',
  previous: false,
  goroutine: line,
  stack: [{ function: 'main.f', file: '/a.go', line }],
});

const race = (...accesses: RaceAccess[]): Race => ({
  kind: 'data-race',
  accesses,
  goroutines: [],
  memory: null,
});

test('counts races at the same places once, whichever access was caught first', () => {
  const first = race(access('write', 3), access('read', 5));
  const found = distinctRaces([
    first,
    race(access('read', 5), access('write', 3)),
    race(access('write', 3), access('read', 6)),
    race(access('write', 3), access('write', 5)),
  ]);
  expect(found.map(({ count }) => count)).toEqual([2, 1, 1]);
  expect(found[0].race).toBe(first);
});
