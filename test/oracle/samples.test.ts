import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { fixAll } from '../../server/src/testing/fixAll.ts';
import { describeWithGo, inCopy } from './go.ts';

// Each mistake of the sample really goes wrong, and is right once its fixes are applied.
describeWithGo('samples/waitgroup', (go) => {
  test('goes wrong as it stands and right when it is fixed', { timeout: 240_000 }, () =>
    inCopy(inRoot('samples/waitgroup'), async (dir) => {
      const names = readdirSync(dir).filter((name) => name.endsWith('.go'));
      const mistakes = names
        .filter((name) => name !== 'main.go')
        .map((name) => name.slice(0, -3).replaceAll('_', '-'));
      expect(mistakes.length).toBeGreaterThan(3);
      const program = path.join(dir, process.platform === 'win32' ? 'sample.exe' : 'sample');
      /** What becomes of each; some go wrong by chance only, so that they are tried several times. */
      const run = (tries: number) => {
        go.run(dir, 'build', '-o', program, '.');
        return mistakes.map((mistake) => {
          let status: number | null = 0;
          for (let i = 0; i < tries && status === 0; i++)
            ({ status } = spawnSync(program, [mistake], { timeout: 30_000 }));
          return `${mistake}: ${status === 0 ? 'right' : status === null ? 'hangs' : 'wrong'}`;
        });
      };
      expect(run(20)).toEqual(mistakes.map((mistake) => `${mistake}: wrong`));
      const fixed = await fixAll(
        Object.fromEntries(names.map((name) => [name, readFileSync(path.join(dir, name), 'utf8')])),
      );
      for (const name of names) writeFileSync(path.join(dir, name), fixed[name]);
      expect(go.unformatted(dir)).toEqual([]);
      expect(go.vet(dir, [])).toEqual([]);
      expect(run(3)).toEqual(mistakes.map((mistake) => `${mistake}: right`));
    }),
  );

  test('samples/deadlock ends once it is fixed', { timeout: 240_000 }, () =>
    inCopy(inRoot('samples/deadlock'), async (dir) => {
      const run = () => spawnSync(go.command, ['run', '.'], { cwd: dir, encoding: 'utf8', timeout: 120_000 });
      expect(run().stderr).toContain('all goroutines are asleep');
      const file = path.join(dir, 'main.go');
      const fixed = await fixAll({ 'main.go': readFileSync(file, 'utf8') });
      writeFileSync(file, fixed['main.go']);
      expect(go.unformatted(dir)).toEqual([]);
      expect(run()).toMatchObject({ status: 0, stderr: '' });
    }),
  );

  for (const name of ['leak', 'deadlock', 'service']) {
    test(`samples/${name} compiles and is formatted`, { timeout: 240_000 }, () =>
      inCopy(inRoot('samples', name), (dir) => {
        expect(go.unformatted(dir)).toEqual([]);
        go.run(dir, 'build', './...');
      }),
    );
  }
});
