import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { bodiesOf } from '../../server/src/syntax/bodies.ts';
import { LineIndex } from '../../server/src/syntax/lines.ts';
import type { GoParser } from '../../server/src/syntax/parser.ts';
import { memoryFiles, testEngine, testParser } from '../../server/src/testing/engine.ts';
import { describeWithGo } from './go.ts';

/** Edits of each file, and how many files of a folder are edited: so many times. */
const rounds = 6;
const filesEdited = 3;
const roundsWithin = 20;
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
      const disk = read(folder);
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

  // Of a file that is edited again and again in its functions, rules are asked declaration by declaration.
  test.each(runs.flatMap((seed) => readdirSync(fixtures).map((name) => [name, seed] as const)))(
    '%s, within functions %i',
    { timeout: 240_000 },
    async (name, seed) => {
      const texts = read(path.join(fixtures, name));
      const uris = Object.keys(texts).filter((uri) => uri.endsWith('.go'));
      const random = generator(name.length + seed * 104_729);
      const uri = uris[Math.floor(random() * uris.length)];
      const engine = await testEngine(memoryFiles({ ...texts }), null, { isPatient: true });
      engine.open(uri, texts[uri]);
      await findings(engine, uris);
      let back: Edit | undefined;
      for (let round = 0; round < roundsWithin; round++) {
        // What was taken away comes back: the answer has to be the one from before.
        const { from, to, text } = back && random() < 0.4 ? back : editWithin(texts[uri], random);
        const before = texts[uri];
        const after = before.slice(0, from) + text + before.slice(to);
        if (isBroken(after)) continue;
        const lines = new LineIndex(before);
        engine.change(uri, [{ range: { start: lines.position(from), end: lines.position(to) }, text }]);
        texts[uri] = after;
        back = { from, to: from + text.length, text: before.slice(from, to) };
        const fresh = await testEngine(memoryFiles(texts), null, { isPatient: true });
        expect(await findings(engine, uris), `round ${round} of ${uri}`).toEqual(await findings(fresh, uris));
        fresh.dispose();
      }
      engine.dispose();
    },
  );

  test('made and mended mistakes', () => expect(seen.size).toBeGreaterThan(100));
});

/** The Go files of a folder, and its go.mod, by URI. */
function read(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => /\.go$|^go\.mod$/.test(name));
  const files = names.map((name) => path.join(folder, name));
  return Object.fromEntries(files.map((file) => [pathToFileURL(file).href, readFileSync(file, 'utf8')]));
}

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

interface Edit {
  from: number;
  to: number;
  text: string;
}

const statements = [
  ...['wg.Done()', 'defer wg.Done()', 'wg.Add(1)', 'wg.Wait()', 'go func() { wg.Done() }()', 'close(done)'],
  ...['mu.Lock()', 'mu.Unlock()', 'defer mu.Unlock()', 'return', 'for {}', 'select {}', 'panic(1)', '<-done'],
];

/** Something done within a function: a line is emptied, or another comes before it; one name stands for another. */
function editWithin(text: string, random: () => number): Edit {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)];
  const bodies = bodiesOf(text).map(({ open, close }) => ({ from: open + 1, to: close - 1 }));
  const body = pick(bodies);
  const lines = text.slice(body.from, body.to).split('\n');
  const line = Math.floor(random() * lines.length);
  const from = body.from + lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0);
  const kind = line > 0 ? Math.floor(random() * 5) : 4;
  if (kind === 0) return { from, to: from + lines[line].length, text: '' };
  if (kind === 1) return { from, to: from, text: `\t${pick(statements)}\n` };
  if (kind === 2) {
    const other = pick(bodies);
    return { from, to: from, text: `${pick(text.slice(other.from, other.to).split('\n'))}\n` };
  }
  const called = [...text.matchAll(/^func (\w+)\(/gm)].map((match) => match[1]);
  if (kind === 3 && called.length) return { from, to: from, text: `\t${pick(called)}()\n` };
  const words = [...lines[line].matchAll(/\w+/g)];
  const names = text.slice(body.from, body.to).match(/\b[a-zA-Z_]\w*/g);
  if (!words.length || !names) return { from, to: from, text: '' };
  const word = pick(words);
  return { from: from + word.index, to: from + word.index + word[0].length, text: pick(names) };
}

/** Something that a person may do to a line: delete it, double it, change a name or a number in it, add a statement. */
function edit(text: string, random: () => number): Edit {
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
