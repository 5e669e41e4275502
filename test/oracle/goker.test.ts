import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseAll, testParser } from '../../server/src/testing/engine.ts';
import { blamedLines } from '../corpus/blame.ts';
import { development, findingsIn, kernels } from '../corpus/goker.ts';
import { leaksIn } from '../corpus/leaks.ts';
import { describeWithGo } from './go.ts';

describeWithGo('the kernels of real bugs', (go) => {
  test('most are found where they hang', { timeout: 120_000 }, async () => {
    const folder = path.join(go.source, 'runtime/testdata/testgoroutineleakprofile/goker');
    const all = await kernels(folder, (name) => development.test(name));
    expect(all.length).toBeGreaterThan(30);
    const missed = all.filter(({ verdict }) => verdict !== 'found').map(({ name }) => name);
    console.log(`${all.length - missed.length} of ${all.length} kernels found; missed: ${missed.join(', ')}`);
    expect(missed.length / all.length).toBeLessThan(0.2);
    // The bug, and no more than one thing beside it.
    const beside = all.map(({ findings }) => findings.filter(({ isBlamed }) => !isBlamed).length);
    expect(Math.max(...beside)).toBeLessThanOrEqual(1);
  });

  // Each of their functions leaks in one way only, or not at all.
  test.each(['simple.go', 'commonpatterns.go'])('%s: every leak, and nothing else', async (name) => {
    const folder = path.join(go.source, 'runtime/testdata/testgoroutineleakprofile');
    const leaks = leaksIn(readFileSync(path.join(go.source, 'runtime/goroutineleakprofile_test.go'), 'utf8'));
    const text = readFileSync(path.join(folder, name), 'utf8');
    const parser = await testParser();
    const file = parseAll(parser, text);
    parser.dispose();
    const found = await findingsIn(path.basename(name, '.go'), text);
    const wanted = [...text.matchAll(/register\("(\w+)"/g)].flatMap(
      ([, test]) => leaks.get(test.toLowerCase()) ?? [],
    );
    expect(wanted.length).toBeGreaterThan(7);
    const missed = wanted.filter((leak) => !found.some(({ line }) => blamedLines(file, [leak]).has(line)));
    expect(missed.map(({ source }) => source)).toEqual([]);
    const blamed = blamedLines(file, wanted);
    expect(found.filter(({ line }) => !blamed.has(line))).toEqual([]);
  });
});
