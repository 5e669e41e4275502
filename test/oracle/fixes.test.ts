import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { fixAll } from '../../server/src/testing/fixAll.ts';
import { describeWithGo, inCopy } from './go.ts';
import type { VetFinding } from './toolchain.ts';

const fixtures = inRoot('server/src/rules/fixtures');

/** A finding without its place: fixes move lines. */
const place = ({ analyzer, message }: VetFinding) => `${analyzer}: ${message}`;

// The fixed fixtures compile, are formatted, and `go vet` finds nothing in them that it did not find before.
describeWithGo('the fixed fixtures compile, and gofmt and go vet accept them', (go) => {
  for (const rule of readdirSync(fixtures)) {
    const files = readdirSync(path.join(fixtures, rule));
    test(rule, { timeout: 120_000 }, () => judge(rule));
    if (files.some((name) => name.endsWith('.offered')))
      test(`${rule}, as offered`, { timeout: 120_000 }, () => judge(rule, rule));
  }

  const judge = (rule: string, offered?: string) =>
    inCopy(path.join(fixtures, rule), async (dir) => {
      const names = readdirSync(dir).filter((name) => name.endsWith('.go'));
      expect(go.unformatted(dir)).toEqual([]);
      const before = go.vet(dir, []).map(place);
      const texts = [...names, 'go.mod'].map((name) => [name, readFileSync(path.join(dir, name), 'utf8')]);
      const fixed = await fixAll(Object.fromEntries(texts), offered);
      for (const name of names) writeFileSync(path.join(dir, name), fixed[name]);
      expect(go.unformatted(dir)).toEqual([]);
      go.run(dir, 'build', './...');
      const after = go.vet(dir, []).map(place);
      expect(after.filter((found) => !before.includes(found))).toEqual([]);
    });
});

const article = inRoot('server/src/rules/article');

// What the article's fixtures call right and wrong is Go.
describeWithGo('the article’s fixtures compile and are formatted', (go) => {
  for (const module of readdirSync(article))
    test(module, { timeout: 120_000 }, () =>
      inCopy(path.join(article, module), (dir) => {
        expect(go.unformatted(dir)).toEqual([]);
        go.run(dir, 'build', './...');
      }),
    );
});
