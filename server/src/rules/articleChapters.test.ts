import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { diskFiles } from '../files/disk.ts';
import { LineIndex } from '../syntax/lines.ts';
import { testEngine } from '../testing/engine.ts';
import { ruleMetas } from './index.ts';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), 'article');

/** The rules that the article that the project grew from asks for, by its chapters. */
const chapters: Record<string, readonly string[]> = {
  '1': [
    'channel-abandoned-sender',
    'channel-range-never-closed',
    'channel-receive-no-sender',
    'channel-send-no-receiver',
    'select-blocks-forever',
    'waitgroup-add-in-goroutine',
    'waitgroup-count-mismatch',
    'waitgroup-done-skipped',
    'waitgroup-done-twice',
    'waitgroup-missing-done',
    'waitgroup-negative-counter',
  ],
  '2.1': [
    'channel-range-never-closed',
    'goroutine-never-ends',
    'mutex-double-lock',
    'mutex-held-while-blocking',
    'mutex-lock-order',
    'mutex-missing-unlock',
    'ticker-not-stopped',
    'time-tick',
    'waitgroup-wait-holding-lock',
  ],
  '2.2': [
    'channel-abandoned-receiver',
    'channel-close-twice',
    'channel-send-after-close',
    'goroutine-outlives-request',
    'select-break',
    'select-closed-spin',
    'select-no-exit',
    'select-polling',
    'timer-afterfunc-dropped',
  ],
  '2.4': [
    'context-blocking-op',
    'context-cancel-deferred-in-loop',
    'context-cancel-not-called',
    'context-not-propagated',
    'goroutine-ignores-context',
    'select-no-exit',
    'ticker-not-stopped',
  ],
  '2.5': ['goroutine-unbounded', 'semaphore-acquire-unchecked', 'semaphore-missing-release'],
  '3.2': [
    'channel-capacity-exceeded',
    'channel-direction',
    'channel-double-send',
    'channel-nil',
    'channel-use-directional-param',
    'select-blocks-forever',
    'waitgroup-wait-before-drain',
  ],
  '3.3': [
    'channel-abandoned-sender',
    'channel-len-race',
    'context-cancel-not-called',
    'select-time-after-in-loop',
    'timer-reset-undrained',
  ],
  '4.1': [
    'race-captured-variable',
    'waitgroup-negative-counter',
    'waitgroup-passed-by-value',
    'waitgroup-reused',
  ],
  '4.2': [
    'waitgroup-add-after-go',
    'waitgroup-missing-wait',
    'waitgroup-wait-before-start',
    'waitgroup-wait-in-worker',
  ],
  '4.3': [
    'errgroup-context-unused',
    'errgroup-limit-deadlock',
    'errgroup-missing-wait',
    'goroutine-loop-capture',
    'waitgroup-go-misuse',
    'waitgroup-use-errgroup',
    'waitgroup-use-go',
  ],
  '4.4': ['goroutine-in-test-fatal', 'goroutine-outlives-test', 'waitgroup-done-twice'],
  '5': [
    'http-body-not-closed',
    'http-client-no-timeout',
    'race-captured-variable',
    'sql-pool-unbounded',
    'sql-rows-not-closed',
  ],
};

interface Want {
  line: number;
  rule: string;
  message: string;
}

/** `// want rule:"text"`, of this line's finding; `// want+1 …` of the next one's, where a comment would silence it. */
const wantsIn = (text: string): Want[] =>
  text.split('\n').flatMap((line, i) => {
    const [, next, rule, message] = /\/\/ want(\+1)? ([\w-]+):"(.*)"$/.exec(line) ?? [];
    return rule ? [{ line: i + 1 + (next ? 1 : 0), rule, message }] : [];
  });

const folders = readdirSync(root).map((name) => path.join(root, name));
const files = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.go'))
    .map((name) => path.join(folder, name)),
);
const chapterOf = (file: string) => /chapter([\d_]+?)(?:_test)?\.go$/.exec(file)![1].replaceAll('_', '.');

describe('the article’s mistakes are found, and its right ways are quiet', () => {
  test.each(Object.entries(chapters))('chapter %s has each of its rules', (chapter, rules) => {
    const wants = files
      .filter((file) => chapterOf(file) === chapter)
      .flatMap((file) => wantsIn(readFileSync(file, 'utf8')));
    expect(rules.filter((rule) => !wants.some((want) => want.rule === rule))).toEqual([]);
  });

  test.each(files.map((file) => [path.relative(root, file), file]))('%s', async (_, file) => {
    const text = readFileSync(file, 'utf8');
    const wants = wantsIn(text);
    const isOff = (rule: string) => ruleMetas.find(({ id }) => id === rule)?.severity === 'off';
    const engine = await testEngine(diskFiles);
    // Those that are off by default are asked where they are wanted.
    engine.configure({
      rules: Object.fromEntries(
        wants.filter(({ rule }) => isOff(rule)).map(({ rule }) => [rule, 'information']),
      ),
    });
    const report = await engine.check(pathToFileURL(file).href);
    engine.dispose();
    const lines = new LineIndex(text);
    const found = report!.findings.map(({ rule, start, message }) => {
      const line = lines.position(start).line + 1;
      const want = wants.find((w) => w.line === line && w.rule === rule && message.includes(w.message));
      return { line, rule, message: want?.message ?? message };
    });
    const inOrder = (all: Want[]) => all.toSorted((a, b) => a.line - b.line || a.rule.localeCompare(b.rule));
    expect(inOrder(found)).toEqual(inOrder(wants));
  });
});
