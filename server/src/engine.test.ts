import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyEdits, compatibleFixes } from './applyFixes.ts';
import type { Engine } from './engine.ts';
import type { FileSystem } from './fileSystem.ts';
import { memoryFiles, testEngine } from './testing/engine.ts';
import { takesLong } from './testing/takesLong.ts';

const uri = 'file:///p/a.go';
const other = 'file:///p/b.go';
const missingDone = `package p

import "sync"

func run() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		work()
	}()
	wg.Wait()
}
`;

describe('the engine', () => {
  let disk: Record<string, string>;
  let reads: string[];
  let engine: Engine;

  beforeEach(async () => {
    disk = { [uri]: missingDone, [other]: 'package p\n\nfunc work() {}\n' };
    reads = [];
    const memory = () => memoryFiles(disk);
    const files: FileSystem = {
      readDirectory: (dir) => memory().readDirectory(dir),
      readFile: (file) => {
        if (file.endsWith('.go')) reads.push(file);
        return memory().readFile(file);
      },
    };
    engine = await testEngine(files);
  });
  afterEach(() => engine.dispose());

  const rulesOf = async (file: string) => (await engine.check(file))?.findings.map((f) => f.rule);

  test('reads a folder once until something in it changes', async () => {
    expect(await rulesOf(uri)).toEqual(['waitgroup-missing-done']);
    expect(await rulesOf(other)).toEqual([]);
    expect(reads).toEqual([uri, other]);
    engine.invalidate([other]);
    await engine.check(uri);
    expect(reads).toEqual([uri, other, other]);
  });

  test('an open document goes before the file, edit by edit', async () => {
    engine.open(uri, missingDone);
    const at = (line: number) => ({ line, character: 0 });
    engine.change(uri, [{ range: { start: at(8), end: at(8) }, text: '\t\tdefer wg.Done()\n' }]);
    expect(await rulesOf(uri)).toEqual([]);
    engine.change(uri, [{ range: { start: at(8), end: at(9) }, text: '' }]);
    expect(await rulesOf(uri)).toEqual(['waitgroup-missing-done']);
    engine.change(uri, [{ text: 'package p\n' }]);
    expect(await rulesOf(uri)).toEqual([]);
    engine.close(uri);
    expect(await rulesOf(uri)).toEqual(['waitgroup-missing-done']);
  });

  test('the other files of the package count', async () => {
    disk[uri] = missingDone.replace('go func() {\n\t\twork()\n\t}()', 'go work(&wg)');
    disk[other] = 'package p\n\nimport "sync"\n\nfunc work(wg *sync.WaitGroup) { defer wg.Done() }\n';
    expect(await rulesOf(uri)).toEqual([]);
    disk[other] = disk[other].replace('{ defer wg.Done() }', '{}');
    engine.invalidate([other]);
    expect(await rulesOf(uri)).toEqual(['waitgroup-missing-done']);
    delete disk[other];
    engine.invalidate([other]);
    expect(await rulesOf(uri)).toEqual([]); // what `work` does is unknown now
  });

  test('an edit of a body reaches the files whose findings follow from it', async () => {
    disk[uri] = missingDone.replace('go func() {\n\t\twork()\n\t}()', 'go work(&wg)');
    const helper = 'package p\n\nimport "sync"\n\nfunc work(wg *sync.WaitGroup) {\n\tdefer wg.Done()\n}\n';
    engine.open(other, helper);
    expect(await rulesOf(uri)).toEqual([]);
    const line = (from: number, to: number) => ({
      start: { line: from, character: 0 },
      end: { line: to, character: 0 },
    });
    engine.change(other, [{ range: line(5, 6), text: '' }]);
    expect(await rulesOf(uri)).toEqual(['waitgroup-missing-done']);
    engine.change(other, [{ range: line(5, 5), text: '\tuse()\n' }]);
    expect(await rulesOf(uri)).toEqual(['waitgroup-missing-done']);
    engine.change(other, [{ range: line(6, 6), text: '\tdefer wg.Done()\n' }]);
    expect(await rulesOf(uri)).toEqual([]);
    expect(reads.filter((file) => file === uri)).toHaveLength(1);
  });

  test('a file that comes unannounced is seen while another is edited', async () => {
    engine.open(uri, missingDone);
    expect(await rulesOf(uri)).toEqual(['waitgroup-missing-done']);
    const added = 'file:///p/c.go';
    disk[added] = missingDone.replace('func run', 'func later').replace('work()', 'println()');
    await expect
      .poll(
        async () => {
          engine.change(uri, [
            { range: { start: { line: 5, character: 0 }, end: { line: 5, character: 0 } }, text: '' },
          ]);
          return rulesOf(added);
        },
        { timeout: 5_000 },
      )
      .toEqual(['waitgroup-missing-done']);
  });

  test('a report keeps its id as long as it says the same', async () => {
    const first = await engine.check(uri);
    engine.invalidate([other]);
    expect((await engine.check(uri))?.resultId).toBe(first?.resultId);
    disk[uri] = `${missingDone}\n`;
    engine.invalidate([uri]);
    expect((await engine.check(uri))?.resultId).not.toBe(first?.resultId);
  });

  test.each([
    'untitled:Untitled-1',
    'vscode-vfs://github/owner/repository/a.go',
    'file:///a.go',
    'file://server/share/a.go',
  ])('a document may be anywhere: %s', async (anywhere) => {
    engine.open(anywhere, missingDone.replace('work()', 'println()'));
    expect((await engine.check(anywhere))?.findings.map(({ rule }) => rule)).toEqual([
      'waitgroup-missing-done',
    ]);
  });

  test('settings turn rules off and change their severity', async () => {
    engine.configure({ rules: { 'waitgroup-missing-done': 'error' } });
    expect((await engine.check(uri))?.findings[0].severity).toBe('error');
    engine.configure({ rules: { 'waitgroup-missing-done': 'off' } });
    expect(await rulesOf(uri)).toEqual([]);
  });

  test('generated files are read and not reported, functions with syntax errors neither', async () => {
    disk[uri] = `// Code generated by a tool. DO NOT EDIT.\n\n${missingDone}`;
    expect(await rulesOf(uri)).toEqual([]);
    disk[uri] = missingDone.replace('wg.Wait()', 'wg.Wait(');
    engine.invalidate([uri]);
    expect(await rulesOf(uri)).toEqual([]);
  });

  test('an unreadable file has no report; a cancelled check none either', async () => {
    expect(await engine.check('file:///p/none.go')).toBeNull();
    expect(await engine.check('file:///q/none.go', () => true)).toBeNull();
  });

  test('an edit during a check is not lost', async () => {
    engine.open(uri, missingDone);
    const running = engine.check(uri);
    engine.change(uri, [{ text: missingDone.replace('work()', 'wg.Done()') }]);
    expect((await running)?.findings).toEqual([]);
  });

  test('checks at the same time all get the answer', async () => {
    const reports = await Promise.all([engine.check(uri), engine.check(uri), engine.check(other)]);
    expect(reports.map((report) => report?.findings.length)).toEqual([1, 1, 0]);
    expect(reads).toEqual([uri, other]);
  });

  test('fixes keep CRLF line ends', async () => {
    disk[uri] = missingDone.replaceAll('\n', '\r\n');
    const report = await engine.check(uri);
    const fixed = applyEdits(
      disk[uri],
      compatibleFixes(report!.findings).flatMap((fix) => fix.edits),
    );
    expect(fixed).toBe(
      missingDone.replace('\t\twork', '\t\tdefer wg.Done()\n\t\twork').replaceAll('\n', '\r\n'),
    );
  });
});

