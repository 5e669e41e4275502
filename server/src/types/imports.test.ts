import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { K } from '../syntax/kinds.ts';
import type { GoParser } from '../syntax/parser.ts';
import { parseAll, testParser } from '../testing/engine.ts';
import { show, shownTypes } from '../testing/shownTypes.ts';
import { Types } from './infer.ts';
import { Package } from './package.ts';
import { World } from './world.ts';

let parser: GoParser;
beforeAll(async () => {
  parser = await testParser();
});
afterAll(() => parser.dispose());

const shown = (text: string, others?: Record<string, string>): string[] => shownTypes(parser, [text], others);

const client = 'package clientv3\ntype Client struct{ C chan int }\nfunc New() *Client { return nil }\n';

describe('an import without a name', () => {
  test('is called as its package says', () => {
    expect(
      shown(
        `package p
import (
	"example.com/client/v3"
	"example.com/go-thing"
	"example.com/odd"
	plain "example.com/named"
)
func f(c clientv3.Client, t gothing.Thing) {
	show(clientv3.New(), c.C, t, quite.C, plain.C, client.New(), odd.C)
}`,
        {
          'example.com/client/v3': client,
          'example.com/go-thing': 'package gothing\ntype Thing struct{}\n',
          'example.com/odd': 'package quite\nvar C chan bool\n',
          'example.com/named': 'package other\nvar C chan string\n',
        },
      ),
    ).toEqual([
      '*example.com/client/v3.Client',
      'chan int',
      'example.com/go-thing.Thing',
      'chan bool',
      'chan string',
      'unknown',
      'unknown',
    ]);
  });

  test('is not what the package declares, nor a local name', () => {
    expect(
      shown(
        `package p
import "example.com/client/v3"
var client struct{ C chan bool }
func f() { show(client.C); clientv3 := client; show(clientv3.C) }`,
        { 'example.com/client/v3': client },
      ),
    ).toEqual(['chan bool', 'chan bool']);
  });

  test('is asked for only where a name means nothing else, the likely ones first', () => {
    const parse = (text: string, uri: string) => parseAll(parser, text, uri);
    const world = new World(parse);
    const file = parse(
      `package p
import (
	"context"
	"example.com/a"
	"example.com/b/client/v3"
	"example.com/c"
)
const size = 1
var known int
func f(x int) {
	known.x()
	size.x()
	x.y()
	context.Background()
	clientv3.New()
}`,
      'file:///p/a.go',
    );
    const types = () => new Types(new Package([file]), world);
    const typeOf = (text: string) => {
      const call = file.nodesOf(K.call_expression).find((n) => file.tree.text(n) === text);
      return show(types().of(file, call!));
    };
    for (const text of ['known.x()', 'size.x()', 'x.y()', 'context.Background()']) typeOf(text);
    expect(world.takeWanted()).toEqual([]);
    expect(typeOf('clientv3.New()')).toBe('unknown');
    expect(world.takeWanted()).toEqual(['example.com/b/client/v3']);
    // Which is not there: the others may be it.
    expect(typeOf('clientv3.New()')).toBe('unknown');
    expect(world.takeWanted()).toEqual(['example.com/a', 'example.com/c']);
    world.add('example.com/c', 'file:///c', [parse(client, 'file:///c/c.go')]);
    expect(typeOf('clientv3.New()')).toBe('*example.com/c.Client');
    expect([...world.takeConsulted()].sort()).toEqual([
      'context',
      'example.com/a',
      'example.com/b/client/v3',
      'example.com/c',
    ]);
  });
});

describe('files', () => {
  test('with cgo: what is C’s is unknown, the rest works', () => {
    expect(
      shown(`package p
// #include <stdlib.h>
import "C"
import "sync"
type handle struct { c C.struct_thing; p *C.char; wg sync.WaitGroup }
func f(h *handle) {
	n := C.size_t(3)
	x, err := C.call(n)
	show(h.wg, C.call(n), n, x, err, h.p, make(chan C.int), C.Thing{}.wg, (*C.char)(nil))
}`),
    ).toEqual([
      'sync.WaitGroup',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
      '*C.char',
      'chan C.int',
      'unknown',
      '*C.char',
    ]);
  });

  test('with dot imports see types, functions and variables of the packages', () => {
    expect(
      shown(
        `package p
import . "sync"
import . "example.com/q"
var Own chan bool
func f(wg *WaitGroup, t Thing, m Map) {
	show(wg, t, t.C, NewThing(), Shared, Own, NewCond(nil), Missing, Both[int]())
}`,
        {
          'example.com/q': `package q
type Thing struct { C chan int }
func NewThing() *Thing { return nil }
func Both[T any]() chan T { return nil }
var Shared <-chan string
var Own int
`,
        },
      ),
    ).toEqual([
      '*sync.WaitGroup',
      'example.com/q.Thing',
      'chan int',
      '*example.com/q.Thing',
      '<-chan string',
      'chan bool',
      '*sync.Cond',
      'unknown',
      'chan int',
    ]);
  });

  test('of an external test package import the package like any other', () => {
    expect(
      shown(
        `package q_test
import "example.com/q"
func f(s *q.Server) { show(s, s.Done(), q.New().WG, q.hidden) }`,
        {
          'example.com/q': `package q
import "sync"
type Server struct { WG sync.WaitGroup }
func (s *Server) Done() <-chan int { return nil }
func New() *Server { return nil }
`,
        },
      ),
    ).toEqual(['*example.com/q.Server', '<-chan int', 'sync.WaitGroup', 'unknown']);
  });

  test('for one system each declare what stands for all on Linux', () => {
    expect(
      shownTypes(parser, [
        'package p\nfunc f() { show(poll(), queue.C, size) }',
        '//go:build darwin || freebsd\n\npackage p\nfunc poll() int { return 0 }\nvar queue int\n',
        '//go:build !darwin && !freebsd\n\npackage p\nfunc poll() chan int { return nil }\nvar queue struct{ C <-chan bool }\n',
        '//go:build ignore\n\npackage p\nfunc poll() string { return "" }\n',
      ]),
    ).toEqual(['chan int', '<-chan bool', 'unknown']);
  });
});
