import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { copyRules } from './copies.ts';
import { compareExpected, type Expected, unpack } from './expected.ts';
import { describeWithGo, inEmpty } from './go.ts';
import type { Go } from './toolchain.ts';

const tools = 'golang.org/x/tools@v0.52.0';
const staticcheck = 'honnef.co/go/tools@v0.8.2';

/** What we say of the test data that a checker's module holds in a folder, as of a version of the language. */
function judge(
  go: Go,
  module: string,
  folder: string,
  rules: readonly string[],
  version?: string,
): Promise<Expected> {
  return inEmpty(async (dir) => {
    unpack(path.join(go.moduleDir(module), folder), dir);
    if (version) writeFileSync(path.join(dir, 'go.mod'), `module a\n\ngo ${version}\n`);
    return compareExpected(dir, rules);
  });
}

const staticcheckData = (check: string) => `staticcheck/${check}/testdata/go1.0`;

// Their files are downloaded by the Go toolchain, and are not ours to keep.
describeWithGo('the test data of other checkers', (go) => {
  test('vet’s copylocks', { timeout: 240_000 }, async () => {
    const found = await judge(go, tools, 'go/analysis/passes/copylock/testdata/src', copyRules);
    expect(found.theirs.length).toBe(84);
    expect({ missed: found.missed, beyond: found.beyond }).toEqual({
      missed: [
        // Its last brace is a parenthesis: a broken function is not judged.
        'a/newexpr_go126.go:13 _ = new(*ptr)',
        // The variable's type is a type parameter; of those, what parameters hold is told.
        'typeparams/typeparams.go:44 *p = *x',
      ],
      beyond: [
        // A struct that holds itself holds its lock too; vet had to leave that out, as the compiler then failed on it.
        'a/issue61678.go:22 func okay(x A) {}',
        'a/issue61678.go:23 func sure()    { var x A; nop(x) }',
        // «WANTED: An error here», says the file: it is of before Go 1.24, when vet could not see it.
        'unfortunate/local_go123.go:25 func (LocalMutex) Bad() {}',
      ],
    });
  });

  test('vet’s waitgroup', { timeout: 240_000 }, async () => {
    const found = await judge(go, tools, 'go/analysis/passes/waitgroup/testdata/src', [
      'waitgroup-add-in-goroutine',
    ]);
    expect(found.theirs.length).toBe(1);
    // Nobody waits for that group: there is nothing that could happen too early.
    expect({ missed: found.missed, beyond: found.beyond }).toEqual({
      missed: ['a/a.go:9 wg.Add(1)'],
      beyond: [],
    });
  });

  const passes = 'go/analysis/passes';

  test('vet’s lostcancel', { timeout: 240_000 }, async () => {
    const found = await judge(go, tools, `${passes}/lostcancel/testdata/src`, ['context-cancel-not-called']);
    expect(found.theirs.length).toBe(27);
    expect(found.beyond).toEqual([]);
    // It tells of each way out as well: ours are notes on the one finding.
    expect(found.missed.filter((at) => !/ (?:\}|\}\(\)|return)$/.test(at))).toEqual([]);
    expect(found.missed.length).toBe(11);
  });

  test('vet’s loopclosure', { timeout: 240_000 }, async () => {
    const folder = `${passes}/loopclosure/testdata/src`;
    const found = await judge(go, tools, folder, ['goroutine-loop-capture'], '1.21');
    expect(found.theirs.length).toBe(50);
    expect(found.beyond).toEqual([]);
    const places = found.missed.map((at) => at.slice(0, at.indexOf(' ')));
    const of = (file: string, ...lines: number[]) => lines.map((line) => `${file}:${line}`);
    expect(places).toEqual([
      // The variable is declared outside of the loop.
      ...of('a/a.go', 63, 69, 78),
      // Told before, of the same variable of the same loop: one copy mends all.
      ...of('a/a.go', 125, 142, 146, 154, 158, 166, 199, 234),
      ...of('subtests/subtest.go', 47, 48, 73, 74, 83, 84, 92, 93, 129, 142),
      // A build constraint for an older version than go.mod's.
      ...of('versions/go22/pre.go', 8, 9),
    ]);
  });

  test('vet’s testinggoroutine', { timeout: 240_000 }, async () => {
    const folder = `${passes}/testinggoroutine/testdata/src`;
    const found = await judge(go, tools, folder, ['goroutine-in-test-fatal']);
    expect(found.theirs.length).toBe(39);
    expect({ missed: found.missed, beyond: found.beyond }).toEqual({
      missed: [
        // What a name stands for that is declared with another, or gets another value, is not followed.
        'a/a.go:305 t.Run("name", f)',
        'a/a.go:329 go f(t)',
        'a/a.go:343 go f(t)',
        'a/a.go:356 go f(t)',
        'a/a.go:361 go f(t)',
        'a/a.go:393 go f(nil)',
        'a/a.go:396 go f(nil)',
        'typeparams/typeparams.go:16 go f[int](t)',
      ],
      // «False negative», says the file.
      beyond: ['a/a.go:483 helper(t)'],
    });
  });

  test('staticcheck’s SA1015', { timeout: 240_000 }, async () => {
    const found = await judge(go, staticcheck, 'staticcheck/sa1015/testdata', ['time-tick'], '1.22');
    expect(found.theirs.length).toBe(2);
    expect({ missed: found.missed, beyond: found.beyond }).toEqual({
      missed: [],
      beyond: [
        // A function other than main, in a package main.
        'go1.0/CheckLeakyTimeTick-main/CheckLeakyTimeTick-main.go:6 for range time.Tick(0) {',
        // Of Go 1.23, says its folder's name.
        'go1.23/CheckLeakyTimeTick/CheckLeakyTimeTick.go:7 for range time.Tick(0) {',
      ],
    });
  });

  test('staticcheck’s SA2000', { timeout: 240_000 }, async () => {
    const found = await judge(go, staticcheck, staticcheckData('sa2000'), ['waitgroup-add-in-goroutine']);
    expect(found.theirs.length).toBe(1);
    expect({ missed: found.missed, beyond: found.beyond }).toEqual({ missed: [], beyond: [] });
  });

  test('staticcheck’s SA2001', { timeout: 240_000 }, async () => {
    const found = await judge(go, staticcheck, staticcheckData('sa2001'), ['mutex-empty-section']);
    expect(found.theirs.length).toBe(9);
    expect({ missed: found.missed, beyond: found.beyond }).toEqual({ missed: [], beyond: [] });
  });

  test('staticcheck’s SA2003', { timeout: 240_000 }, async () => {
    const found = await judge(go, staticcheck, staticcheckData('sa2003'), ['mutex-defer-lock']);
    expect(found.theirs.length).toBe(2);
    expect({ missed: found.missed, beyond: found.beyond }).toEqual({ missed: [], beyond: [] });
  });
});
