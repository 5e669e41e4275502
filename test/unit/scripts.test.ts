import { describe, expect, it } from 'vitest';
import { isInstalled } from '../../scripts/lib/dependencies.mjs';
import { flawsOf, namedIn } from '../../scripts/lib/vsix.mjs';
import { workbenchUrl } from '../../scripts/lib/workbench.mjs';
import { misplacedIn } from '../../scripts/test/bundles.mjs';
import { failed, outcomesOfVitest, passed, skipped, summarise } from '../../scripts/test/outcome.mjs';

describe('isInstalled', () => {
  const locked = {
    '': { version: '1.0.0' },
    'node_modules/a': { version: '2.0.0' },
    'node_modules/other-platform': { version: '3.0.0', optional: true },
  };

  it('is content without the packages of other platforms', () => {
    expect(isInstalled(locked, { 'node_modules/a': { version: '2.0.0' } })).toBe(true);
  });

  it('notices a missing and an old package', () => {
    expect(isInstalled(locked, {})).toBe(false);
    expect(isInstalled(locked, { 'node_modules/a': { version: '1.9.0' } })).toBe(false);
    expect(isInstalled(locked, undefined)).toBe(false);
  });
});

describe('summarise', () => {
  const outcomes = [passed('a'), passed('b'), failed('c', 'why'), skipped('d', 'no Go')];

  it('counts', () => {
    expect(summarise(outcomes, false)).toMatchObject({
      passed: 2,
      failed: 1,
      failures: [outcomes[2]],
      skips: [outcomes[3]],
    });
  });

  it('takes a skip for a failure where nothing may be missing', () => {
    expect(summarise(outcomes, true)).toMatchObject({
      passed: 2,
      failed: 2,
      failures: [outcomes[2], outcomes[3]],
      skips: [],
    });
  });
});

describe('outcomesOfVitest', () => {
  it('counts a file that could not be loaded as failed', () => {
    const report = {
      testResults: [{ name: 'x.test.ts', status: 'failed', message: 'SyntaxError', assertionResults: [] }],
    };
    expect(outcomesOfVitest('unit', report)).toEqual([failed('x.test.ts', 'SyntaxError')]);
  });

  it('counts a run without tests as failed', () => {
    expect(outcomesOfVitest('unit', { testResults: [] })).toEqual([failed('unit', 'no test ran')]);
  });
});

describe('misplacedIn', () => {
  const output = (entryPoint: string, inputs: string[], imports: string[] = []) => ({
    [`dist/${entryPoint}.js`]: {
      bytes: 1,
      entryPoint,
      exports: [],
      inputs: Object.fromEntries(inputs.map((input) => [input, { bytesInOutput: 1 }])),
      imports: imports.map((path) => ({ path, kind: 'require-call' as const, external: true })),
    },
  });

  it('accepts a side with what it may import', () => {
    const inputs = ['server/src/cli.ts', 'protocol/src/index.ts', 'node_modules/a/a.js'];
    expect(misplacedIn(output('server/src/cli.ts', inputs, ['node:fs']))).toEqual([]);
    expect(misplacedIn(output('client/src/node.ts', ['client/src/node.ts'], ['vscode']))).toEqual([]);
  });

  it('names strangers', () => {
    expect(misplacedIn(output('webview/src/main.ts', ['server/src/engine.ts']))).toHaveLength(1);
    expect(misplacedIn(output('server/src/cli.ts', [], ['vscode']))).toHaveLength(1);
  });
});

describe('flawsOf', () => {
  it('refuses source maps, missing parts and weight', () => {
    const names = ['extension/dist/client/node.js.map', 'extension/package.json'];
    const flaws = flawsOf({ bytes: 2_000_000, names, named: namedIn({ main: './dist/client/node.js' }) });
    expect(flaws).toContain('dist/client/node.js is missing');
    expect(flaws[0]).toContain('node.js.map');
    expect(flaws).toContain('dist/webview/main.js is missing');
    expect(flaws.at(-1)).toContain('2000000 bytes');
  });
});

describe('workbenchUrl', () => {
  it('escapes the folder and names the extension as the server sees it', () => {
    const url = new URL(workbenchUrl('http://127.0.0.1:1234', '/a b/c#d', { extension: '/x y' }));
    expect(url.searchParams.get('folder')).toBe('/a b/c#d');
    const payload = new Map(JSON.parse(url.searchParams.get('payload')!));
    expect(payload.get('extensionDevelopmentPath')).toBe('vscode-remote://127.0.0.1:1234/x%20y');
  });
});
