import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowMap } from './rowMap.ts';

test('does what a Map does', () => {
  const id = fc.oneof(fc.nat(40), fc.constantFrom(2 ** 32, 2 ** 40 + 1, 2 ** 53, 2 ** 64));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), id), { maxLength: 400 }), (steps) => {
      const map = new RowMap();
      const expected = new Map<number, number>();
      for (const [row, [adds, key]] of steps.entries()) {
        if (adds && !expected.has(key)) {
          map.add(key, row);
          expected.set(key, row);
        } else if (!adds) {
          map.delete(key);
          expected.delete(key);
        }
      }
      for (const [, key] of steps) expect(map.get(key)).toBe(expected.get(key) ?? -1);
    }),
    { numRuns: 200 },
  );
});
