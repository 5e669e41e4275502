import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineIndex } from './lines.ts';

describe('LineIndex', () => {
  test('knows all three line ends', () => {
    const lines = new LineIndex('a\nb\r\nc\rd');
    expect(lines.count).toBe(4);
    expect([0, 1, 2, 3].map((line) => lines.lineStart(line))).toEqual([0, 2, 5, 7]);
    expect(lines.position(3)).toEqual({ line: 1, character: 1 });
  });

  test('clamps columns to the line and lines to the text', () => {
    const lines = new LineIndex('ab\r\ncd');
    expect(lines.offset({ line: 0, character: 99 })).toBe(2);
    expect(lines.offset({ line: 9, character: 0 })).toBe(6);
    expect(lines.offset({ line: -1, character: 5 })).toBe(0);
  });

  test('kept up with an edit it is that of the new text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', 'é') });
    fc.assert(
      fc.property(text, fc.nat(20), fc.nat(20), text, (before, a, b, inserted) => {
        const start = Math.min(a, b, before.length);
        const end = Math.min(Math.max(a, b), before.length);
        const after = before.slice(0, start) + inserted + before.slice(end);
        const lines = new LineIndex(before).replaced(start, end, inserted, after);
        expect(lines).toEqual(new LineIndex(after));
      }),
      { numRuns: 2000 },
    );
  });

  test('offset and position are inverse, but inside a line end', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r', 'é', '😀') }), (text) => {
        const lines = new LineIndex(text);
        for (let offset = 0; offset <= text.length; offset++) {
          const inside = text[offset - 1] === '\r' && text[offset] === '\n';
          if (!inside) expect(lines.offset(lines.position(offset))).toBe(offset);
        }
      }),
    );
  });
});
