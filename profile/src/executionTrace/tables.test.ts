import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IdTable, Sequences } from './tables.ts';

test('sequences are kept once, and come back as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(3), { maxLength: 4 }), { maxLength: 900 }), (lists) => {
      const sequences = new Sequences();
      const rows = lists.map((list) => sequences.intern(Uint32Array.from([...list, 99]), list.length));
      const known = new Map<string, number>();
      for (const [i, list] of lists.entries()) {
        const { start, data } = sequences;
        expect([...data.data.subarray(start.data[rows[i]], start.data[rows[i] + 1])]).toEqual(list);
        expect(known.get(list.join()) ?? rows[i]).toBe(rows[i]);
        known.set(list.join(), rows[i]);
      }
      expect(sequences.length).toBe(known.size);
    }),
    { numRuns: 50 },
  );
});

describe('ids', () => {
  test('small, large and none', () => {
    const table = new IdTable();
    table.set(5, 0);
    table.set(70_000, 7);
    table.set(2 ** 40, 8);
    expect([0, 5, 70_000, 2 ** 40, 6, 99_999_999].map((id) => table.get(id))).toEqual([0, 0, 7, 8, -1, -1]);
    table.clear();
    expect([0, 5, 70_000, 2 ** 40].map((id) => table.get(id))).toEqual([0, -1, -1, -1]);
  });
});
