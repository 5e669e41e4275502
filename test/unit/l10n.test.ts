import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ruleMetas } from '../../server/src/rules/index.ts';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const json = (name: string) => JSON.parse(readFileSync(path.join(root, name), 'utf8'));
const manifest = json('package.json');

/** The texts given to `l10n.t` and `vscode.l10n.t` in the sources of a folder. */
function textsIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .flatMap((name) => {
      const source = readFileSync(path.join(root, folder, name), 'utf8');
      const calls = source.split(/\bl10n\.t\(/).slice(1);
      return calls.map((call) => {
        const literal = /^\s*'((?:[^'\\]|\\.)*)'/.exec(call);
        if (!literal)
          throw new Error(
            `${folder}/${name}: l10n.t is given something else than a literal: ${call.slice(0, 40)}`,
          );
        return literal[1].replace(/\\'/g, "'");
      });
    });
}

describe('translations', () => {
  const bundle = json('l10n/bundle.l10n.zh-cn.json') as Record<string, string>;
  const texts = new Set(['client/src', 'server/src', 'webview/src'].flatMap(textsIn));

  test('there is one for every text, and none too many', () => {
    expect(Object.keys(bundle).sort()).toEqual([...texts].sort());
  });

  test('each takes the same values', () => {
    const holes = (text: string) => [...new Set(text.match(/\{\d\}/g))].sort();
    for (const [text, translation] of Object.entries(bundle))
      expect(holes(translation), text).toEqual(holes(text));
  });

  test('package.json’s keys are in both languages, and no others', () => {
    const used = [...new Set(JSON.stringify(manifest).match(/(?<=")%[^%"]+%(?=")/g))]
      .map((key) => key.slice(1, -1))
      .sort();
    for (const name of ['package.nls.json', 'package.nls.zh-cn.json'])
      expect(Object.keys(json(name)).sort()).toEqual(used);
  });
});

describe('package.json', () => {
  test('offers just the rules that there are, with their defaults', () => {
    const { properties } = manifest.contributes.configuration.properties['unpark.rules'];
    const defaults = Object.entries(properties as Record<string, { default: string }>).map(([id, p]) => [
      id,
      p.default,
    ]);
    expect(defaults).toEqual(ruleMetas.map(({ id, severity }) => [id, severity]));
  });
});
