import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { memoryFiles, testEngine } from '../../server/src/testing/engine.ts';
import { describeWithGo, inEmpty } from './go.ts';

const snippets: Record<string, { prefix: string; body: string[] }> = JSON.parse(
  readFileSync(inRoot('snippets/go.json'), 'utf8'),
);

/** What a snippet inserts where nobody types anything else. */
function expanded(body: readonly string[]): string {
  const text = body.join('\n');
  const defaults = new Map([...text.matchAll(/\$\{(\d+):([^}]*)\}/g)].map(([, n, given]) => [n, given]));
  return text
    .replace(/\$\{(\d+):([^}]*)\}/g, (_, n) => defaults.get(n)!)
    .replace(/\$(\d+)/g, (_, n) => defaults.get(n) ?? '');
}

/** A file around it: declarations stand by themselves, statements in a function. */
function fileOf(code: string): string {
  const isDeclaration = /^(?:type|func \()|^var \w+ atomic/.test(code);
  const imports = ['context', 'errors', 'sync', 'sync/atomic', 'time'].filter((name) =>
    new RegExp(`\\b${path.basename(name)}\\.`).test(code + (isDeclaration ? '' : 'context.')),
  );
  const head = `package main\n\nimport (\n${imports.map((name) => `\t"${name}"\n`).join('')})\n\n`;
  if (isDeclaration) return `${head}type config struct{}\n\n${code}\n\nfunc main() {}\n`;
  const inside = code.replace(/^(?=.)/gm, '\t');
  const isForever = /return ctx\.Err\(\)\n\tcase/.test(code);
  return `${head}func handle(string) {}

func convert(s string) string { return s }

func run(ctx context.Context, items []string, ch chan string) error {
${code.includes('item)') && !code.includes('range items') && !code.includes('item, ok') ? '\titem := items[0]\n' : ''}${inside}
${isForever ? '' : '\treturn nil\n'}}

func main() { _ = run(context.Background(), nil, nil) }
`;
}

// What the snippets insert is right as it stands.
describeWithGo('snippets', (go) => {
  test.each(Object.entries(snippets))('%s', { timeout: 120_000 }, (_, { body }) =>
    inEmpty(async (dir) => {
      const text = fileOf(expanded(body));
      const files = { 'main.go': text, 'go.mod': 'module snippet\n\ngo 1.22\n' };
      for (const [name, content] of Object.entries(files)) writeFileSync(path.join(dir, name), content);
      expect(go.unformatted(dir), text).toEqual([]);
      expect(go.vet(dir, [])).toEqual([]);
      const uri = (name: string) => `memory://test/p/${name}`;
      const engine = await testEngine(
        memoryFiles(Object.fromEntries(Object.entries(files).map(([name, content]) => [uri(name), content]))),
      );
      const report = await engine.check(uri('main.go'));
      engine.dispose();
      expect(report!.findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
    }),
  );

  test('each has a prefix of its own', () => {
    const prefixes = Object.values(snippets).map(({ prefix }) => prefix);
    expect(new Set(prefixes).size).toBe(prefixes.length);
  });
});
