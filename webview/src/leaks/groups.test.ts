import { describe, expect, test } from 'vitest';
import { group } from '../testing/group.ts';
import { counted, keyOf, levelOf, mainFrame, originOf, packageOf, shortPlace, waitOf } from './groups.ts';

describe('groups', () => {
  test('levels', () => {
    expect([0.97, 0.9, 0.5, 0.1].map((suspicion) => levelOf(group({ suspicion })))).toEqual([
      'certain',
      'certain',
      'suspicious',
      'quiet',
    ]);
  });

  test('the user’s frame stands for the group, else the first', () => {
    expect(shortPlace(mainFrame(group({}))!)).toBe('main.go:41');
    expect(mainFrame(group({ stack: group({}).stack.slice(0, 1) }))?.function).toBe('sync.(*WaitGroup).Wait');
    expect(mainFrame(group({ stack: [] }))).toBeUndefined();
    expect(shortPlace({ function: 'f', file: '', line: 0 })).toBe('');
  });

  test('waits', () => {
    expect(waitOf(group({}))).toBe('');
    expect(waitOf(group({ waitMinutes: { min: 0, max: 0 } }))).toBe('< 1 min');
    expect(waitOf(group({ waitMinutes: { min: 0, max: 12 } }))).toBe('≥ 12 min');
    expect(waitOf(group({ waitSeconds: { min: 0, max: 0.17856 } }))).toBe('0.18 s');
  });

  test('whose code a frame is', () => {
    const origin = (name: string, file: string) => originOf({ function: name, file, line: 1 });
    expect(origin('net/http.(*conn).serve', '/usr/local/go/src/net/http/server.go')).toBe('go');
    expect(origin('main.f', '/home/ann/app/main.go')).toBe('own');
    expect(origin('example.com/a.f', 'example.com/a/f.go')).toBe('own');
    expect(origin('example.com/b.f', 'example.com/b@v1.2.3/f.go')).toBe('library');
    expect(origin('example.com/b.f', '/root/go/pkg/mod/example.com/b@v1.2.3/f.go')).toBe('library');
    expect(origin('example.com/b.f', '/app/vendor/example.com/b/f.go')).toBe('library');
  });

  test('the package of a function', () => {
    expect(['main.f', 'example.com/a/q.(*Pool).Get', 'a.b/c.f[...]'].map(packageOf)).toEqual([
      'main',
      'example.com/a/q',
      'a.b/c',
    ]);
  });

  test('keys tell groups apart and do not depend on counts', () => {
    expect(keyOf(group({ count: 3 }))).toBe(keyOf(group({ count: 9 })));
    expect(keyOf(group({ createdBy: null }))).not.toBe(keyOf(group({})));
  });

  test('numbers agree with their noun', () => {
    expect([0, 1, 2].map(counted.goroutines)).toEqual(['0 goroutines', '1 goroutine', '2 goroutines']);
    expect([1, 2].map(counted.groups)).toEqual(['1 group', '2 groups']);
  });
});
