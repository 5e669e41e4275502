import { expect, test } from 'vitest';
import { changed, freshProfile } from './state.ts';

const looked = {
  ...freshProfile,
  zoom: { from: 1, to: 2 },
  open: [4],
  frame: { number: 3, name: 'main.f' },
};

test('another sample type is another graph, in which no place is kept', () => {
  expect(changed(looked, { type: 'space' })).toEqual({ ...freshProfile, type: 'space' });
});

test('another order moves the boxes, and leaves the tree as it is', () => {
  expect(changed(looked, { order: 'name' })).toEqual({ ...looked, order: 'name', zoom: null });
});

test('a search, a tab and a place change nothing else', () => {
  expect(changed(looked, { search: 'x', tab: 'top' })).toEqual({ ...looked, search: 'x', tab: 'top' });
  expect(changed(looked, { zoom: null })).toEqual({ ...looked, zoom: null });
});
