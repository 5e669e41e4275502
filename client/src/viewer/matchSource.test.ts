import { describe, expect, test } from 'vitest';
import {
  baseName,
  bestMatches,
  importPathOf,
  insideModule,
  isClear,
  isLocalPath,
  moduleOf,
} from './matchSource.ts';

const workspace = [
  '/home/ann/app/main.go',
  '/home/ann/app/queue/pool.go',
  '/home/ann/app/play/pool.go',
  '/home/ann/lib/queue/pool.go',
];

describe('frames to files', () => {
  test('the longest agreeing end wins', () => {
    expect(bestMatches('/build/app/queue/pool.go', workspace)).toEqual([
      { path: '/home/ann/app/queue/pool.go', segments: 3 },
    ]);
  });

  test('a tie stays a tie', () => {
    expect(bestMatches('example.com/x/queue/pool.go', workspace).map((m) => m.path)).toEqual([
      '/home/ann/app/queue/pool.go',
      '/home/ann/lib/queue/pool.go',
    ]);
  });

  test('versions, backslashes and drives do not disturb', () => {
    expect(bestMatches('example.com/lib@v1.2.3/queue/pool.go', workspace)[0].segments).toBe(3);
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

  test('an import path is clear only as a whole', () => {
    const [own] = bestMatches('net/http/server.go', ['/ws/app/http/server.go']);
    expect(isClear('net/http/server.go', own)).toBe(false);
    expect(isClear('/usr/local/go/src/net/http/server.go', own)).toBe(false);
    expect(isClear('/root/go/pkg/mod/github.com/x/y@v1.0.0/http/server.go', own)).toBe(false);
    expect(isClear('/build/other/http/server.go', own)).toBe(true);
    const [vendored] = bestMatches('github.com/x/y@v1.0.0/z.go', ['/ws/vendor/github.com/x/y/z.go']);
    expect(isClear('github.com/x/y@v1.0.0/z.go', vendored)).toBe(true);
  });
});

describe('modules', () => {
  test.each([
    ['module example.com/a\n\ngo 1.26\n', 'example.com/a'],
    ['// module not/this\nmodule "example.com/b" // yes', 'example.com/b'],
    ['go 1.26\n', undefined],
  ])('%j', (goMod, module) => expect(moduleOf(goMod)).toBe(module));

  test('the rest of an import path lies in the module', () => {
    expect(insideModule('example.com/a/pkg/f.go', 'example.com/a')).toBe('pkg/f.go');
    expect(insideModule('/root/go/pkg/mod/example.com/a@v1.2.3/pkg/f.go', 'example.com/a')).toBe('pkg/f.go');
    expect(insideModule('example.com/ab/f.go', 'example.com/a')).toBeUndefined();
    expect(insideModule('/example.com/a/f.go', 'example.com/a')).toBeUndefined();
    expect(insideModule('example.com/a/../../f.go', 'example.com/a')).toBeUndefined();
  });
});

test.each([
  ['runtime/proc.go', 'runtime/proc.go'],
  ['/usr/local/go/src/runtime/proc.go', 'runtime/proc.go'],
  ['C:\\Program Files\\Go1.26\\src\\sync\\mutex.go', 'sync/mutex.go'],
  ['/root/go/pkg/mod/github.com/A/b@v1.2.3/c.go', 'github.com/A/b@v1.2.3/c.go'],
  ['/root/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.26.8.linux-amd64/src/time/sleep.go', 'time/sleep.go'],
  ['/app/main.go', undefined],
])('the import path of %s', (file, path) => expect(importPathOf(file)).toBe(path));

test('network shares are not looked up', () => {
  expect(
    ['/a/b.go', 'C:\\a\\b.go', '//host/share/b.go', '\\\\host\\share\\b.go', 'a/b.go'].map(isLocalPath),
  ).toEqual([true, true, false, false, false]);
});
