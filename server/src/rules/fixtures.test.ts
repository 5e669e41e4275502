import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../engine.ts';
import { diskFiles } from '../files/disk.ts';
import { LineIndex } from '../syntax/lines.ts';
import { testEngine } from '../testing/engine.ts';
import { fixAll } from '../testing/fixAll.ts';
import { ruleMetas } from './index.ts';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), 'fixtures');
const docs = path.join(root, '../../../../docs/rules');
const update = process.env.UPDATE_GOLDEN === '1';

/** One expectation: `// want "regexp"` or `// want rule-id:"regexp"`, for a finding that starts on its line. */
interface Want {
  line: number;
  rule: string;
  message: RegExp;
}

function wantsIn(text: string, rule: string): Want[] {
  return text.split('\n').flatMap((line, i) => {
    const comment = /\/\/ want (.*)$/.exec(line)?.[1] ?? '';
    return [...comment.matchAll(/(?:([\w-]+):)?("(?:[^"\\]|\\.)*"|`[^`]*`)/g)].map(([, id, quoted]) => ({
      line: i,
      rule: id ?? rule,
      message: new RegExp(quoted.startsWith('`') ? quoted.slice(1, -1) : JSON.parse(quoted)),
    }));
  });
}

/** The Go files of a folder and its go.mod, by name. */
const textsOf = (dir: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(dir)
      .filter((name) => /\.go$|^go\.mod$/.test(name))
      .map((name) => [name, readFileSync(path.join(dir, name), 'utf8')]),
  );

function expectGolden(file: string, suffix: 'golden' | 'offered', fixed: string): void {
  const golden = `${file}.${suffix}`;
  const original = readFileSync(file, 'utf8');
  if (update && fixed !== original) writeFileSync(golden, fixed);
  if (existsSync(golden)) expect(fixed).toBe(readFileSync(golden, 'utf8'));
  else expect(fixed, `${file} has no ${suffix} file, so its fixes change nothing`).toBe(original);
}

describe('rule fixtures', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await testEngine(diskFiles);
  });
  afterAll(() => engine.dispose());

  for (const { id, severity } of ruleMetas) {
    describe(id, () => {
      const dir = path.join(root, id);
      const names = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith('.go')) : [];

      test('has a docs page and a fixture that it finds something in', () => {
        expect(existsSync(path.join(docs, `${id}.md`)), `docs/rules/${id}.md`).toBe(true);
        expect(readFileSync(path.join(docs, `${id}.md`), 'utf8')).toMatch(new RegExp(`^# ${id}\\n`));
        const wants = names.flatMap((name) => wantsIn(readFileSync(path.join(dir, name), 'utf8'), id));
        expect(wants.filter((w) => w.rule === id).length).toBeGreaterThan(0);
      });

      beforeAll(() => engine.configure({ rules: { [id]: severity === 'off' ? 'information' : severity } }));
      for (const name of names) {
        test(name, async () => {
          const text = readFileSync(path.join(dir, name), 'utf8');
          const report = await engine.check(pathToFileURL(path.join(dir, name)).href);
          const lines = new LineIndex(text);
          const wants = wantsIn(text, id);
          // What another rule merely mentions has its own fixture.
          const isAsked = (rule: string) => rule === id || wants.some((w) => w.rule === rule);
          const found = (report?.findings ?? []).filter((f) => f.severity === 'warning' || isAsked(f.rule));
          const unexpected = found.filter((f) => {
            const line = lines.position(f.start).line;
            const at = wants.findIndex(
              (w) => w.line === line && w.rule === f.rule && w.message.test(f.message),
            );
            if (at >= 0) wants.splice(at, 1);
            return at < 0;
          });
          expect({
            unexpected: unexpected.map((f) => `${lines.position(f.start).line + 1}: ${f.rule}: ${f.message}`),
            missing: wants.map((w) => `${w.line + 1}: ${w.rule}: ${w.message}`),
          }).toEqual({ unexpected: [], missing: [] });
        });
      }

      const offered = names.filter((name) => existsSync(path.join(dir, `${name}.offered`)));

      test('fixes give the golden files, and leave nothing to fix', async () => {
        const fixed = await fixAll(textsOf(dir));
        const changed = names.filter((name) => fixed[name] !== readFileSync(path.join(dir, name), 'utf8'));
        const page = readFileSync(path.join(docs, `${id}.md`), 'utf8');
        if (!page.includes('There is no quick fix'))
          expect(changed.length + offered.length).toBeGreaterThan(0);
        for (const name of names) expectGolden(path.join(dir, name), 'golden', fixed[name]);
      });

      // What a user chooses must be right as well.
      if (offered.length) {
        test('fixes that are only offered do so too', async () => {
          const fixed = await fixAll(textsOf(dir), id);
          for (const name of offered) expectGolden(path.join(dir, name), 'offered', fixed[name]);
        });
      }
    });
  }

  test('every fixture folder is a rule’s', () => {
    expect(readdirSync(root).filter((name) => !ruleMetas.some((m) => m.id === name))).toEqual([]);
  });
});
