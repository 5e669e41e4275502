import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { LineIndex } from '../../server/src/syntax/lines.ts';
import type { GoParser } from '../../server/src/syntax/parser.ts';
import { memoryFiles, testEngine, testParser } from '../../server/src/testing/engine.ts';
import { describeWithGo } from './go.ts';

/** Edits of each file, and how many files of a folder are edited: so many times. */
const rounds = 6;
const filesEdited = 3;
const seeds = Number(process.env.UNPARK_EDITS ?? 1);
/** Packages beside those: folders with colons between them. */
const others = process.env.UNPARK_EDITS_IN?.split(path.delimiter) ?? [];

const fixtures = inRoot('server/src/rules/fixtures');

/** The findings that there ever were: equal results that are all empty would tell nothing. */
const seen = new Set<string>();

let parser: GoParser;
beforeAll(async () => {
  parser = await testParser();
});
afterAll(() => parser.dispose());

/** What is found after edits is what is found in the same text from scratch: on real code, and where there are mistakes. */
describeWithGo('edits', (go) => {
  const real = ['sync', 'context', 'os/exec', 'net/http/httptest', 'database/sql'];
  const folders = [
    ...real.map((name) => path.join(go.source, name)),
    ...readdirSync(fixtures).map((name) => path.join(fixtures, name)),
    ...others,
  ];
  const runs = Array.from({ length: seeds }, (_, seed) => seed);
  test.each(runs.flatMap((seed) => folders.map((folder) => [path.basename(folder), seed, folder] as const)))(
    '%s %i',
    { timeout: 240_000 },
    async (_, seed, folder) => {
      const disk: Record<string, string> = {};
      for (const name of readdirSync(folder))
        if (/\.go$|^go\.mod$/.test(name))
          disk[pathToFileURL(path.join(folder, name)).href] = readFileSync(path.join(folder, name), 'utf8');
      const random = generator(path.basename(folder).length + seed * 7919);
      const uris = Object.keys(disk).filter((uri) => uri.endsWith('.go'));
      const engine = await testEngine(memoryFiles(disk), null, { isPatient: true });
      const texts = { ...disk };
      for (let i = 0; i < Math.min(filesEdited, uris.length); i++) {
        const uri = uris[Math.floor(random() * uris.length)];
        engine.open(uri, texts[uri]);
        const replace = (from: number, to: number, text: string) => {
          const lines = new LineIndex(texts[uri]);
          engine.change(uri, [{ range: { start: lines.position(from), end: lines.position(to) }, text }]);
          texts[uri] = texts[uri].slice(0, from) + text + texts[uri].slice(to);
        };
        for (let round = 0; round < rounds; round++) {
          const { from, to, text } = edit(texts[uri], random);
          const before = texts[uri].slice(from, to);
          replace(from, to, text);
          let found = await findings(engine, uris);
          // Error recovery may differ between an incremental parse and one from scratch.
          if (isBroken(texts[uri])) {
            replace(from, from + text.length, before);
            found = await findings(engine, uris);
          }
          const fresh = await testEngine(memoryFiles(texts));
          expect(found, `round ${round} of ${uri}`).toEqual(await findings(fresh, uris));
          fresh.dispose();
          for (const { rule, start } of found) seen.add(`${rule} ${start}`);
        }
      }
      engine.dispose();
    },
  );

  test('made and mended mistakes', () => expect(seen.size).toBeGreaterThan(100));
});

type Engine = Awaited<ReturnType<typeof testEngine>>;

async function findings(engine: Engine, uris: readonly string[]) {
  const all = await Promise.all(uris.map(async (uri) => (await engine.check(uri))?.findings));
  return all.flatMap((found) => found ?? []);
}

function isBroken(text: string): boolean {
  const tree = parser.parse(text)!;
  const { hasError } = tree.rootNode;
  tree.delete();
  return hasError;
}

/** Something that a person may do to a line: delete it, double it, change a name or a number in it, add a statement. */
function edit(text: string, random: () => number): { from: number; to: number; text: string } {
  const lines = text.split('\n');
  // Lines that say something of concurrency are changed as often as all others.
  const telling = lines.flatMap((line, i) =>
    /\bgo\b|wg|Wait|Add|Done|Lock|<-|chan|select|close|case/.test(line) ? [i] : [],
  );
  const pool = telling.length && random() < 0.5 ? telling : [...lines.keys()];
  const line = pool[Math.floor(random() * pool.length)];
  const from = lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0);
  const to = from + lines[line].length;
  const kind = Math.floor(random() * 8);
  if (kind === 0) return { from, to: Math.min(to + 1, text.length), text: '' };
  if (kind === 1) return { from, to: from, text: `${lines[line]}\n` };
  if (kind === 2) return { from: to, to, text: '\n\tgo func() { wg.Done() }()\n\twg.Wait()' };
  if (kind === 6) {
    const name = `c${Math.floor(random() * 100)}`;
    return { from: to, to, text: `\n\t${name} := make(chan int)\n\tgo func() { ${name} <- 1 }()` };
  }
  if (kind === 7) {
    const called = [...text.matchAll(/^func (\w+)\(\)/gm)].map((match) => match[1]);
    if (called.length) return { from: to, to, text: `\n\t${called[Math.floor(random() * called.length)]}()` };
  }
  const words = [...lines[line].matchAll(/\w+/g)];
  if (!words.length) return { from, to: from, text: '\n' };
  const word = words[Math.floor(random() * words.length)];
  const start = from + word.index;
  const end = start + word[0].length;
  if (kind === 3) return { from: end, to: end, text: 'x' };
  if (kind === 4) return { from: start, to: end, text: random() < 0.5 ? 'wg' : 'Wait' };
  return { from: end - 1, to: end, text: '' };
}

/** Numbers from 0 to 1, the same in each run (https://en.wikipedia.org/wiki/Linear_congruential_generator). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