describe('compatible fixes', () => {
  const finding = (start: number, end: number, preferred = true) => ({
    uri,
    rule: 'r',
    severity: 'warning' as const,
    message: '',
    start,
    end,
    related: [],
    fixes: [{ title: '', preferred, edits: [{ uri, start, end, text: '' }] }],
  });

  test('leave out what is not preferred and what touches an earlier one', () => {
    const chosen = compatibleFixes([finding(0, 5), finding(5, 9), finding(6, 9), finding(20, 21, false)]);
    expect(chosen.map((fix) => fix.edits[0].start)).toEqual([0, 6]);
  });

  test('overlapping edits are refused', () => {
    const edit = (start: number, end: number) => ({ uri, start, end, text: '' });
    expect(() => applyEdits('abcdef', [edit(0, 3), edit(2, 4)])).toThrow(RangeError);
  });
});

describe('what takes the model long', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await testEngine(memoryFiles({ [uri]: takesLong }));
  });
  afterEach(() => engine.dispose());
  const rulesOf = async (file: string) => (await engine.check(file))?.findings.map((f) => f.rule);
  const deepened = () => new Promise<void>((resolve) => engine.onDeepened(resolve));
  const at = (line: number, character: number) => ({ line, character });
  const zero = takesLong.slice(0, takesLong.indexOf('return 0')).split('\n').length - 1;

  test('is told at once of files that nobody has open, and later where somebody may type', async () => {
    const atOnce = await engine.check(uri);
    expect(atOnce!.findings.map(({ rule }) => rule)).toEqual(['channel-abandoned-sender']);
    engine.open(uri, takesLong);
    const done = deepened();
    expect(await rulesOf(uri)).toEqual([]);
    await done;
    expect((await engine.check(uri))!.findings).toEqual(atOnce!.findings);
  });

  test('is given up at an edit, and begun again', async () => {
    engine.open(uri, takesLong);
    let times = 0;
    const done = new Promise<void>((resolve) => {
      engine.onDeepened(() => {
        times++;
        resolve();
      });
    });
    for (let i = 0; i < 6; i++) {
      expect(await rulesOf(uri)).toEqual([]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      engine.change(uri, [{ range: { start: at(zero, 26), end: at(zero, 26) }, text: '1' }]);
    }
    expect(times).toBe(0);
    await engine.check(uri);
    await done;
    expect(await rulesOf(uri)).toEqual(['channel-abandoned-sender']);
    // It is known now, wherever else something is typed.
    engine.change(uri, [{ range: { start: at(zero, 26), end: at(zero, 26) }, text: '2' }]);
    expect(await rulesOf(uri)).toEqual(['channel-abandoned-sender']);
    engine.change(uri, [{ range: { start: at(3, 15), end: at(3, 15) }, text: ', 1' }]);
    expect(await rulesOf(uri)).toEqual([]);
  });

  test('begins with the files that are open, and comes to most of a large package later', async () => {
    const abandoned = (name: string) => `
func ${name}(late chan bool) int {
	answer := make(chan int)
	go func() { answer <- 1 }()
	select {
	case v := <-answer:
		return v
	case <-late:
		return 0
	}
}
`;
    const other = uri.replace(/[^/]+$/, 'many.go');
    const many = Array.from({ length: 300 }, (_, i) => abandoned(`abandoned${i}`)).join('');
    const disk = { [uri]: `package p\n${abandoned('left')}`, [other]: `package p\n${many}` };
    const large = await testEngine(memoryFiles(disk));
    const found = async (file: string) => (await large.check(file))!.findings;
    const atOnce = await found(other);
    expect(atOnce).toHaveLength(300);
    large.open(uri, disk[uri]);
    const done = new Promise<void>((resolve) => large.onDeepened(resolve));
    expect(await found(uri)).toHaveLength(1);
    expect((await found(other)).length).toBeLessThan(300);
    await done;
    expect(await found(other)).toEqual(atOnce);
    // What is known by then stays known.
    large.change(uri, [{ range: { start: at(3, 24), end: at(3, 24) }, text: ', 1' }]);
    expect(await found(uri)).toEqual([]);
    expect(await found(other)).toEqual(atOnce);
    large.dispose();
  });
});
