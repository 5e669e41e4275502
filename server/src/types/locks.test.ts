import { afterAll, beforeAll, expect, test } from 'vitest';
import { K } from '../syntax/kinds.ts';
import type { GoParser } from '../syntax/parser.ts';
import { parseAll, testParser } from '../testing/engine.ts';
import { Types } from './infer.ts';
import { lockIn } from './locks.ts';
import { Package } from './package.ts';
import { World } from './world.ts';

let parser: GoParser;
beforeAll(async () => {
  parser = await testParser();
});
afterAll(() => parser.dispose());

/** What the values of each variable at package level hold: the lock and the way to it, or ''. */
function heldBy(text: string): Record<string, string> {
  const parse = (source: string, uri: string) => parseAll(parser, source, uri);
  const file = parse(`package p\nimport ("sync"; "sync/atomic")\n${text}`, 'file:///p/a.go');
  const types = new Types(new Package([file]), new World(parse));
  const names = file.nodesOf(K.var_spec).map((spec) => file.tree.text(file.tree.firstChild[spec]));
  return Object.fromEntries(
    names.map((name) => {
      const held = lockIn(types, types.member(name));
      return [name, held ? `${held.lock} ${held.field}`.trim() : ''];
    }),
  );
}

test('instances of generic types hold what their fields and type arguments hold', () => {
  expect(
    heldBy(`
type Box[T any] struct { mu sync.Mutex; v T }
type Cell[T any] struct { v T }
type Pair[A, B any] struct { a Cell[A]; b [2]Cell[B] }
type Ref[T any] struct { v *T; more []T }
type Guarded struct { Box[int] }
type Lazy[T any] struct { p atomic.Pointer[T] }
type Alias[T any] = Cell[T]
var (
	box Box[int]
	cell Cell[sync.Mutex]
	plain Cell[int]
	pair Pair[int, sync.WaitGroup]
	ref Ref[sync.Mutex]
	guarded Guarded
	pointer atomic.Pointer[int]
	lazy Lazy[int]
	nested Cell[Cell[Box[string]]]
	alias Alias[sync.Once]
	shared Cell[*sync.Mutex]
)`),
  ).toEqual({
    box: 'sync.Mutex mu',
    cell: 'sync.Mutex v',
    plain: '',
    pair: 'sync.WaitGroup b',
    ref: '',
    guarded: 'sync.Mutex Box',
    pointer: 'atomic.Pointer',
    lazy: 'atomic.Pointer p',
    nested: 'sync.Mutex v',
    alias: 'sync.Once v',
    shared: '',
  });
});

test('a type that holds itself ever deeper has an end', () => {
  expect(
    heldBy(`
type T[P any] struct { a, b, c, d T[[1]P]; e, f, g, h [2]T[func(P) P]; v P }
var t T[int]`),
  ).toEqual({ t: '' });
});
