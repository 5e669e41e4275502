import { describe, expect, test } from 'vitest';
import { mappedPath, splitPath } from './pathMappings.ts';

describe('folders of another machine', () => {
  const mappings = {
    '/app': 'svc',
    '/app/vendor/': 'third',
    'C:\\build': 'win',
    'example.com/svc': 'mod',
    '/': 'root',
  };

  test.each([
    ['/app/internal/db.go', 'svc', 'internal/db.go'],
    ['/app/vendor/x/y.go', 'third', 'x/y.go'],
    ['/application/x.go', 'root', 'application/x.go'],
    ['c:/build/x.go', 'win', 'x.go'],
    ['example.com/svc/x.go', 'mod', 'x.go'],
  ])('%s', (file, place, rest) =>
    expect(mappedPath(file, mappings)).toEqual({ place, rest: rest.split('/') }),
  );

  test('others, and what leads out of them, are not mapped', () => {
    expect(mappedPath('example.com/other/x.go', mappings)).toBeNull();
    expect(mappedPath('/app/../etc/passwd', mappings)).toBeNull();
    expect(mappedPath('/app', { '/app': 'svc' })).toBeNull();
    expect(mappedPath('/app/x.go', {})).toBeNull();
  });

  test('all relative paths', () => {
    expect(mappedPath('pkg/x.go', { '': 'here' })).toEqual({ place: 'here', rest: ['pkg', 'x.go'] });
    expect(mappedPath('/pkg/x.go', { '': 'here' })).toBeNull();
  });
});

test('a path in two', () => {
  expect(splitPath('/app/a/b.go', 2)).toEqual({ folder: '/app', rest: ['a', 'b.go'] });
  expect(splitPath('/app/b.go', 2)).toEqual({ folder: '/', rest: ['app', 'b.go'] });
  expect(splitPath('C:\\app\\b.go', 1)).toEqual({ folder: 'C:/app', rest: ['b.go'] });
  expect(splitPath('mod/b.go', 2)).toEqual({ folder: '', rest: ['mod', 'b.go'] });
});
