import { describe, expect, test } from 'vitest';
import type { Frame } from '#profile';
import { group } from '../testing/group.ts';
import { bundle } from './bundles.ts';
import { type Item, itemsOf } from './items.ts';

const go = (name: string): Frame => ({
  function: `net/http.${name}`,
  file: '/go/src/net/http/s.go',
  line: 1,
});
const own = (name: string): Frame => ({ function: `main.${name}`, file: '/app/main.go', line: 2 });

const show = (item: Item): string => {
  const text = {
    bundle: () => '+',
    group: () => '++',
    frame: () => (item.kind === 'frame' ? `${item.role} ${item.frame.function}` : ''),
    fold: () => (item.kind === 'fold' ? `fold ${item.count}` : ''),
  }[item.kind]();
  return `${item.level} ${item.position}/${item.size} ${text}`;
};

describe('the lines of the tree', () => {
  const mixed = group({
    runtimeFrames: [{ function: 'runtime.gopark', file: '', line: 0 }],
    stack: [go('a'), own('f'), go('b'), own('g'), go('c'), go('d')],
  });

  test('a closed bundle is one line', () => {
    expect(itemsOf(bundle([mixed, group()], 'stack'), new Set()).map(show)).toEqual(['1 1/2 +', '1 2/2 +']);
  });

  test('below the creator stands who called it, where a trace saw that', () => {
    const createdBy = go('Go');
    const bundles = bundle(
      [group({ stack: [own('f')], createdBy, creation: [createdBy, own('start')] })],
      'stack',
    );
    expect(itemsOf(bundles, new Set([bundles[0].key])).map(show)).toEqual([
      '1 1/1 +',
      '2 1/3 call main.f',
      '2 2/3 creator net/http.Go',
      '2 3/3 call main.start',
    ]);
  });

  test('calls of Go and libraries in a row are folded', () => {
    const bundles = bundle([mixed], 'stack');
    const [{ key }] = bundles;
    const items = itemsOf(bundles, new Set([key]));
    expect(items.map(show)).toEqual([
      '1 1/1 +',
      '2 1/6 fold 2',
      '2 2/6 call main.f',
      '2 3/6 call net/http.b',
      '2 4/6 call main.g',
      '2 5/6 fold 2',
      '2 6/6 creator main.run',
    ]);
    const opened = itemsOf(bundles, new Set([key, items[5].key]));
    expect(opened.slice(5).map(show)).toEqual([
      '2 5/8 fold 2',
      '2 6/8 call net/http.c',
      '2 7/8 call net/http.d',
      '2 8/8 creator main.run',
    ]);
    expect(new Set(opened.map((item) => item.key)).size).toBe(opened.length);
  });

  test('a stack without any own call is shown as it is', () => {
    const bundles = bundle([group({ stack: [go('a'), go('b')], createdBy: null })], 'stack');
    expect(itemsOf(bundles, new Set([bundles[0].key])).map(show)).toEqual([
      '1 1/1 +',
      '2 1/2 call net/http.a',
      '2 2/2 call net/http.b',
    ]);
  });

  test('several groups stand between a bundle and its frames', () => {
    const bundles = bundle([group(), group({ state: 'select' })], 'function');
    const items = itemsOf(bundles, new Set([bundles[0].key]));
    expect(items.map(show)).toEqual(['1 1/1 +', '2 1/2 ++', '2 2/2 ++']);
    const opened = itemsOf(bundles, new Set([bundles[0].key, items[2].key]));
    expect(opened.slice(3).map(({ level }) => level)).toEqual([3, 3, 3]);
  });

  test('the caller of WaitGroup.Go stands above the runtime’s creator', () => {
    const started = group({
      stack: [own('run.func1'), { function: 'sync.(*WaitGroup).Go.func1', file: '', line: 0 }],
      createdBy: { function: 'sync.(*WaitGroup).Go', file: '', line: 0 },
    });
    const bundles = bundle([started], 'stack');
    expect(itemsOf(bundles, new Set([bundles[0].key])).map(show)).toEqual([
      '1 1/1 +',
      '2 1/4 call main.run.func1',
      '2 2/4 call sync.(*WaitGroup).Go.func1',
      '2 3/4 starter main.run',
      '2 4/4 creator sync.(*WaitGroup).Go',
    ]);
  });
});
