import { describe, expect, test } from 'vitest';
import type { Goroutine } from '../model.ts';
import { groupGoroutines } from './groups.ts';
import { stateOf } from './parking.ts';

const frame = (name: string) => ({ function: name, file: '/app/main.go', line: 9 });

const judged = (goroutine: Partial<Goroutine>, ...functions: string[]) => {
  const stacks = [{ frames: functions.map(frame), elided: 0 }];
  return groupGoroutines({ stacks, goroutines: [{ count: 1, state: 'select', stack: 0, ...goroutine }] })[0];
};

describe('suspicion', () => {
  test('a main goroutine that keeps the program alive is no suspect, in a dump or a profile', () => {
    const state = 'select (no cases)';
    expect(judged({ state, id: 1 }, 'main.main').suspicion).toBeLessThan(0.1);
    expect(judged({ state }, 'runtime.block', 'main.main', 'runtime.main').suspicion).toBeLessThan(0.1);
    expect(judged({ state, id: 7 }, 'main.work').suspicion).toBeGreaterThan(0.9);
    expect(judged({ state: 'chan receive (nil chan)', id: 1 }, 'main.main').suspicion).toBeGreaterThan(0.9);
  });

  test('the sentence fits one and many', () => {
    const state = 'chan send (nil chan)';
    expect(judged({ state }, 'main.f').reason).toBe(
      '1 goroutine is stuck in a send on a nil channel at main.go:9: nothing can ever wake it.',
    );
    expect(judged({ state, count: 2 }, 'main.f').reason).toMatch(/^2 goroutines are stuck .* wake them\.$/);
  });

  test('in a deadlock the runtime has the word: all that are blocked are stuck', () => {
    const stacks = [{ frames: [frame('main.f')], elided: 0 }];
    const goroutines = [
      { count: 1, id: 1, state: 'sync.WaitGroup.Wait', stack: 0 },
      { count: 3, id: 7, state: 'chan send', stack: 0 },
    ];
    const groups = groupGoroutines({ stacks, goroutines, reason: { kind: 'deadlock', text: 'fatal error' } });
    expect(groups.map(({ state, confidence }) => [state, confidence])).toEqual([
      ['chan send', 'certain'],
      ['sync.WaitGroup.Wait', 'certain'],
    ]);
    expect(groups[0].reason).toBe(
      '3 goroutines wait to send at main.go:9: all goroutines were asleep, and nothing could wake them.',
    );
  });

  test('how long they have waited, and their labels', () => {
    const stacks = [{ frames: [frame('main.f')], elided: 0 }];
    const goroutine = (waitMinutes: number, user: string) => ({
      ...{ count: 1, state: 'select', stack: 0, waitMinutes, labels: { user } },
    });
    const goroutines = [goroutine(0, 'ann'), goroutine(7, 'bob'), goroutine(90, 'ann')];
    const [{ waits, labels }] = groupGoroutines({ stacks, goroutines });
    expect(waits).toEqual([1, 0, 1, 0, 1, 0, 0]);
    expect(labels).toEqual([
      { key: 'user', value: 'ann', count: 2 },
      { key: 'user', value: 'bob', count: 1 },
    ]);
    expect(judged({}, 'main.f').waits).toBeUndefined();
    expect(judged({}, 'main.f').labels).toBeUndefined();
  });

  test('the runtime’s frames are set aside', () => {
    const group = judged({}, 'runtime.gopark', 'runtime.selectgo', 'main.f');
    expect(group.stack.map((f) => f.function)).toEqual(['main.f']);
    expect(group.runtimeFrames).toHaveLength(2);
  });
});

test('of two locks, the one that blocks is named', () => {
  const inner = [
    'runtime.gopark',
    'internal/sync.runtime_SemacquireMutex',
    'internal/sync.(*Mutex).lockSlow',
  ];
  const outer = ['sync.(*RWMutex).Lock', 'main.f'];
  expect(stateOf([...inner, ...outer].map(frame))).toBe('sync.Mutex.Lock');
  expect(stateOf(['runtime.gopark', 'sync.runtime_SemacquireRWMutex', ...outer].map(frame))).toBe(
    'sync.RWMutex.Lock',
  );
});

test('goroutines with one stack are told apart by the stacks that created them, where a trace saw those', () => {
  const stacks = [['main.wait'], ['main.start', 'main.a'], ['main.start', 'main.b']].map((names) => ({
    frames: names.map(frame),
    elided: 0,
  }));
  const goroutine = (creationStack: number): Goroutine => ({
    ...{ count: 1, state: 'select', stack: 0, creationStack },
    createdBy: frame('main.start'),
  });
  const groups = groupGoroutines({ stacks, goroutines: [goroutine(1), goroutine(2), goroutine(1)] });
  expect(groups.map(({ count, creation }) => [count, creation?.map((one) => one.function)])).toEqual([
    [2, ['main.start', 'main.a']],
    [1, ['main.start', 'main.b']],
  ]);
});
