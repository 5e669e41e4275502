import { describe, expect, test } from 'vitest';
import type { Frame } from '../model.ts';
import { enclosingFunction, starterOf } from './starter.ts';

const frame = (name: string, line = 1): Frame => ({ function: name, file: `${line}.go`, line });

describe('who started a goroutine', () => {
  test('the go statement’s function', () => {
    expect(starterOf([frame('main.f')], { ...frame('main.run', 7), goroutine: 1 })).toEqual(
      frame('main.run', 7),
    );
    expect(starterOf([frame('main.f')], null)).toBeNull();
  });

  test('behind WaitGroup.Go and errgroup, the function with the closure', () => {
    const stack = [
      frame('main.wait', 3),
      frame('main.(*T).run.func1', 9),
      frame('sync.(*WaitGroup).Go.func1'),
    ];
    const via = 'sync.(*WaitGroup).Go';
    expect(starterOf(stack, frame(via))).toEqual({ ...frame('main.(*T).run', 9), via });
    const group = 'example.com/a/vendor/golang.org/x/sync/errgroup.(*Group).Go';
    expect(starterOf([frame('main.worker', 4), frame(`${group}.func1`)], frame(group))).toEqual({
      ...frame('main.worker', 4),
      via: group,
    });
  });

  test('in profiles, which have no creator, by the root of the stack', () => {
    const stack = [frame('main.run.func2', 9), frame('sync.(*WaitGroup).Go.func1')];
    expect(starterOf(stack, null)).toMatchObject({ function: 'main.run', line: 9 });
  });

  test('other functions of those names are not stepped over', () => {
    expect(starterOf([frame('main.f')], frame('main.(*WaitGroup).Go'))).toEqual(
      frame('main.(*WaitGroup).Go'),
    );
    expect(starterOf([], frame('sync.(*WaitGroup).Go'))).toEqual(frame('sync.(*WaitGroup).Go'));
  });

  test.each([
    ['main.run.func1', 'main.run'],
    ['main.(*T).run.func1.2', 'main.(*T).run'],
    ['main.run.gowrap1', 'main.run'],
    ['main.run.func3.deferwrap1', 'main.run'],
    ['main.all-range1', 'main.all'],
    ['main.run[...].func1', 'main.run[...]'],
    ['main.func1x', 'main.func1x'],
    ['main.run', 'main.run'],
  ])('%s is in %s', (name, outer) => expect(enclosingFunction(name)).toBe(outer));
});
