import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { kernels } from '../corpus/goker.ts';
import { describeWithGo } from './go.ts';

/** Of these projects; the kernels of the others are never looked at, so that a figure over them means something. */
const development = /^(?:cockroach|grpc|kubernetes)\d+\.go$/;

// GoBench's kernels (CGO 2021) as Go's own tests of the goroutine leak profile hold them.
describeWithGo('the kernels of real bugs', (go) => {
  test('most are found', { timeout: 120_000 }, async () => {
    const source = typeof go.source === 'string' ? go.source : fileURLToPath(go.source);
    const folder = path.join(source, 'runtime/testdata/testgoroutineleakprofile/goker');
    const files = readdirSync(folder).filter((name) => development.test(name));
    expect(files.length).toBeGreaterThan(30);
    const all = await kernels(files.map((name) => path.join(folder, name)));
    const missed = all.filter(({ findings }) => findings.length === 0).map(({ name }) => name);
    console.log(`${all.length - missed.length} of ${all.length} kernels found; missed: ${missed.join(', ')}`);
    expect(missed.length / all.length).toBeLessThan(0.2);
    // The bug, and no more than one thing beside it.
    expect(all.filter(({ findings }) => findings.length > 2)).toEqual([]);
  });
});
