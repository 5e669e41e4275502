import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');

interface Pattern {
  match: string;
  captures: Record<string, { name: string }>;
}

/** What a grammar makes of a line: its pieces, and the first word of their scopes. */
function grammar(name: string): (line: string) => [string, string][] {
  const file = path.join(root, `syntaxes/${name}.tmLanguage.json`);
  const { patterns } = JSON.parse(readFileSync(file, 'utf8')) as { patterns: Pattern[] };
  return (line) => {
    const pieces: [string, string][] = [];
    for (let at = 0; at <= line.length; ) {
      const matches = patterns.map(({ match, captures }) => ({
        found: matchFrom(match, line, at),
        captures,
      }));
      // As VS Code does: the pattern that begins first, and of those the first in the list.
      const best = matches
        .filter(({ found }) => found?.[0])
        .sort((a, b) => a.found!.index - b.found!.index)[0];
      if (!best) break;
      const found = best.found!;
      for (const [group, { name: scope }] of Object.entries(best.captures))
        if (found[Number(group)]) pieces.push([found[Number(group)], scope.split('.')[0]]);
      at = found.index + found[0].length;
    }
    return pieces;
  };
}

function matchFrom(match: string, line: string, at: number): RegExpExecArray | null {
  const pattern = new RegExp(match, 'g');
  pattern.lastIndex = at;
  return pattern.exec(line);
}

const linesOf = (name: string) =>
  readFileSync(path.join(root, 'test/data', name), 'utf8')
    .split('\n')
    .filter(Boolean);

describe('goroutine dumps', () => {
  const scopes = grammar('goroutine-dump');

  test.each([
    'leak/goroutines.txt',
    'leak/goroutines-debug1.txt',
    'leak-absolute/goroutines-leaked.txt',
    'deadlock/crash.log',
  ])('every line of %s is known', (name) => {
    expect(linesOf(name).filter((line) => line !== '#' && !scopes(line).length)).toEqual([]);
  });

  test('a header, a call, a place and a creator', () => {
    expect(scopes('goroutine 7 [chan send, 2 minutes]:')).toEqual([
      ['goroutine', 'keyword'],
      ['7', 'constant'],
      ['chan send', 'entity'],
      [', 2 minutes', 'constant'],
      [':', 'string'],
    ]);
    expect(scopes('main.(*T[...]).f(0x1, {0x2, ...})')).toEqual([
      ['main.(*T[...]).f', 'entity'],
      ['(0x1, {0x2, ...})', 'comment'],
    ]);
    expect(scopes('\tC:/app/main.go:41 +0x1d').slice(0, 2)).toEqual([
      ['C:/app/main.go', 'string'],
      ['41', 'constant'],
    ]);
    expect(scopes('created by main.run in goroutine 1').map(([text]) => text)).toEqual([
      'created by',
      'main.run',
      'in goroutine',
      '1',
    ]);
  });
});

describe('race reports', () => {
  const scopes = grammar('race-report');

  test.each([
    ['==================', ['comment']],
    ['WARNING: DATA RACE', ['invalid']],
    ['Write at 0x00c0000b4010 by goroutine 7:', ['keyword', 'comment', 'entity', 'comment']],
    ['Previous atomic read at 0x1 by main goroutine:', ['keyword', 'comment', 'entity', 'comment']],
    ['Goroutine 7 (finished) created at:', ['entity', 'comment', 'keyword', 'comment']],
    ['Heap block of size 8 at 0x1 allocated by goroutine 7:', ['entity', 'comment', 'keyword', 'comment']],
    ['Global var main.x of size 8 at 0x1 declared at /f.go:7', ['keyword', 'variable', 'comment']],
    ['  main.(*T).f()', ['entity', 'comment']],
    ['      /app/main.go:10 +0x44', ['string', 'constant', 'comment']],
    ['  [failed to restore the stack]', ['comment']],
    ['Found 1 data race(s)', ['invalid']],
  ])('%j', (line, wanted) => expect(scopes(line).map(([, scope]) => scope)).toEqual(wanted));
});

describe('scheduler traces', () => {
  const scopes = grammar('schedtrace');

  test('every line of the scheduler in a recorded log', () => {
    for (const line of linesOf('service/schedtrace.log').filter((text) => text.startsWith('SCHED')))
      expect(scopes(line).map(([text]) => text)).toContain('gomaxprocs');
  });

  test('details', () => {
    expect(scopes('  G1: status=4(chan receive) m=nil lockedm=-1')).toEqual([
      ['G1', 'entity'],
      [':', 'comment'],
      ['status', 'variable'],
      ['=', 'comment'],
      ['4', 'constant'],
      ['(chan receive)', 'entity'],
      ['m', 'variable'],
      ['=', 'comment'],
      ['nil', 'constant'],
      ['lockedm', 'variable'],
      ['=', 'comment'],
      ['-1', 'constant'],
    ]);
  });
});
