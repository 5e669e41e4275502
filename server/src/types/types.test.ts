import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { K } from '../syntax/kinds.ts';
import type { GoParser } from '../syntax/parser.ts';
import { parseAll, testParser } from '../testing/engine.ts';
import { shownTypes } from '../testing/shownTypes.ts';

let parser: GoParser;
beforeAll(async () => {
  parser = await testParser();
});
afterAll(() => parser.dispose());

/** The type of each argument of `show(…)` in the text, in order. */
const shown = (...texts: string[]): string[] => shownTypes(parser, texts);

const head = 'package p\nimport "sync"\n';

describe('types of expressions', () => {
  test('variables, parameters, results and fields', () => {
    expect(
      shown(`${head}
type server struct { wg sync.WaitGroup; peers map[string]*server }
var global sync.WaitGroup
func (s *server) f(wg *sync.WaitGroup, more ...sync.WaitGroup) (result *server) {
	var local sync.WaitGroup
	made := &sync.WaitGroup{}
	show(s, s.wg, s.peers, s.peers["a"].wg, wg, more, result, local, made, *made, &local, global)
}`),
    ).toEqual([
      '*server',
      'sync.WaitGroup',
      'map[string]*server',
      'sync.WaitGroup',
      '*sync.WaitGroup',
      '[]sync.WaitGroup',
      '*server',
      'sync.WaitGroup',
      '*sync.WaitGroup',
      'sync.WaitGroup',
      '*sync.WaitGroup',
      'sync.WaitGroup',
    ]);
  });

  test('embedding, aliases, defined types and renamed imports', () => {
    expect(
      shown(`package p
import s "sync"
type base struct { group s.WaitGroup }
type derived struct { *base; s.Mutex }
type alias = s.WaitGroup
type defined s.WaitGroup
func f(d derived, a alias, b defined) { show(d.group, d.base, d.Mutex, a, b) }`),
    ).toEqual(['sync.WaitGroup', '*base', 'sync.Mutex', 'sync.WaitGroup', 'defined']);
  });

  test('calls: functions and methods of the package, in other files too', () => {
    expect(
      shown(
        `${head}func f(s *server) { a, b := two(); show(s.group(), group(), a, b, new(sync.WaitGroup), make(chan sync.WaitGroup)) }`,
        `${head}type server struct{}
func (s *server) group() *sync.WaitGroup { return nil }
func group() (wg *sync.WaitGroup) { return }
func two() (int, *server) { return 0, nil }`,
      ),
    ).toEqual([
      '*sync.WaitGroup',
      '*sync.WaitGroup',
      'int',
      '*server',
      '*sync.WaitGroup',
      'chan sync.WaitGroup',
    ]);
  });

  test('range, receive, index and slice', () => {
    expect(
      shown(`${head}
func f(list []sync.WaitGroup, table map[string]*sync.WaitGroup, ch chan *sync.WaitGroup) {
	for i, v := range list { show(i, v) }
	for k, v := range table { show(k, v) }
	for v := range ch { show(v) }
	v, ok := <-ch
	show(v, ok, list[0], list[1:])
}`),
    ).toEqual([
      'int',
      'sync.WaitGroup',
      'string',
      '*sync.WaitGroup',
      '*sync.WaitGroup',
      '*sync.WaitGroup',
      'unknown',
      'sync.WaitGroup',
      '[]sync.WaitGroup',
    ]);
  });

  test('what shadows is not what it shadows', () => {
    expect(
      shown(`${head}
var wg sync.WaitGroup
func f() {
	show(wg)
	wg := 1
	show(wg)
	{ wg := &sync.WaitGroup{}; show(wg) }
	if wg := new(sync.WaitGroup); true { show(wg) } else { show(wg) }
	func(sync int) { show(sync) }(1)
	sync := 3
	show(sync)
}`),
    ).toEqual([
      'sync.WaitGroup',
      'unknown',
      '*sync.WaitGroup',
      '*sync.WaitGroup',
      '*sync.WaitGroup',
      'int',
      'unknown',
    ]);
  });

  test('a field’s name in a literal is no variable, a key is one', () => {
    const file = parseAll(
      parser,
      'package p\nfunc f(a int) { _ = []T{{a: 1}, {a: 2}}; _ = []map[int]int{{a: 1}}; _ = map[K]*V{{a: 1}: {a: 1}, {}: {}} }',
    );
    const [definition] = file.nodesOf(K.parameter_declaration).map((n) => file.tree.firstChild[n]);
    expect(file.uses(definition)).toHaveLength(2); // itself, and the key of the inner map
  });

  test('a parameter’s name does not shadow within its signature, and _ is nothing', () => {
    expect(
      shown(`${head}
type table struct { mu sync.Mutex }
var _ *table = nil
func find(table string) (*table, bool) { show(table); return nil, false }
func f(other *table, more ...table) {
	g := func(table table) *sync.Mutex { show(table); return nil }
	t, ok := find("")
	_ = ok
	show(t.mu, other.mu, more, g(*t), _)
}`),
    ).toEqual(['string', 'table', 'sync.Mutex', 'sync.Mutex', '[]table', '*sync.Mutex', 'unknown']);
  });

  test('what the standard library gives: results, fields, methods, variables', () => {
    expect(
      shown(`package p
import (
	"context"
	"net/http"
	"os/signal"
	"testing"
	"time"
)
func f(t *testing.T, r *http.Request, c *http.Client) {
	ctx, cancel := context.WithCancel(r.Context())
	_, stop := signal.NotifyContext(ctx)
	resp, err := c.Get("")
	also, _ := http.DefaultClient.Do(r)
	ticker := time.NewTicker(1)
	show(ctx, cancel, stop, ctx.Done(), resp, err, also, ticker.C, time.After(1), t.Context(), (<-chan int)(nil))
}`),
    ).toEqual([
      'context.Context',
      'context.CancelFunc',
      'context.CancelFunc',
      '<-chan struct',
      '*net/http.Response',
      'error',
      '*net/http.Response',
      '<-chan time.Time',
      '<-chan time.Time',
      'context.Context',
      '<-chan int',
    ]);
  });

  test('type switches, method values and interfaces of the package', () => {
    expect(
      shown(`${head}
type waiter interface { group() *sync.WaitGroup }
type both interface { waiter; other() chan<- int }
type impl struct{}
func (impl) group() *sync.WaitGroup { return nil }
func f(x any, b both) {
	switch v := x.(type) {
	case *sync.WaitGroup:
		show(v)
	case impl, waiter:
		show(v)
	default:
		show(v)
	}
	g := impl{}.group
	show(g(), b.group(), b.other())
}`),
    ).toEqual(['*sync.WaitGroup', 'any', 'any', '*sync.WaitGroup', '*sync.WaitGroup', 'chan<- int']);
  });

  test('a name declared for several systems is what it is on Linux', () => {
    expect(
      shown(
        `${head}func f() { show(lock, group()) }`,
        `//go:build windows

${head}var lock int
func group() int { return 1 }`,
        `//go:build !windows

${head}var lock sync.Mutex
func group() *sync.WaitGroup { return nil }`,
      ),
    ).toEqual(['sync.Mutex', '*sync.WaitGroup']);
  });

  test('unknown stays unknown: generics, other packages’ functions, names declared twice, cycles', () => {
    expect(
      shown(
        `package p
import "other"
func f[T any](t T) { x := x; show(t, other.Group(), twice, x, missing) }
type loop loop
func g(l loop) { show(l.wg) }`,
        'package p\nvar twice int\n',
        'package p\nvar twice string\n',
      ),
    ).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown']);
  });
});
