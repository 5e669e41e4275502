import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { patterns } = JSON.parse(
  readFileSync(path.join(root, 'syntaxes/goroutine-dump.tmLanguage.json'), 'utf8'),
) as {
  patterns: { match: string; captures: Record<string, { name: string }> }[];
};

/** What the grammar's first fitting pattern makes of a line: its pieces, and the first word of their scopes. */
function scopes(line: string): [string, string][] {
  for (const { match, captures } of patterns) {
    const found = new RegExp(match).exec(line);
    if (!found) continue;
    return Object.entries(captures)
      .filter(([group]) => found[Number(group)])
      .map(([group, { name }]) => [found[Number(group)], name.split('.')[0]]);
  }
  return [];
}

test('every line of recorded dumps is known', () => {
  for (const name of ['leak/goroutines.txt', 'leak-absolute/goroutines-leaked.txt', 'deadlock/crash.log']) {
    const lines = readFileSync(path.join(root, 'test/data', name), 'utf8')
      .split('\n')
      .filter(Boolean);
    expect(lines.filter((line) => !scopes(line).length)).toEqual([]);
  }
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
