import { afterAll, beforeAll, expect, test } from 'vitest';
import { K } from '../syntax/kinds.ts';
import type { GoParser } from '../syntax/parser.ts';
import { parseAll, testParser } from '../testing/engine.ts';
import { capacityOf } from './constants.ts';
import { Types } from './infer.ts';
import { Package } from './package.ts';
import { World } from './world.ts';

let parser: GoParser;
beforeAll(async () => {
  parser = await testParser();
});
afterAll(() => parser.dispose());

/** The capacities of the channels that `f`'s body makes by the given arguments. */
function capacities(declarations: string, args: string[]): (number | undefined)[] {
  const parse = (text: string, uri: string) => parseAll(parser, text, uri);
  const world = new World(parse);
  world.add('example.com/q', 'file:///q', [
    parse('package q\nconst Size = half * 2\nconst half = 4\n', 'file:///q/a.go'),
  ]);
  const made = args.map((list) => `_ = make(${list})`).join('\n');
  const file = parse(
    `package p\nimport "example.com/q"\n${declarations}\nfunc f(n int) {\nconst local = 3\n${made}\n}`,
    'file:///p/a.go',
  );
  const types = new Types(new Package([file]), world);
  return file
    .nodesOf(K.call_expression)
    .filter((n) => file.tree.text(n).startsWith('make('))
    .map((n) => capacityOf(types, file, n));
}

test('a channel’s capacity is the value of a constant expression', () => {
  const declarations = `
const size, other = 7, size + 1
const (
	zero = iota
	one
	_
	three
	four = 1 << iota
	five
)
const typed uint16 = 9
type list chan int
var variable = 3`;
  const cases: [string, number | undefined][] = [
    ['chan int', 0],
    ['chan int, 0', 0],
    ['chan int, 10', 10],
    ['list, 0x1_0', 16],
    ['chan int, 0b11', 3],
    ['chan int, 017', 15],
    ['chan<- int, (2+3)*4 - 6/4 % 3', 19],
    ['chan int, size', 7],
    ['chan int, other', 8],
    ['chan int, zero', 0],
    ['chan int, one', 1],
    ['chan int, three', 3],
    ['chan int, four', 16],
    ['chan int, five', 32],
    ['chan int, typed', 9],
    ['chan int, int(typed) >> 1', 4],
    ['chan int, local', 3],
    ['chan int, q.Size', 8],
    ['chan int, -(-2)', 2],
    ['chan int, n', undefined],
    ['chan int, variable', undefined],
    ['chan int, size / zero', undefined],
    ['chan int, missing', undefined],
    ['chan int, iota', undefined],
    ['chan int, 1e3', undefined],
    ['chan int, len("abc")', undefined],
    ['[]int, 3', undefined],
    ['map[string]int', undefined],
  ];
  expect(
    capacities(
      declarations,
      cases.map(([args]) => args),
    ),
  ).toEqual(cases.map(([, value]) => value));
});

test('constants that lead to each other have no value', () => {
  const many = Array.from({ length: 60 }, (_, i) => `const c${i} = c${i + 1} + c${i + 1}`).join('\n');
  expect(
    capacities(`const a = b\nconst b = a\n${many}\nconst c60 = 1`, ['chan int, a', 'chan int, c0']),
  ).toEqual([undefined, undefined]);
});

test('another make is no make', () => {
  expect(capacities('func make(c chan int, n int) int { return n }', ['chan int, 3'])).toEqual([undefined]);
});
