import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { LineIndex } from '../../server/src/syntax/lines.ts';
import { memoryFiles, testEngine } from '../../server/src/testing/engine.ts';
import { fixAll } from '../../server/src/testing/fixAll.ts';
import { describeWithGo, inCopy } from './go.ts';

/** Their fixes change what a goroutine does to its end: they are offered, for a person to choose. */
const offered = ['select-no-exit', 'goroutine-never-ends'];

/** Their goroutines wait for the network, sleep or spin: no leak by the runtime's profile, which knows of channels and locks. */
const notBlocked = ['body-not-closed', 'break-in-select', 'heartbeat', 'sleeping-poller'];

type Texts = Record<string, string>;

/** `file:line rule` of each warning. */
async function warningsIn(texts: Texts): Promise<string[]> {
  const uri = (name: string) => `memory://test/p/${name}`;
  const engine = await testEngine(
    memoryFiles(Object.fromEntries(Object.entries(texts).map(([name, text]) => [uri(name), text]))),
  );
  const found: string[] = [];
  for (const name of Object.keys(texts).filter((file) => file.endsWith('.go'))) {
    const lines = new LineIndex(texts[name]);
    for (const { rule, severity, start } of (await engine.check(uri(name)))?.findings ?? [])
      if (severity === 'warning') found.push(`${name}:${lines.position(start).line + 1} ${rule}`);
  }
  engine.dispose();
  return found.sort();
}

/** `// want rule`, at the end of a line. */
const wantsIn = (texts: Texts): string[] =>
  Object.entries(texts)
    .flatMap(([name, text]) =>
      text.split('\n').flatMap((line, i) => {
        const rule = /\/\/ want ([\w-]+)$/.exec(line)?.[1];
        return rule ? [`${name}:${i + 1} ${rule}`] : [];
      }),
    )
    .sort();

// Each pattern of samples/patterns leaves goroutines behind as it stands, and none once it is fixed.
describeWithGo('samples/patterns', (go) => {
  test(
    'is flagged and leaks as it stands, is quiet and leaves nothing once it is fixed',
    { timeout: 600_000 },
    () =>
      inCopy(inRoot('samples/patterns'), async (dir) => {
        const files = readdirSync(dir).filter((name) => /\.go$|^go\.mod$/.test(name));
        const texts: Texts = Object.fromEntries(
          files.map((name) => [name, readFileSync(path.join(dir, name), 'utf8')]),
        );
        const names = [...texts['main.go'].matchAll(/^\t"([\w-]+)": +\{(\w+), (\w+)\},$/gm)].map((m) => ({
          name: m[1],
          isByHand: m[3] !== 'nil',
        }));
        expect(names.length).toBeGreaterThan(20);
        const wants = wantsIn(texts);
        expect(await warningsIn(texts)).toEqual(wants);
        // One finding a pattern at least, in its own file.
        const fileOf = (name: string) => `${name.replaceAll('-', '_')}.go:`;
        for (const { name } of names)
          expect(
            wants.filter((want) => want.startsWith(fileOf(name))),
            name,
          ).not.toEqual([]);

        // The runtime's own leak profile came with Go 1.26.
        const hasProfile = Number(/go1\.(\d+)/.exec(go.run(dir, 'version'))?.[1]) >= 26;
        const env = { ...process.env, ...(hasProfile && { GOEXPERIMENT: 'goroutineleakprofile' }) };
        const program = path.join(dir, process.platform === 'win32' ? 'sample.exe' : 'sample');
        const build = () => {
          const { status, stderr } = spawnSync(go.command, ['build', '-o', program, '.'], {
            cwd: dir,
            env,
            encoding: 'utf8',
          });
          expect(status, stderr).toBe(0);
        };
        const run = (...args: string[]) => {
          const { status, stdout, stderr } = spawnSync(program, args, { timeout: 30_000, encoding: 'utf8' });
          return { status, leaked: Number(/goroutineleak profile: total (\d+)/.exec(stdout)?.[1]), stderr };
        };
        build();
        for (const { name, isByHand } of names) {
          const { status, leaked } = run(name);
          expect(status, `${name} leaves goroutines behind`).toBe(1);
          if (hasProfile && !notBlocked.includes(name))
            expect(leaked, `${name} leaks by the runtime’s profile`).toBeGreaterThan(0);
          if (isByHand) expect(run(name, 'fixed').status, `${name}, fixed by hand`).toBe(0);
        }

        let fixed = await fixAll(texts);
        for (const rule of offered) fixed = await fixAll(fixed, rule);
        for (const name of files) writeFileSync(path.join(dir, name), fixed[name]);
        expect(go.unformatted(dir)).toEqual([]);
        expect(go.vet(dir, [])).toEqual([]);
        const byHand = names.filter(({ isByHand }) => isByHand).map(({ name }) => fileOf(name));
        const left = (await warningsIn(fixed)).filter((at) => !byHand.some((file) => at.startsWith(file)));
        expect(left).toEqual([]);
        build();
        for (const { name, isByHand } of names)
          if (!isByHand) expect(run(name).status, `${name} leaves nothing once it is fixed`).toBe(0);
      }),
  );
});
