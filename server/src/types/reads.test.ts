import { expect, test } from 'vitest';
import { Memo, narrow, noteRead, noteWhole, trackReads, untracked } from './reads.ts';

const note = (...names: string[]) => {
  for (const name of names) noteRead(name);
};
const readsOf = (run: () => void) => [...trackReads(run).reads];

test('reads are noted for the computation that runs, and for those around it', () => {
  let inner: string[] = [];
  const outer = readsOf(() => {
    note('a');
    inner = readsOf(() => note('b', 'b')) as string[];
    untracked(() => note('c'));
    note('a');
  });
  expect(inner).toEqual(['b']);
  expect(outer).toEqual(['a', 'b']);
});

test('a computation that throws leaves those around it as they were', () => {
  const outer = readsOf(() => {
    expect(() =>
      trackReads(() => {
        throw new Error('no');
      }),
    ).toThrow('no');
    note('a');
  });
  expect(outer).toEqual(['a']);
});

test('who gets a kept result depends on what it was made from, until that changes', () => {
  const memo = new Memo<number>();
  let runs = 0;
  const get = () =>
    memo.get('key', () => {
      note('a');
      return ++runs;
    });
  expect(readsOf(get)).toEqual(['a']);
  expect(readsOf(get)).toEqual(['a']);
  memo.forget(new Set(['b']));
  expect(get()).toBe(1);
  memo.forget(new Set(['a', 'b']));
  expect(get()).toBe(2);
});

test('of a file of which only a part is looked at, the part is noted', () => {
  const [file, other, part] = [{ name: 'file' }, { name: 'other' }, { name: 'part' }];
  const reads = readsOf(() =>
    narrow(file, part, () => {
      noteRead(file);
      noteRead(other);
    }),
  );
  expect(reads).toEqual([part, other]);
  expect(readsOf(() => narrow(file, part, () => noteWhole(file)))).toEqual([file]);
  expect(readsOf(() => noteRead(file))).toEqual([file]);
});

test('what a kept result was made from does not depend on what part its taker looks at', () => {
  const [file, part] = [{ name: 'file' }, { name: 'part' }];
  const memo = new Memo<void>();
  const get = () => memo.get('key', () => noteRead(file));
  expect(readsOf(() => narrow(file, part, get))).toEqual([file]);
  expect(readsOf(() => narrow(file, part, get))).toEqual([file]);
});
