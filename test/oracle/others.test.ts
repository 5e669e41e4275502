import path from 'node:path';
import { expect, test } from 'vitest';
import { copyRules } from './copies.ts';
import { compareExpected, type Expected, unpack } from './expected.ts';
import { describeWithGo, inEmpty } from './go.ts';
import type { Go } from './toolchain.ts';

const tools = 'golang.org/x/tools@v0.52.0';
const staticcheck = 'honnef.co/go/tools@v0.8.2';

/** What we say of the test data that a checker's module holds in a folder. */
function judge(go: Go, module: string, folder: string, rules: readonly string[]): Promise<Expected> {
  return inEmpty(async (dir) => {
    unpack(path.join(go.moduleDir(module), folder), dir);
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
