import { describe, expect, test } from 'vitest';
import type { LeakGroup } from '#profile';
import { counted, keyOf, levelOf, mainFrame, matching, shortPlace, waitOf } from './rows.ts';

const group = (parts: Partial<LeakGroup>): LeakGroup => ({
  count: 1,
  state: 'chan send',
  waitMinutes: null,
  stack: [
    { function: 'sync.(*WaitGroup).Wait', file: '/go/src/sync/waitgroup.go', line: 9 },
    { function: 'main.collect', file: 'C:\\app\\main.go', line: 41 },
  ],
  runtimeFrames: [],
  createdBy: { function: 'main.run', file: '/app/run.go', line: 7 },
  suspicion: 0.5,
  reason: '',
  ids: [],
  ...parts,
});

describe('rows', () => {
  test('levels', () => {
    expect([0.97, 0.9, 0.5, 0.1].map((suspicion) => levelOf(group({ suspicion })))).toEqual([
      'certain',
      'certain',
      'suspicious',
      'quiet',
    ]);
  });

  test('the user’s frame stands for the group, else the first', () => {
    expect(shortPlace(mainFrame(group({}))!)).toBe('main.go:41');
    expect(mainFrame(group({ stack: group({}).stack.slice(0, 1) }))?.function).toBe('sync.(*WaitGroup).Wait');
    expect(mainFrame(group({ stack: [] }))).toBeUndefined();
    expect(shortPlace({ function: 'f', file: '', line: 0 })).toBe('');
  });

  test('waits', () => {
    expect(waitOf(group({}))).toBe('');
    expect(waitOf(group({ waitMinutes: { min: 0, max: 0 } }))).toBe('< 1 min');
    expect(waitOf(group({ waitMinutes: { min: 0, max: 12 } }))).toBe('≥ 12 min');
    expect(waitOf(group({ waitSeconds: { min: 0, max: 0.17856 } }))).toBe('0.18 s');
  });

  test('a search wants every word, anywhere', () => {
    const groups = [group({}), group({ state: 'select' })];
    expect(matching(groups, '')).toHaveLength(2);
    expect(matching(groups, 'SEND main.go:41')).toEqual([groups[0]]);
    expect(matching(groups, 'run.go')).toHaveLength(2);
    expect(matching(groups, 'send nowhere')).toEqual([]);
  });

  test('keys tell groups apart and do not depend on counts', () => {
    expect(keyOf(group({ count: 3 }))).toBe(keyOf(group({ count: 9 })));
    expect(keyOf(group({ createdBy: null }))).not.toBe(keyOf(group({})));
  });

  test('numbers agree with their noun', () => {
    expect([0, 1, 2].map(counted.goroutines)).toEqual(['0 goroutines', '1 goroutine', '2 goroutines']);
    expect([1, 2].map(counted.groups)).toEqual(['1 group', '2 groups']);
  });
});
