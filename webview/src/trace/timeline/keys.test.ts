import { expect, test } from 'vitest';
import { actionOf } from './keys.ts';

const key = (name: string, held: Partial<Parameters<typeof actionOf>[0]> = {}) =>
  actionOf({ key: name, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...held });

test('W, A, S and D zoom and move, in capitals too', () => {
  expect(key('w')).toEqual({ do: 'zoom', factor: 0.7 });
  expect(key('W', { shiftKey: true })).toEqual(key('w'));
  expect(key('a')).toMatchObject({ do: 'pan', share: -0.15 });
  expect(key('d')).toMatchObject({ do: 'pan', share: 0.15 });
  const [near, far] = [key('w'), key('s')];
  if (near?.do !== 'zoom' || far?.do !== 'zoom') throw new Error('no zoom');
  expect(near.factor * far.factor).toBeCloseTo(1);
});

test('what belongs to the editor is left to it', () => {
  for (const held of ['altKey', 'ctrlKey', 'metaKey'] as const) expect(key('w', { [held]: true })).toBeNull();
  expect(key('Tab')).toBeNull();
  expect(key('q')).toBeNull();
});
