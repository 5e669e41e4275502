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

describe('rule fixtures', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await testEngine(diskFiles);
  });
  afterAll(() => engine.dispose());

  for (const { id } of ruleMetas) {
    describe(id, () => {
      const dir = path.join(root, id);
      const names = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith('.go')) : [];

      test('has a docs page and a fixture that it finds something in', () => {
        expect(existsSync(path.join(docs, `${id}.md`)), `docs/rules/${id}.md`).toBe(true);
        expect(readFileSync(path.join(docs, `${id}.md`), 'utf8')).toMatch(new RegExp(`^# ${id}\\n`));
        const wants = names.flatMap((name) => wantsIn(readFileSync(path.join(dir, name), 'utf8'), id));
        expect(wants.filter((w) => w.rule === id).length).toBeGreaterThan(0);
      });

      for (const name of names) {
        test(name, async () => {
          const text = readFileSync(path.join(dir, name), 'utf8');
          const report = await engine.check(pathToFileURL(path.join(dir, name)).href);
          const lines = new LineIndex(text);
          const wants = wantsIn(text, id);
          const unexpected = (report?.findings ?? []).filter((f) => {
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

      test('fixes give the golden files, and leave nothing to fix', async () => {
        const fixed = await fixAll(
          Object.fromEntries(names.map((n) => [n, readFileSync(path.join(dir, n), 'utf8')])),
        );
        expect(names.some((name) => fixed[name] !== readFileSync(path.join(dir, name), 'utf8'))).toBe(true);
        for (const name of names) {
          const golden = path.join(dir, `${name}.golden`);
          const original = readFileSync(path.join(dir, name), 'utf8');
          if (update && fixed[name] !== original) writeFileSync(golden, fixed[name]);
          if (existsSync(golden)) expect(fixed[name]).toBe(readFileSync(golden, 'utf8'));
          else expect(fixed[name], `${name} has no golden file, so its fixes change nothing`).toBe(original);
        }
      });
    });
  }

  test('every fixture folder is a rule’s', () => {
    expect(readdirSync(root).filter((name) => !ruleMetas.some((m) => m.id === name))).toEqual([]);
  });
});
