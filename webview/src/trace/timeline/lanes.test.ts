import { describe, expect, test } from 'vitest';
import type { TraceOverview } from '../queries.ts';
import {
  groupAt,
  headerHeight,
  laneHeight,
  layOut,
  lineAt,
  lineNumber,
  linesIn,
  openedAgain,
  openedFirst,
  placeOf,
} from './lanes.ts';

const groups = [{ count: 2 }, { count: 1000 }, { count: 1 }];
const layout = layOut(2, 0, groups, new Set([-1, 0, 2]));

describe('lanes', () => {
  test('of closed sections take no room', () => {
    expect(layout.sections.map(({ key, lanes }) => [key, lanes])).toEqual([
      [-1, 2],
      [0, 2],
      [1, 0],
      [2, 1],
    ]);
    expect(layout.height).toBe(4 * headerHeight + 5 * laneHeight);
    expect(layout.lines).toBe(9);
  });

  test('are found by height and by number, the same ones', () => {
    for (let index = 0; index < layout.lines; index++) {
      const line = lineNumber(layout, index);
      expect(line).not.toBeNull();
      expect(lineAt(layout, line?.top ?? 0)).toEqual(line);
      expect(lineAt(layout, (line?.top ?? 0) + laneHeight - 1)).toEqual(line);
    }
    expect(lineNumber(layout, 9)).toBeNull();
    expect(lineNumber(layout, -1)).toBeNull();
    expect(lineAt(layout, layout.height)).toBeNull();
  });

  test('in sight are those that a part of is', () => {
    const seen = linesIn(layout, headerHeight + laneHeight - 1, headerHeight + 2 * laneHeight + 1);
    expect(seen.map(({ section, lane }) => [section.key, lane])).toEqual([
      [-1, 0],
      [-1, 1],
      [0, -1],
    ]);
    expect(linesIn(layOut(0, 0, [], new Set()), 0, 100)).toEqual([]);
  });

  test('are open at first as long as they are few, those of the first group always', () => {
    const overview = (counts: number[]) =>
      ({ procs: [0, 1], groups: counts.map((count) => ({ count })) }) as unknown as TraceOverview;
    expect([...openedFirst(overview([5, 10, 500, 3]))]).toEqual([-1, 0, 1]);
    expect([...openedFirst(overview([500, 3]))]).toEqual([-1, 0]);
  });

  test('of a goroutine are found by its position; in a closed section its header', () => {
    const placed = [
      { first: 0, count: 2 },
      { first: 2, count: 1000 },
      { first: 1002, count: 1 },
    ];
    expect([-1, 0, 1, 2, 1001, 1002, 1003].map((at) => groupAt(placed, at))).toEqual([-1, 0, 0, 1, 1, 2, -1]);
    expect(groupAt([], 0)).toBe(-1);
    expect(placeOf(layout, placed, 1)).toMatchObject({ lane: 1, section: { key: 0 } });
    expect(placeOf(layout, placed, 500)).toMatchObject({ lane: -1, section: { key: 1 } });
    expect(placeOf(layout, placed, 1003)).toBeNull();
  });

  test('stay open by their function when the groups have another order', () => {
    const named = (...names: string[]) => names.map((name) => ({ function: name }));
    const open = openedAgain(new Set([-1, 0, 2]), named('a', 'b', 'c'), named('c', 'b', 'new', 'a'));
    expect([...open]).toEqual([-1, 0, 3]);
  });
});
