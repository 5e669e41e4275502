import path from 'node:path';
import { expect, test } from 'vitest';
import { development, kernels } from '../corpus/goker.ts';
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
});
