import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GoVersion } from '../modules/goMod.ts';
import { K } from '../syntax/kinds.ts';
import type { GoParser } from '../syntax/parser.ts';
import { parseAll, testParser } from '../testing/engine.ts';
import { shownTypes } from '../testing/shownTypes.ts';
import { isPerIteration } from './loops.ts';

let parser: GoParser;
beforeAll(async () => {
  parser = await testParser();
});
afterAll(() => parser.dispose());

/** The local variables of which each iteration has its own, in order. */
function perIteration(go: GoVersion | null, text: string): string[] {
  const file = parseAll(parser, text);
  return file
    .nodesOf(K.identifier)
    .filter((n) => isPerIteration(go, file, n))
    .map((n) => file.tree.text(n));
}

const body = `
func f(list []int, n int) {
	for i := 0; i < 3; i++ { j := i; _ = j }
	for a, b := 0, 1; a < b; a++ {}
	for k, v := range list { _ = k + v }
	for x := range n { func(x int) {}(x) }
	for n = range list {}
	for n = 0; n < 3; n++ {}
	for { m := 1; _ = m }
	if q := 1; q > 0 {}
}`;

test.each([
  [[1, 22], '', ['i', 'a', 'b', 'k', 'v', 'x']],
  [[2, 0], '', ['i', 'a', 'b', 'k', 'v', 'x']],
  [null, '', ['i', 'a', 'b', 'k', 'v', 'x']],
  [[1, 21], '', []],
  [[1, 21], '//go:build go1.22\n\n', ['i', 'a', 'b', 'k', 'v', 'x']],
  [[1, 24], '//go:build go1.18 && linux\n\n', []],
  [[1, 24], '//go:build !go1.18\n\n', ['i', 'a', 'b', 'k', 'v', 'x']],
] as [GoVersion | null, string, string[]][])('with Go %j %j each iteration has %j', (go, line, names) => {
  expect(perIteration(go, `${line}package p\n${body}`)).toEqual(names);
});

describe('the variables of a range', () => {
  test('over lists, maps, strings, numbers and channels', () => {
    expect(
      shownTypes(parser, [
        `package p
type small uint8
func f(list []chan int, a *[3]bool, m map[string]chan int, s string, n small, c <-chan chan int) {
	for i, v := range list { show(i, v) }
	for i, v := range a { show(i, v) }
	for k, v := range m { show(k, v) }
	for i, r := range s { show(i, r) }
	for i := range 10 { show(i) }
	for i := range n { show(i) }
	for v := range c { show(v) }
}`,
      ]),
    ).toEqual([
      'int',
      'chan int',
      'int',
      'bool',
      'string',
      'chan int',
      'int',
      'rune',
      'int',
      'small',
      'chan int',
    ]);
  });

  test('over functions', () => {
    expect(
      shownTypes(parser, [
        `package p
import ("iter"; "sync")
type tree[K any] struct{}
func (t *tree[K]) all() iter.Seq2[K, chan K] { return nil }
func (t *tree[K]) each(yield func(K) bool) {}
func mapped[A, B any](from iter.Seq[A], f func(A) B) iter.Seq[B] { return nil }
func f(one func(yield func(*sync.WaitGroup) bool), two func(func(string, chan int) bool), none func(func() bool), t *tree[*sync.Mutex], s iter.Seq[int]) {
	for v := range one { show(v) }
	for k, v := range two { show(k, v) }
	for range none { show(0) }
	for k, v := range t.all() { show(k, v) }
	for v := range t.each { show(v) }
	for v := range mapped(s, func(int) chan bool { return nil }) { show(v) }
	for v := range func(yield func(chan int) bool) {} { show(v) }
}`,
      ]),
    ).toEqual([
      '*sync.WaitGroup',
      'string',
      'chan int',
      'unknown',
      '*sync.Mutex',
      'chan *sync.Mutex',
      '*sync.Mutex',
      'chan bool',
      'chan int',
    ]);
  });
});
