import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wholePattern } from './pattern.ts';

test.each([
  ['malloc|calloc|.*::allocate', ['malloc', 'std::allocate'], ['mallocs', 'xmalloc']],
  [
    'runtime\\.(?:malloc|new).*',
    ['runtime.mallocgc', 'runtime.newobject'],
    ['runtimeXmallocgc', 'runtime.make'],
  ],
  ['a+b?[^c-e\\d]*', ['a', 'aab', 'aabzz'], ['b', 'abc', 'ab1']],
  ['^abc$', ['abc'], ['abcd']],
  ['(a|b)*c', ['c', 'ababc'], ['abab']],
])('%s', (source, yes, no) => {
  const matches = wholePattern(source)!;
  for (const text of yes) expect(matches(text), text).toBe(true);
  for (const text of no) expect(matches(text), text).toBe(false);
});

test.each(['a{2}', '(?i)a', 'a**', '[[:alpha:]]', '\\pL', '(', '[a', '\\b'])(
  'not understood: %s',
  (source) => {
    expect(wholePattern(source)).toBeNull();
  },
);

test('no pattern takes long', () => {
  const matches = wholePattern('(a*)*(a|a)*(a+)+b')!;
  expect(matches('a'.repeat(20_000))).toBe(false);
});

test('it agrees with the platform’s engine', () => {
  const part = fc.constantFrom(
    'a',
    'b',
    '.',
    '[ab]',
    '[^a]',
    'a|b',
    '(ab|b)',
    '(?:a)',
    'a*',
    'b+',
    '(a|b)?',
    '\\w',
  );
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 6 }),
      fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 }),
      (parts, text) => {
        const source = parts.join('');
        expect(wholePattern(source)!(text)).toBe(new RegExp(`^(?:${source})$`).test(text));
      },
    ),
    { numRuns: 2_000 },
  );
});
