import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { describeWithGo, inCopy } from './go.ts';

const fixture = inRoot('server/src/rules/fixtures/waitgroup-use-go');

/** The top-level functions of a gofmt-ed file, by name. */
const functionsOf = (text: string): Map<string, string> =>
  new Map(text.split(/^(?=func )/m).map((part) => [/^func (?:\(.*?\) )?(\w+)/.exec(part)?.[1] ?? '', part]));

/** Without what `go fix` leaves behind of a line, and the alignment that it makes. */
const plain = (text: string | undefined): string =>
  (text ?? '').replace('{ ; ', '{ ').replace(/ +\/\//g, ' //');

describeWithGo('go fix -waitgroup', (go) => {
  test('rewrites to wg.Go what we rewrite', { timeout: 120_000 }, () =>
    inCopy(fixture, (dir) => {
      go.run(dir, 'fix', '-waitgroup', '.');
      const theirs = functionsOf(readFileSync(path.join(dir, 'use.go'), 'utf8'));
      const ours = functionsOf(readFileSync(path.join(fixture, 'use.go.golden'), 'utf8'));
      const differing = [...ours].filter(([name, text]) => plain(text) !== plain(theirs.get(name)));
      // It takes the last Done only, and the one on the other path then counts down twice.
      expect(differing.map(([name]) => name)).toEqual(['bothPaths']);
    }),
  );
});
