import { expect, test } from 'vitest';
import { testParser } from '../../server/src/testing/engine.ts';
import { describeWithGo } from './go.ts';
import { compareKinds } from './kinds.ts';

describeWithGo('go/types', (go) => {
  test('says the same of the standard library’s expressions', { timeout: 600_000 }, async () => {
    const parser = await testParser();
    const { kinds, wrong } = await compareKinds(go, parser, go.source, ['std']);
    parser.dispose();
    const all = kinds.reduce((sum, kind) => sum + kind.agree + kind.unknown + kind.wrong, 0);
    const agree = kinds.reduce((sum, kind) => sum + kind.agree, 0);
    expect(all).toBeGreaterThan(3000);
    expect(agree / all).toBeGreaterThan(0.995);
    expect(wrong).toEqual([]);
  });
});
