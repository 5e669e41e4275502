import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../engine.ts';
import { memoryFiles, testEngine } from '../testing/engine.ts';

const text = readFileSync(new URL('testdata/extraction.go', import.meta.url), 'utf8');
const uri = 'file:///extraction/extraction.go';
const module = 'module extraction\n\ngo 1.23\n\nrequire golang.org/x/sync v0.10.0\n';

/** Of the rules that stand on the model. */
const told = /^(?:channel|select|mutex|once|cond)-/;

/** The functions of the file, by name, from their first offset to the next one's. */
const functions = [...text.matchAll(/^func (?:\([^)]*\) )?(\w+)/gm)].map(({ 1: name, index }, i, all) => ({
  name,
  from: index,
  to: all[i + 1]?.index ?? text.length,
}));

describe('what the model understands', () => {
  let engine: Engine;
  let starts: number[];
  beforeAll(async () => {
    engine = await testEngine(memoryFiles({ [uri]: text, 'file:///extraction/go.mod': module }));
    const found = (await engine.check(uri))?.findings ?? [];
    starts = found.filter(({ rule, severity }) => told.test(rule) && severity !== 'hint').map((f) => f.start);
  });
  afterAll(() => engine.dispose());

  const named = functions.filter(({ name }) => /(?:Fine|Stuck)$/.test(name));
  test.each(named)('$name', ({ name, from, to }) => {
    // What a library reads is stuck in the method that it reads by.
    const isElsewhere = name === 'readStuck';
    const isFound = starts.some((start) => start >= from && start < to);
    const isThere =
      isFound || (isElsewhere && starts.some((start) => text.slice(start, start + 6) === '<-s.in'));
    expect(isThere).toBe(name.endsWith('Stuck'));
  });
});
