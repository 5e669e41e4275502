import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { around, clamp, pan, reveal, spanOf, whole, wider, zoom } from './view.ts';

const duration = 10_000;

describe('a window of time', () => {
  test('keeps the moment that it is zoomed at where it is', () => {
    expect(zoom({ from: 0, to: 1000 }, 0.5, 250, duration)).toEqual({ from: 125, to: 625 });
    expect(zoom({ from: 2000, to: 3000 }, 2, 2500, duration)).toEqual({ from: 1500, to: 3500 });
  });

  test('moves by a share of itself, and not beyond the trace', () => {
    expect(pan({ from: 1000, to: 2000 }, 0.5, duration)).toEqual({ from: 1500, to: 2500 });
    expect(pan({ from: 9000, to: 9900 }, 5, duration)).toEqual({ from: 9100, to: 10_000 });
  });

  test('shows a span with as little movement as does it', () => {
    const view = { from: 1000, to: 2000 };
    expect(reveal(view, 1200, 1300, duration)).toBe(view);
    expect(reveal(view, 500, 9000, duration)).toEqual({ from: 250, to: 1250 });
    expect(reveal(view, 5000, 5200, duration)).toEqual({ from: 4600, to: 5600 });
    expect(around(4000, 4800, duration)).toEqual({ from: 3900, to: 4900 });
  });

  test('is asked for with room on both sides', () => {
    expect(wider({ from: 1000, to: 2000 }, duration)).toEqual({ from: 500, to: 2500 });
    expect(wider(whole(duration), duration)).toEqual({ from: 0, to: duration });
  });

  test('between two moments is one in either order, within the trace', () => {
    expect(spanOf(300, 100, duration)).toEqual({ from: 100, to: 300 });
    expect(spanOf(-5, 2e4, duration)).toEqual({ from: 0, to: duration });
  });

  test('lies in the trace, whatever is done to it', () => {
    const time = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    const factor = fc.double({ min: 0.01, max: 100, noNaN: true });
    fc.assert(
      fc.property(time, time, factor, time, (from, to, by, at) => {
        const view = zoom(clamp({ from, to }, duration), by, at, duration);
        expect(view.from).toBeGreaterThanOrEqual(0);
        expect(view.to).toBeLessThanOrEqual(duration + 1e-6);
        expect(view.to - view.from).toBeGreaterThan(63);
      }),
    );
  });
});
