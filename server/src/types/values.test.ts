import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { K } from '../syntax/kinds.ts';
import type { GoParser } from '../syntax/parser.ts';
import { parseAll, testParser } from '../testing/engine.ts';
import { shownTypes } from '../testing/shownTypes.ts';
import { Types } from './infer.ts';
import { Package } from './package.ts';

let parser: GoParser;
beforeAll(async () => {
  parser = await testParser();
});
afterAll(() => parser.dispose());

const shown = (text: string, others?: Record<string, string>): string[] =>
  shownTypes(parser, [`package p\nimport "sync"\n${text}`], others);

describe('functions as values', () => {
  test('method values and method expressions have their methods’ results', () => {
    expect(
      shown(`
type server struct{ sync.Mutex }
func (s *server) group() *sync.WaitGroup { return nil }
func (s server) done() <-chan int { return nil }
type waiter interface { wait() chan bool }
type box[T any] struct{}
func (b *box[T]) get() T { return nil }
func apply[A, B any](a A, f func(A) B) B { return f(a) }
func take[A any](f func(A)) A { return nil }
func (s *server) use() {}
func f(s *server, w waiter) {
	g := s.group
	h := (*server).group
	i, j := server.done, w.wait
	k := waiter.wait
	l := (*box[chan int]).get
	show(g(), h(s), i(*s), j(), k(w), l(nil), (*server).group(s), server.done(*s))
	show(apply(s, (*server).group), take((*server).use))
}`),
    ).toEqual([
      '*sync.WaitGroup',
      '*sync.WaitGroup',
      '<-chan int',
      'chan bool',
      'chan bool',
      'chan int',
      '*sync.WaitGroup',
      '<-chan int',
      '*sync.WaitGroup',
      '*server',
    ]);
  });

  /** What `callee` says of each call in `f`: the function's name and its receiver. */
  function callees(text: string): (string | undefined)[] {
    const file = parseAll(parser, `package p\n${text}`);
    const { tree } = file;
    const types = new Types(new Package([file]));
    return file.nodesOf(K.call_expression).map((call) => {
      const found = types.callee(file, call);
      if (!found) return undefined;
      const receiver = found.receiver ? `${tree.text(found.receiver)}.` : '';
      return receiver + (found.decl?.name ?? 'literal');
    });
  }

  test('a call of a variable that is assigned once runs its method or function', () => {
    expect(
      callees(`
type server struct { inner *server }
func (s *server) run() {}
func work() {}
func f(s *server, list []server) {
	g := s.run
	g()
	h := (s).run
	go h()
	w := work
	v := w
	defer v()
	var late func()
	late = s.run
	late()
	(s.run)()
}`),
    ).toEqual(['s.run', '(s).run', 'work', 's.run', 's.run']);
  });

  test('but not where the variable or the receiver may be another one', () => {
    expect(
      callees(`
type server struct { inner *server }
func (s *server) run() {}
func work() {}
func next() *server { return nil }
func f(s, t *server, list []server, c bool) {
	g := s.run
	if c { g = t.run }
	g()
	h := t.run
	t = s
	h()
	i := list[0].run
	i()
	j := (*server).run
	j(s)
	k := k
	k()
	l := s.inner.run
	l()
}`),
    ).toEqual(Array(6).fill(undefined));
  });
});

test('type assertions and type switches', () => {
  expect(
    shown(`
func f(x any, c chan int) {
	a := x.(chan bool)
	b, ok := x.(*sync.WaitGroup)
	show(a, b, x.(<-chan int), ok)
	switch v := x.(type) {
	case chan int, chan bool:
		show(v)
	case (<-chan int):
		show(v)
	case func() chan int:
		show(v())
	case nil:
		show(v)
	case *sync.Mutex:
		func() { show(v) }()
		switch v := any(v).(type) {
		case chan string:
			show(v)
		}
	}
}`),
  ).toEqual([
    'chan bool',
    '*sync.WaitGroup',
    '<-chan int',
    'unknown',
    'any',
    '<-chan int',
    'chan int',
    'any',
    '*sync.Mutex',
    'chan string',
  ]);
});

test('assignments of several values', () => {
  expect(
    shown(`
func two() (chan int, *sync.WaitGroup) { return nil, nil }
func three() (a, b chan int, err error) { return }
var first, second = two()
var x, y chan bool
func f(m map[string]chan int, c chan chan int, list []*sync.Mutex) {
	a, b := two()
	d, e, err := three()
	v, ok := m["a"]
	r, ok := <-c
	p, q := list[0], m["b"]
	var s, t = two()
	var w, z <-chan int = nil, nil
	_, g := two()
	show(a, b, d, e, err, v, r, p, q, s, t, w, z, g, first, second, x, y)
	select {
	case u, ok := <-c:
		show(u, ok)
	case u := <-<-c:
		show(u)
	}
	func() { a, k := two(); show(a, k) }()
}`),
  ).toEqual([
    'chan int',
    '*sync.WaitGroup',
    'chan int',
    'chan int',
    'error',
    'chan int',
    'chan int',
    '*sync.Mutex',
    'chan int',
    'chan int',
    '*sync.WaitGroup',
    '<-chan int',
    '<-chan int',
    '*sync.WaitGroup',
    'chan int',
    '*sync.WaitGroup',
    'chan bool',
    'chan bool',
    'chan int',
    'bool',
    'int',
    'chan int',
    '*sync.WaitGroup',
  ]);
});

test('conversions', () => {
  expect(
    shown(`
type queue chan int
func f(c chan int, q queue, x any) {
	a := (<-chan int)(c)
	b := (chan<- int)(c)
	d := (chan int)(q)
	e := queue(c)
	g := (*sync.WaitGroup)(nil)
	h := (chan (<-chan int))(nil)
	i := chan<- chan int(nil)
	var j chan<- chan<- chan int
	var k chan<-<-chan chan<- int
	show(j, k)
	show(a, b, d, e, g, h, i, []chan int(nil), (func() chan int)(nil)(), interface{}(c), <-e, (e), &c, *(&c))
}`),
  ).toEqual([
    'chan<- chan<- chan int',
    'chan<- <-chan chan<- int',
    '<-chan int',
    'chan<- int',
    'chan int',
    'queue',
    '*sync.WaitGroup',
    'chan <-chan int',
    'chan<- chan int',
    '[]chan int',
    'chan int',
    'interface',
    'int',
    'queue',
    '*chan int',
    'chan int',
  ]);
});
