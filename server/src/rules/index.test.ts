import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GoParser } from '../syntax/parser.ts';
import { parseAll, testParser } from '../testing/engine.ts';
import { Package } from '../types/package.ts';
import { World } from '../types/world.ts';
import { rules } from './index.ts';
import { RuleContext } from './rule.ts';

const fixtures = new URL('fixtures/', import.meta.url);

/** As the rules are asked that come first. */
class WithoutModel extends RuleContext {
  asked = false;

  override get explored() {
    this.asked = true;
    return super.explored;
  }

  override storiesIn() {
    this.asked = true;
    return [];
  }
}

let parser: GoParser;
beforeAll(async () => {
  parser = await testParser();
});
afterAll(() => parser.dispose());

test('rules that ask the model say so', () => {
  const asking = new Set<string>();
  for (const folder of readdirSync(fixtures)) {
    const base = new URL(`${folder}/`, fixtures);
    const names = readdirSync(base).filter((name) => name.endsWith('.go'));
    const files = names.map((name) =>
      parseAll(parser, readFileSync(new URL(name, base), 'utf8'), `file:///${name}`),
    );
    const world = new World((text, uri) => parseAll(parser, text, uri), [1, 25], []);
    const context = new WithoutModel(new Package(files), world, null);
    for (const rule of rules) {
      context.asked = false;
      if ('check' in rule) Array.from(rule.check(context));
      for (const file of files) {
        if ('checkFile' in rule) Array.from(rule.checkFile(context, file));
        if ('checkPart' in rule) Array.from(rule.checkPart(context, file, 0));
      }
      if (context.asked) asking.add(rule.meta.id);
    }
  }
  const saying = rules.filter((rule) => 'asksModel' in rule).map(({ meta }) => meta.id);
  expect([...asking].sort()).toEqual(saying.sort());
});
