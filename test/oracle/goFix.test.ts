import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { applyEdits, compatibleFixes } from '../../server/src/applyFixes.ts';
import { diskFiles } from '../../server/src/files/disk.ts';
import { ruleMetas } from '../../server/src/rules/index.ts';
import { testEngine } from '../../server/src/testing/engine.ts';
import { describeWithGo, inCopy } from './go.ts';

// The modernisation to wg.Go, held to the one of Go's own tools.

const rule = 'waitgroup-use-go';
const fixture = inRoot('server/src/rules/fixtures', rule);
/** The module of the tools that gopls is built from, and where the modernizer's tests lie in it. */
const tools = 'golang.org/x/tools@v0.52.0';
const modernizerTests = 'go/analysis/passes/modernize/testdata/src/waitgroupgo';

/** The lines of a file that the rule reports, from 1, and its text with the rule's fixes applied until none is left. */
async function modernised(file: string): Promise<{ lines: number[]; text: string }> {
  const uri = pathToFileURL(file).href;
  const engine = await testEngine(diskFiles);
  engine.configure({
    rules: Object.fromEntries(ruleMetas.map(({ id }) => [id, id === rule ? 'hint' : 'off'])),
  });
  const findings = async () => (await engine.check(uri))?.findings ?? [];
  let text = readFileSync(file, 'utf8');
  const before = text;
  const lines = (await findings()).map(({ start }) => before.slice(0, start).split('\n').length);
  for (let round = 0; round < 5; round++) {
    const edits = compatibleFixes(await findings()).flatMap((fix) => fix.edits);
    if (!edits.length) break;
    text = applyEdits(text, edits);
    engine.open(uri, text);
  }
  engine.dispose();
  return { lines, text };
}

/** The top-level functions of a gofmt-ed file, each with its number and name. */
const functionsOf = (text: string): Map<string, string> =>
  new Map(
    text
      .split(/^(?=func )/m)
      .map((part, i) => [`${i} ${/^func (?:\(.*?\) )?(\w+)/.exec(part)?.[1] ?? ''}`, plain(part)]),
  );

/** Without what Go's tool leaves behind of a line, and the alignment that it makes. */
const plain = (text: string): string =>
  text
    .replaceAll('{ ; ', '{ ')
    .replace(/ +\/\//g, ' //')
    .replace(/\n(?:[ \t]*\n)+/g, '\n')
    .trimEnd();

/** Names of the functions that differ. */
const differing = (ours: string, theirs: string): string[] => {
  const other = functionsOf(theirs);
  return [...functionsOf(ours)].filter(([name, text]) => text !== other.get(name)).map(([name]) => name);
};

describeWithGo('the modernisation to wg.Go', (go) => {
  test(
    'go fix -waitgroup rewrites nothing in our fixture that we leave, but for what would go wrong',
    {
      timeout: 120_000,
    },
    () =>
      inCopy(fixture, async (dir) => {
        const file = path.join(dir, 'use.go');
        const { text: ours } = await modernised(file);
        const original = readFileSync(file, 'utf8');
        go.run(dir, 'fix', '-waitgroup', '.');
        const theirs = readFileSync(file, 'utf8');
        const changedByThem = differing(original, theirs);
        expect(changedByThem.length).toBeGreaterThan(5);
        const names = (functions: string[]) => functions.map((name) => name.split(' ')[1]);
        expect(names(differing(ours, theirs).filter((name) => changedByThem.includes(name)))).toEqual([
          'recovers', // Done is skipped by a panic that is recovered: a mistake of its own
          'deferredWaits', // what is deferred waits for whoever waits for the group: a deadlock
          'anotherGo', // the type has a Go of its own: what they write does not compile
          'bothPaths', // it takes the last Done only, and the one on the other path then counts down twice
        ]);
        // What only we rewrite.
        expect(names(differing(ours, theirs).filter((name) => !changedByThem.includes(name)))).toEqual([
          'perIteration', // arguments that mean the same as captures
          'groupHanded',
          'parameterOfFunction',
          'countedBefore', // Add stands further up
          'besideAnother',
        ]);
      }),
  );

  test('gopls’ modernizer: its findings and its golden files', { timeout: 240_000 }, () =>
    inCopy(fixture, async (dir) => {
      const { Dir } = JSON.parse(go.run(dir, 'mod', 'download', '-json', tools));
      const theirs = path.join(Dir, modernizerTests);
      const names = readdirSync(theirs).filter((name) => name.endsWith('.go'));
      expect(names.length).toBeGreaterThan(2);
      const differences: string[] = [];
      for (const name of names) {
        const source = readFileSync(path.join(theirs, name), 'utf8');
        const file = path.join(dir, 'use.go');
        writeFileSync(file, source);
        const { lines, text } = await modernised(file);
        const lineTexts = source.split('\n');
        const wanted = lineTexts.flatMap((line, i) => (/\/\/ want "/.test(line) ? [i + 1] : []));
        expect(wanted.length).toBeGreaterThan(1);
        for (const line of wanted) if (!lines.includes(line)) differences.push(`${name}:${line}: not found`);
        for (const line of lines) if (!wanted.includes(line)) differences.push(`${name}:${line}: only ours`);
        const golden = readFileSync(path.join(theirs, `${name}.golden`), 'utf8');
        for (const fn of differing(text, golden)) differences.push(`${name}: function ${fn}: another fix`);
      }
      expect(differences).toEqual([
        // Done is called twice: one has to go first (waitgroup-done-twice), or wg.Go's is a second one still.
        'waitgroup.go:97: not found',
        'waitgroup.go:104: not found',
        'waitgroup.go:111: not found',
        'waitgroup.go: function 3 _: another fix',
      ]);
    }),
  );
});
