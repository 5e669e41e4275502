import { describe, expect, test } from 'vitest';
import { baseName, bestMatches, isClear } from './matchSource.ts';

const workspace = [
  '/home/ann/app/main.go',
  '/home/ann/app/work/pool.go',
  '/home/ann/app/play/pool.go',
  '/home/ann/lib/work/pool.go',
];

describe('frames to files', () => {
  test('the longest agreeing end wins', () => {
    expect(bestMatches('/build/app/work/pool.go', workspace)).toEqual([
      { path: '/home/ann/app/work/pool.go', segments: 3 },
    ]);
  });

  test('a tie stays a tie', () => {
    expect(bestMatches('example.com/x/work/pool.go', workspace).map((m) => m.path)).toEqual([
      '/home/ann/app/work/pool.go',
      '/home/ann/lib/work/pool.go',
    ]);
  });

  test('versions, backslashes and drives do not disturb', () => {
    expect(bestMatches('example.com/lib@v1.2.3/work/pool.go', workspace)[0].segments).toBe(3);
    expect(bestMatches('C:\\src\\app\\play\\pool.go', workspace)).toEqual([
      { path: '/home/ann/app/play/pool.go', segments: 3 },
    ]);
    expect(baseName('C:\\src\\pool.go')).toBe('pool.go');
  });

  test('a bare name is not clear, unless the profile has no more', () => {
    const [match] = bestMatches('example.com/other/main.go', workspace);
    expect(match.segments).toBe(1);
    expect(isClear('example.com/other/main.go', match)).toBe(false);
    expect(isClear('main.go', match)).toBe(true);
  });

  test('no such name, no match', () => {
    expect(bestMatches('runtime/proc.go', workspace)).toEqual([]);
  });
});
