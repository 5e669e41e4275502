import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GoParser } from '../syntax/parser.ts';
import { testParser } from '../testing/engine.ts';
import { shownTypes } from '../testing/shownTypes.ts';

let parser: GoParser;
beforeAll(async () => {
  parser = await testParser();
});
afterAll(() => parser.dispose());

const shown = (text: string, others?: Record<string, string>): string[] =>
  shownTypes(parser, [`package p\nimport "sync"\n${text}`], others);

describe('instances of generic types', () => {
  test('fields, promoted ones too, and methods see the type arguments', () => {
    expect(
      shown(`
type Set[T any] struct { items map[string]T; ch chan T; next *Set[T] }
type Both[A, B any] struct { Set[B]; first A }
func (s *Set[E]) get() E { return nil }
func (s *Set[E]) all() ([]E, error) { return nil, nil }
func (s *Both[X, _]) swap() *Both[int, X] { return nil }
func f(s Set[*sync.WaitGroup], b *Both[int, sync.Mutex]) {
	list, err := s.all()
	show(s, s.items, s.ch, <-s.ch, s.next.next.ch, s.get(), list, err)
	show(b.first, b.ch, b.items["a"], b.get(), b.swap(), b.swap().first)
}`),
    ).toEqual([
      'Set[*sync.WaitGroup]',
      'map[string]*sync.WaitGroup',
      'chan *sync.WaitGroup',
      '*sync.WaitGroup',
      'chan *sync.WaitGroup',
      '*sync.WaitGroup',
      '[]*sync.WaitGroup',
      'error',
      'int',
      'chan sync.Mutex',
      'sync.Mutex',
      'sync.Mutex',
      '*Both[int, int]',
      'int',
    ]);
  });

  test('literals, new, make, aliases, defined types and local types', () => {
    expect(
      shown(`
type Box[T any] struct { v T }
type Alias[T any] = Box[[]T]
type Defined Box[chan int]
type Func[T any] func() T
type Chan[T any] chan T
func f(a Alias[sync.Mutex], d Defined, fn Func[*sync.WaitGroup], c Chan[Box[int]]) {
	type local struct{}
	show(Box[int]{}.v, (&Box[local]{}).v, new(Box[chan bool]).v, a.v, d.v, fn(), <-c, make(Chan[int]))
	for v := range c { show(v.v) }
}`),
    ).toEqual([
      'int',
      'local',
      'chan bool',
      '[]sync.Mutex',
      'chan int',
      '*sync.WaitGroup',
      'Box[int]',
      'Chan[int]',
      'int',
    ]);
  });

  test('of another package', () => {
    expect(
      shown(
        `import "example.com/q"
type mine struct { wg sync.WaitGroup }
func f(b q.Box[mine]) {
	show(b, b.V.wg, b.Get(), q.New(&mine{}).V, q.Made[int](nil).V, q.Pair[int, mine]{}.Second.wg)
}`,
        {
          'example.com/q': `package q
type Box[T any] struct { V T }
func (b *Box[T]) Get() T { return b.V }
func New[T any](v T) *Box[T] { return nil }
func Made[T any](from any) Box[T] { return nil }
type Pair[A, B any] struct { First A; Second B }
`,
        },
      ),
    ).toEqual(['example.com/q.Box[mine]', 'sync.WaitGroup', 'mine', '*mine', 'int', 'sync.WaitGroup']);
  });

  test('what has no end ends', () => {
    expect(
      shown(`
type T[P any] struct { v P; next *T[[]P]; wide *T[map[P]P]; fn *T[func(P, P) P] }
type loop[P any] loop[[]P]
type alias[P any] = alias[*P]
func f(t T[int], l loop[int], a alias[int]) {
	show(t.next.v, t.next.next.next.next.next.next.next.next.v)
	show(t.wide.wide.wide.wide.wide.wide.wide.wide.wide.wide.v, t.fn.fn.fn.fn.fn.fn.fn.fn.fn.v, l.x, a.x)
}`),
    ).toEqual([
      '[]int',
      '[]unknown',
      expect.stringMatching(/^map.{1,100}unknown$/),
      'function',
      'unknown',
      'unknown',
    ]);
  });
});

