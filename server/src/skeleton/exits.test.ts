import { expect, test } from 'vitest';
import { K } from '../syntax/kinds.ts';
import { parseAll, testParser } from '../testing/engine.ts';
import { Types } from '../types/infer.ts';
import { Package } from '../types/package.ts';
import { exitsAfter } from './exits.ts';

const parser = await testParser();

/** Lines on which control leaves behind `take()` without passing `give()`: `return`, `lap`, or nothing known. */
function ways(body: string): string {
  const file = parseAll(parser, `package p\nfunc f(a, b bool) {\n${body}\n}\n`);
  const { tree } = file;
  const calls = (name: string) => file.nodesOf(K.call_expression).filter((n) => tree.text(n) === `${name}()`);
  const statement = tree.parent[calls('take')[0]];
  const start = { list: tree.parent[statement], first: tree.nextSibling[statement] };
  const exits = exitsAfter(new Types(new Package([file])), file, start, calls('give'));
  if (!exits) return 'unknown';
  const what = (n: number) => tree.text(n).split(/[\s{]/, 1)[0] || 'end';
  return [...exits.returns.map(what), ...exits.laps.map((n) => `lap:${what(n)}`)].join(' ');
}

test.each([
  ['take(); give()', ''],
  ['take()', 'end'],
  ['take(); if a { return }; give()', 'return'],
  ['take(); if a { give(); return }; give()', ''],
  ['take(); if a { give() } else { give() }', ''],
  ['take(); if a { give() }', 'end'],
  ['take(); if a { panic(1) }; give()', ''],
  ['take(); if a { log.Fatalf("x") }; give()', ''],
  ['take(); defer func() { give() }(); if a { return }', ''],
  ['take(); switch { case a: return; case b: give(); default: }; give()', 'return'],
  ['take(); switch { case a: give(); case b: give() }', 'end'],
  ['take(); select { case <-c: give(); case <-d: }', 'end'],
  ['take(); select { case <-c: give(); case <-d: give() }', ''],
  ['take(); select {}', ''],
  ['take(); for { if a { break }; give() }', 'end'],
  ['take(); for a { give() }', ''],
  ['take(); for a { }; give()', ''],
  ['take(); for { if a { continue }; if b { return } }', 'return'],
  ['take(); L: for { for { if a { break L } } }; give()', ''],
  ['for a { take(); if b { continue }; give() }', 'lap:continue'],
  ['for a { take(); if b { break }; give() }', 'end'],
  ['for { take() }', 'lap:for'],
  ['L: for a { for { take(); if b { continue L }; give() } }', 'lap:continue'],
  ['if a { take(); if b { return } } else { return }; give()', 'return'],
  ['take(); goto end; end: give()', 'unknown'],
])('%s', (body, expected) => {
  expect(ways(body)).toBe(expected);
});
