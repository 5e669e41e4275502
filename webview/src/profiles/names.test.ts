import { expect, test } from 'vitest';
import { shortName } from './names.ts';
import { rangeInSight } from './sight.ts';

test('short names keep type arguments', () => {
  expect(shortName('example.com/a/queue.(*Pool).Get')).toBe('queue.(*Pool).Get');
  expect(shortName('example.com/a.Map[go.shape.struct { a/b.T }]')).toBe('a.Map[go.shape.struct { a/b.T }]');
  expect(shortName('main.main')).toBe('main.main');
});

test('a list fetches what is in sight and some beyond', () => {
  expect(rangeInSight(0, 100, 24, 2)).toEqual({ from: 0, to: 7 });
  expect(rangeInSight(2400, 100, 24, 2)).toEqual({ from: 98, to: 107 });
});