describe('generic functions', () => {
  test('are instantiated in all the forms that a call can have', () => {
    expect(
      shown(`
func one[T any](x any) chan T { return nil }
func none[T any]() chan T { return nil }
func two[K comparable, V any](x ...any) map[K]chan V { return nil }
func f(x any) {
	g := none[bool]
	h := two[int, *sync.Mutex]
	show(one[int](x), one[*sync.WaitGroup](x), one[[]int](x), none[int](), g(), h())
	show(two[int, string](x), two[int, string](), two[int, chan int](x, x), two[int])
}`),
    ).toEqual([
      'chan int',
      'chan *sync.WaitGroup',
      'chan []int',
      'chan int',
      'chan bool',
      'map[int]chan *sync.Mutex',
      'map[int]chan string',
      'map[int]chan string',
      'map[int]chan chan int',
      'function',
    ]);
  });

  test('take their type arguments from arguments', () => {
    expect(
      shown(`
type named chan int
type Set[T any] struct{}
func self[T any](v T) T { return v }
func pointed[T any](v *T) T { return *v }
func item[T any](v []T) T { return v[0] }
func received[T any](v <-chan T) T { return <-v }
func pair[K comparable, V any](m map[K]V) (K, V) { return nil, nil }
func lazy[T any](f func() T) T { return f() }
func try[T any](f func() (T, error)) T { return f() }
func mapped[A, B any](list []A, f func(A) B) []B { return nil }
func rest[T any](first int, more ...T) T { return more[0] }
func member[T any](s Set[T]) T { return nil }
func both[A, B any](a A, b B) (B, A) { return b, a }
func two() (int, *sync.Mutex) { return 0, nil }
func f(wg *sync.WaitGroup, list []*sync.WaitGroup, m map[string]chan int, n named) {
	k, v := pair(m)
	b, a := both(two())
	show(self(wg), pointed(wg), item(list), received(n), k, v)
	show(lazy(func() chan int { return nil }), try(func() (*sync.Mutex, error) { return nil, nil }))
	show(mapped(list, func(wg *sync.WaitGroup) chan bool { return nil }))
	show(rest(1, wg, wg), rest(1, list...), member(Set[chan int]{}), a, b, self(1))
}`),
    ).toEqual([
      '*sync.WaitGroup',
      'sync.WaitGroup',
      '*sync.WaitGroup',
      'int',
      'string',
      'chan int',
      'chan int',
      '*sync.Mutex',
      '[]chan bool',
      '*sync.WaitGroup',
      '*sync.WaitGroup',
      'chan int',
      'int',
      '*sync.Mutex',
      'unknown',
    ]);
  });

  test('and from constraints', () => {
    expect(
      shown(`
func first[S ~[]E, E any](s S) E { return s[0] }
func made[T any, P interface{ *T; reset() }](v T) P { return nil }
type groups []*sync.WaitGroup
func f(g groups) { show(first(g), made(sync.Mutex{})) }`),
    ).toEqual(['*sync.WaitGroup', '*sync.Mutex']);
  });
});

describe('type parameters', () => {
  test('are what their constraint’s core type is', () => {
    expect(
      shown(`
type source[T any] interface { ~chan T | ~<-chan T }
func f[C ~chan *sync.Mutex, S ~[]chan int, R source[int], U ~int | ~string, A any, M map[string]C](c C, s S, r R, u U, a A, m M) {
	show(c, <-c, s[0], <-r, u, a, m["a"], <-m["a"])
	for v := range c { show(v) }
	for i, v := range s { show(i, v) }
}`),
    ).toEqual([
      'C',
      '*sync.Mutex',
      'chan int',
      'int',
      'U',
      'unknown',
      'C',
      '*sync.Mutex',
      '*sync.Mutex',
      'int',
      'chan int',
    ]);
  });

  test('have the methods that their constraint asks for', () => {
    expect(
      shown(`
type waiter interface { group() *sync.WaitGroup }
func f[W waiter, V interface{ waiter; done() <-chan int }](w W, v V) {
	show(w.group(), v.group(), v.done(), w.missing())
}`),
    ).toEqual(['*sync.WaitGroup', '*sync.WaitGroup', '<-chan int', 'unknown']);
  });

  test('of constraints that lead to each other nothing is known', () => {
    expect(
      shown(`
type A interface { B; B; B }
type B interface { A; A; A }
type S struct { *S; *R; T }
type R struct { S; *S; T }
type T struct { *R; *S }
type same[P any] P
func f[X A, Y Z, Z Y](x X, y Y, s S) { show(x.m(), <-x, y.m(), <-y, s.m, s.m()) }
func g[X ~Y | ~Y | ~Y, Y ~X | ~X | ~X](x X, y Y) { show(<-x, <-y, x.m()) }
func h[X ~same[X] | ~same[Y] | ~same[X], Y ~same[X] | ~same[Y]](x X, y Y) { show(<-x, <-y, x.m()) }`),
    ).toEqual(Array(12).fill('unknown'));
  });

  test('of a receiver are not the package’s types of that name', () => {
    expect(
      shown(`
type T struct{ wg sync.WaitGroup }
type Box[E ~chan int] struct{ v E }
func (b *Box[T]) f(x T) { show(x, <-x, b.v, <-b.v); { type T struct{}; var y T; show(y) } }
func (b *Box[_]) g(x T) { show(x.wg) }`),
    ).toEqual(['T', 'int', 'T', 'int', 'T', 'sync.WaitGroup']);
  });
});

test('the field or method that is nested least is meant', () => {
  expect(
    shown(`
type deep struct { wg int }
type first struct { deep; run chan int }
type second struct { wg sync.WaitGroup }
func (second) run() {}
func (second) done() chan bool { return nil }
type all struct { first; second; done2 int }
type outer struct { all; inner }
type inner struct { done func() *sync.Mutex }
func f(a all, o *outer) { show(a.wg, a.done(), o.done(), o.all.first.run) }`),
  ).toEqual(['sync.WaitGroup', 'chan bool', '*sync.Mutex', 'chan int']);
});

test('an index into a list of functions reads like an instance', () => {
  expect(
    shown(`
type server struct { handlers []func(int) chan int }
var all map[string]func(int) *sync.Mutex
func f(s *server, list []func(int) *sync.WaitGroup, i int) {
	show(list[i](i), s.handlers[i](i), all[name](i))
}`),
  ).toEqual(['*sync.WaitGroup', 'chan int', '*sync.Mutex']);
});
